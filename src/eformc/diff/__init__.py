"""What a new version of a procedure does to those who rely on the old one: told from the meaning, proved by answers."""
