"""Why a wave broke out: its theme, its levers, the channel that led, and the evidence."""
