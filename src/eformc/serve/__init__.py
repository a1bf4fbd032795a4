"""A web application on this machine alone: fill in the forms as a synthetic citizen, with the author's view beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eformc.front_door import opened

if TYPE_CHECKING:
    from eformc.serve.connections import MOST_AT_ONCE, patient

__all__ = ["MOST_AT_ONCE", "patient"]

__getattr__ = opened(__name__, dict.fromkeys(__all__, "serve.connections"))
