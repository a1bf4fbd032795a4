"""EF3: what no longer exists."""
