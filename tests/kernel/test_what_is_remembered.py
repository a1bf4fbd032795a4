"""What follows from a thing is remembered with it: for the very thing, not for its like, and no longer than it is in use."""

import gc
import weakref

from eformc.kernel.identity_cache import MAX_OWNERS, Structural, identity_key, memoize_by_identity


class Thing(Structural, frozen=True, weakref=True):
    def __eq__(self, other):
        return True

    __hash__ = None


def test_a_key_stands_for_one_very_thing():
    one, other = Thing(), Thing()
    keys = {identity_key(one): 1, identity_key([]): 2, identity_key([]): 3}
    assert one == other
    assert len(keys) == 3
    assert keys[identity_key(one)] == 1
    assert identity_key(other) not in keys
    assert identity_key(one)() is one


def test_each_thing_has_its_own_answers_however_alike_they_are():
    asked = []

    @memoize_by_identity(8)
    def answer(thing, key):
        asked.append(key)
        return id(thing), key

    one, other = Thing(), Thing()
    for thing in (one, other, one, other):
        assert answer(thing, "a") == (id(thing), "a")
        assert answer(thing, "b") == (id(thing), "b")
    assert asked == ["a", "b", "a", "b"]


def test_a_thing_that_is_no_longer_used_is_let_go_with_its_answers():
    answer = memoize_by_identity(8)(lambda thing, key: [thing, key])
    first = Thing()
    answer(first, "a")
    gone = weakref.ref(first)
    del first
    for _ in range(MAX_OWNERS):
        answer(Thing(), "a")
    gc.collect()
    assert gone() is None
