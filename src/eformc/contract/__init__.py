"""What compiler and portal share: the files of a bundle, as types and as JSON."""
