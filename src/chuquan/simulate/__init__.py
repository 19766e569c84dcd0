"""Worlds with known truth: for tests, for calibration, for planning."""
