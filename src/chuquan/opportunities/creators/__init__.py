"""Whom to invite within a budget: creators and the audiences that they share."""
