"""A web application on this machine alone: fill in the forms as a synthetic citizen, with the author's view beside it."""
