"""Held, derived, repeated, asked: by which path every value arrives, and what is left to ask."""
