"""The audit of reported figures: one rule a file; each finding names its rows."""
