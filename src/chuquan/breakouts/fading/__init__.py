"""How waves fade: forms, what is known before, the half-life, the phase, and what is to come."""
