"""What places have: tables of assets, the lists that are shipped, what mentions say."""
