"""What goes along with an image: its chain, its partners, its channels."""
