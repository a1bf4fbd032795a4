"""Forms as they are printed: lines and grids in reading order, and the questions their blanks ask."""
