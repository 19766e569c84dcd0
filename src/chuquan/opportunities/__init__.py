"""What a city can break out with next: its assets, what rises, what fits, what goes along."""
