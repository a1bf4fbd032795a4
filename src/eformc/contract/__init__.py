"""The files of a bundle as types and as JSON: all that compiler and portal share."""
