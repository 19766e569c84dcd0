"""What rises in all mentions, of any place or none, and which places it fits."""
