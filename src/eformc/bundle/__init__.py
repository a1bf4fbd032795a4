"""Writing outputs: whole or not at all, the same bytes from the same inputs."""

from eformc.bundle.bundle import Bundle, bundle_of, write_bundles

__all__ = ["Bundle", "bundle_of", "write_bundles"]
