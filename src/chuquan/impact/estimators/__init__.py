"""Estimators of what would have happened anyway, one a file, behind one interface."""
