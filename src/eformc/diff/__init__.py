"""The effects of a new version of a procedure on those who rely on the old one: told from the meaning, proved by answers."""
