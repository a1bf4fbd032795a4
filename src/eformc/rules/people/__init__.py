"""EF5: what makes a form hard for the people who fill it in."""
