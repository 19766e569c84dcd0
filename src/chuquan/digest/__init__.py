"""Mentions to a digest: additive counts and single words, never a text."""
