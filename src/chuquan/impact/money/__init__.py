"""From visits to money: stated multipliers with ranges and sources, net of what was only moved."""
