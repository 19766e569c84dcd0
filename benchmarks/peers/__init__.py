"""The methods that the detector is measured against, each giving scores (series, day)."""
