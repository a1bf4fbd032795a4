"""EF2: what the state holds, what follows from other answers, what is asked twice."""
