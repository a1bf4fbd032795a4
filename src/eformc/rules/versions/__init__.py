"""Rules about versions: what a new one must say, what former names mean."""
