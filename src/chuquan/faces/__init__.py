"""What people and machines see: the command line and the brief. Faces see only the report."""
