"""Owners of a section, a table or a prefix: the readings of its title, and what speaks for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from eformc.reasoning.recognition.lines import Form, Place
from eformc.reasoning.recognition.wordings import Role


class View(Struct, frozen=True):
    """A reading of one place: whose it would be, as which kind (`self`, `role`, `thing`, `other`, `same`, `office`), and
    what the form shows of it. `asked_again`: how many facts that identify a person it asks for although the applicant's
    are known; `identifies`: how many it asks for at all; `other_applicant`: another place is named as the applicant's.
    """

    place: Place
    role: Role
    kind: str
    asked_again: int
    identifies: int
    first: bool
    other_applicant: bool
    votes: float
    """The share of its lines whose words fit a fact of this entity."""
    votes_login: float
    """The same for the facts of a person."""
    names_a_fact: bool
    """The title is what a fact is called: it says what is asked, not of whom."""
    named_at: int
    """The number of roles the title names before this one."""
    asked_by_name: bool = False
    """Its lines ask for the name of such a thing."""


def _self(one: View) -> bool:
    return one.kind == "self"


def self_by_title(one: View) -> float:
    """The title calls the one who applies, and nobody else before."""
    return 1.0 if _self(one) and any(not role.subject for _, role, _ in one.place.roles) else 0.0


def self_without_a_title(one: View) -> float:
    """The title names nobody."""
    return 1.0 if _self(one) and not one.place.roles and not one.place.person else 0.0


def self_against_the_title(one: View) -> float:
    """The title names somebody else."""
    named = one.place.person or any(role.subject for _, role, _ in one.place.roles)
    return 1.0 if _self(one) and named and not self_by_title(one) else 0.0


def self_first(one: View) -> float:
    """The first place that identifies somebody is mostly the applicant's."""
    return 1.0 if _self(one) and one.first and one.identifies else 0.0


def self_asked_again(one: View) -> float:
    """It identifies somebody although the applicant is identified."""
    return min(2.0, one.asked_again) if _self(one) else 0.0


def self_though_another_is(one: View) -> float:
    """Another place is called the applicant's."""
    return 1.0 if _self(one) and one.other_applicant and one.identifies and not self_by_title(one) else 0.0


def role_by_title(one: View) -> float:
    """The title names this role; the first one named counts."""
    return 1.0 / (1 + one.named_at) if one.kind == "role" else 0.0


def role_that_is_identified(one: View) -> float:
    return 1.0 if one.kind == "role" and one.identifies else 0.0


def role_asked_again(one: View) -> float:
    """It identifies somebody although the applicant is identified."""
    return min(2.0, one.asked_again) if one.kind == "role" else 0.0


def role_first(one: View) -> float:
    """The first who is identified mostly applies, as whoever the title says."""
    return 1.0 if one.kind == "role" and one.first and one.identifies and not one.other_applicant else 0.0


def thing_asked_again(one: View) -> float:
    """It is called by a name as a person is, and identified although the applicant is."""
    return min(2.0, one.asked_again) if one.kind == "thing" and one.votes and one.votes >= one.votes_login * 0.6 else 0.0


def thing_by_title(one: View) -> float:
    return 1.0 / (1 + one.named_at) if one.kind == "thing" and one.place.roles else 0.0


def thing_by_name(one: View) -> float:
    """The title names nobody, and its lines ask for the name of such a thing and of no person."""
    return 1.0 if one.kind == "thing" and not one.place.roles and one.asked_by_name and not one.identifies else 0.0


def thing_by_lines(one: View) -> float:
    """Its lines ask for what is known of such a thing."""
    return one.votes if one.kind == "thing" else 0.0


def thing_that_is_a_person(one: View) -> float:
    """A person is identified there."""
    return 1.0 if one.kind == "thing" and one.identifies > 1 and one.votes < one.votes_login else 0.0


def other_by_title(one: View) -> float:
    """The title names a person whom no list foresees."""
    return 1.0 if one.kind == "other" and one.place.person else 0.0


def other_without_a_name(one: View) -> float:
    return 1.0 if one.kind == "other" and not one.place.person else 0.0


def other_asked_again(one: View) -> float:
    """It identifies somebody although the applicant is identified."""
    return min(2.0, one.asked_again) if one.kind == "other" else 0.0


def other_that_is_not_identified(one: View) -> float:
    return 1.0 if one.kind == "other" and not one.identifies else 0.0


def other_first(one: View) -> float:
    return 1.0 if one.kind == "other" and one.first else 0.0


def other_before_the_applicant(one: View) -> float:
    """Another place is called the applicant's, and this one is not."""
    return 1.0 if one.kind == "other" and one.other_applicant and one.identifies else 0.0


def a_table_of_people(one: View) -> float:
    """The rows of a table that identifies people are other people."""
    return 1.0 if one.kind == "other" and one.place.group is not None and one.identifies else 0.0


def same_as_above(one: View) -> float:
    """Evidence that the owner is that of the place above or before."""
    return 1.0 if one.kind == "same" else 0.0


def same_under_a_fact(one: View) -> float:
    """The title only says which fact of the same one is asked."""
    return 1.0 if one.kind == "same" and one.names_a_fact else 0.0


def same_but_named(one: View) -> float:
    named = one.place.person or one.place.roles
    return 1.0 if one.kind == "same" and named else 0.0


def same_asked_again(one: View) -> float:
    return min(2.0, one.identifies) if one.kind == "same" else 0.0


def office_by_title(one: View) -> float:
    return 1.0 if one.kind == "office" else 0.0


PLACES: Final[Mapping[str, Mapping[str, Callable[[View], float]]]] = {
    kind: {one.__name__: one for one in some}
    for kind, some in {
        "self": (self_by_title, self_without_a_title, self_against_the_title, self_first, self_asked_again, self_though_another_is),
        "role": (role_by_title, role_that_is_identified, role_asked_again, role_first),
        "thing": (thing_asked_again, thing_by_title, thing_by_name, thing_by_lines, thing_that_is_a_person),
        "other": (
            other_by_title, other_without_a_name, other_asked_again, other_that_is_not_identified, other_first,
            other_before_the_applicant, a_table_of_people,
        ),
        "same": (same_as_above, same_under_a_fact, same_but_named, same_asked_again),
        "office": (office_by_title,),
    }.items()
}  # fmt: skip
"""By the kind of a reading: what may speak for it, or against."""


def _names_another(place: Place) -> bool:
    """True if a title names somebody, and not the one who applies."""
    return bool(place.person or place.roles) and all(role.subject for _, role, _ in place.roles)


def readings(form: Form, place: Place, above: Role | None, before: Role | None, *, named: tuple[str, ...] = ()) -> Iterator[tuple[Role, str, int]]:
    """Possible owners of a place: (role, kind, how many roles its title names before it). `named`: the entities whose names its
    lines ask for.
    """
    login = form.login
    seen: set[Role] = {form.self_role}
    strict = form.wordings.catalogue.named_is_other
    if not (strict and _names_another(place)):
        yield form.self_role, "self", 0
    if strict and place.roles and not place.person and not any(role.subject for _, role, _ in place.roles):
        return  # it names whoever applies, and nobody else
    for at, (_, role, _) in enumerate(place.roles[:3]):
        if role.subject and role not in seen:
            seen.add(role)
            yield role, "role" if role.entity == login else "thing", at
    if not place.roles and not place.person:
        for entity in named:
            thing = form.wordings.elsewhere.get(entity)
            if thing is not None and thing not in seen:
                seen.add(thing)
                yield thing, "thing", 0
    yield Role(place.id, login, rows=place.group is not None, many=place.group is not None), "other", 0
    if place.office:
        yield from ((Role(entity, entity), "office", 0) for entity in sorted(form.wordings.always))
    last = above if above is not None else before
    if not (strict and _names_another(place)) and last is not None and (last not in seen or last == form.self_role) and (above is not None or last.entity not in form.wordings.always):
        yield last, "same", 0
