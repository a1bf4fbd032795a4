"""The two errors a portal has to catch; every other one that eformc raises for it is one of these."""

from __future__ import annotations


class PortalError(Exception):
    """A bundle, a theme, a receipt or a paper form that cannot be had. Its text names the file and what is wrong."""


class PrefillError(Exception):
    """A registry, a seal or a description of sources that cannot be used. Its text quotes no personal data."""
