"""EF6: what a form cannot do."""
