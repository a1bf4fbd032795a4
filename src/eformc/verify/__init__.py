"""Proof by trial: generated answers to a form, put to every reader that judges it; they must say the same."""
