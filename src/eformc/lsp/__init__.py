"""The language server: a face on the same core, over standard input and output; it writes nothing and asks no network."""
