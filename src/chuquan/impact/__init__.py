"""What breakouts brought: outcomes, designs, estimators, inference, checks."""
