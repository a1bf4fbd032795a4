"""Meaning of catalogues and procedures: frozen, typed, free of I/O. Where a thing stood is carried, not compared."""
