"""Rooms of the source that are put to the proof, and the tests that have to notice a fault in them."""

from __future__ import annotations

from typing import NamedTuple


class Room(NamedTuple):
    """`sources`: patterns below `src/eformc`; `tests`: files and folders below `tests`; `beside`: of their tests those that run the
    code in processes of their own, where it is not seen which lines they pass: they judge every change; `left`: words in
    the names of tests that read the source itself or take long; `ready`: fixtures that are made once, before any change.
    """

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    beside: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()


_COMPILED = ("project", "procedures", "plans")
"""Tests of what the compiler makes of the real specs: rooms that run behind it have no part in that."""

ROOMS = {
    "kernel": Room(
        ("kernel/*.py",),
        ("kernel", "semantics", "conformance"),
        left=("closed_list", "stands_in_an_example"),
    ),
    "seals": Room(
        ("prefill/seal.py", "prefill/sensitive.py", "portal/submission/marks.py", "portal/submission/rows.py", "contract/pointers.py"),
        ("prefill/test_tampering.py", "prefill/test_pointers.py", "prefill/test_seals.py"),
        ready=_COMPILED,
    ),
    "decoding": Room(
        ("portal/submission/decode.py", "portal/submission/envelope.py", "portal/submission/judge.py", "registries/strict_json.py", "serve/posts.py", "characters.py"),
        ("runtime/test_what_was_typed.py", "runtime/test_a_post_is_judged.py", "attack/test_one_rule_for_characters.py", "prefill/test_what_sources_send.py"),
        ready=_COMPILED,
    ),
    "publishing": Room(
        ("build/publishing.py", "safe_files.py", "project/atomic_files.py", "contract/bundles.py"),
        ("workspace/test_publishing.py", "attack/test_bundles_are_whole.py"),
        left=("a_fault_at_any_step", "readers_see_one_build"),
        ready=_COMPILED,
    ),
}
