"""One series without donors: a structural model, continued, and held against its own history."""
