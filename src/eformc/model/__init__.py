"""What a catalogue and a procedure mean: frozen, typed, free of I/O. Where a thing stood is carried, not compared."""
