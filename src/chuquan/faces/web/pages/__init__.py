"""Pages, one a file; each is a router of its own."""
