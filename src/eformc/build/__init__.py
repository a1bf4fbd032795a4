"""Bundles of many specs: built by what changed, by many processes, whole or not at all; the same bytes from the same inputs."""
