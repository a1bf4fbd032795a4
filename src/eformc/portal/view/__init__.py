"""The finished view of a form in a language. Knows no HTML."""
