"""EF4: what a form may ask and read only with a reason."""
