"""How a plan is written down by a person, and what it means."""
