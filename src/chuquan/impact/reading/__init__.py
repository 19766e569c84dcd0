"""How reported figures, units, periods and places are written, and what they mean."""
