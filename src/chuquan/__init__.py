"""Chuquan (出圈): find the city images that break out, and say why."""
