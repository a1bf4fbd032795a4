"""Lives: births, marriages, divorces, moves and deaths of the people of one place, over generations.

Nothing here knows a country: what people are called, what their numbers look like and what registries write down of
them is a catalogue's description (see `description`). Days are proleptic Gregorian ordinals (`date.toordinal`).

People are made in blocks, a few hundred at a time, families within one block: so a million are made as fast, person
for person, as ten thousand, and no more than a block is ever held.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from math import log

from msgspec import Struct, field

from eformc.demo.dice import Dice

YEAR = 365.2425
MALE, FEMALE = 0, 1


class Union(Struct, eq=False):
    """A marriage. `ended`: the day of divorce (`parted`) or of the first death."""

    number: int
    day: int
    husband: Person
    wife: Person
    ended: int | None = None
    parted: bool = False

    def other(self, person: Person) -> Person:
        return self.wife if person is self.husband else self.husband


class Person(Struct, eq=False):
    """`number` counts the whole population from 0; -1 for a newborn that is not registered yet. `homes`: (day, place)
    from birth on, places being numbers of `Block.places`. `seed` is this person's own chance; `line` says whose family name
    it is; `name` is written when it is first asked for.
    """

    number: int
    sex: int
    born: int
    died: int | None
    mother: Person | None
    father: Person | None
    group: int
    line: int
    seed: float
    unions: list[Union] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)
    homes: list[tuple[int, int]] = field(default_factory=list)
    head: Person | None = None
    name: str = ""

    def lives(self, day: int) -> bool:
        return self.born <= day and (self.died is None or self.died > day)

    def age(self, day: int) -> int:
        """Completed years on a day; counted to the day of death for the dead."""
        until = day if self.died is None or self.died > day else self.died
        return _years(self.born, until)

    def union(self, day: int) -> Union | None:
        """The marriage of a day."""
        last = self.unions[-1] if self.unions else None
        return last if last is not None and last.day <= day and (last.ended is None or last.ended > day) else None


class Block(Struct):
    """Everybody of one block in the order of registration, marriages, and births that are not registered yet.
    `households`: by head, the head first.
    """

    number: int
    people: list[Person]
    unions: list[Union]
    newborns: list[Person]
    places: int
    households: dict[int, list[Person]] = field(default_factory=dict)


class Course(Struct, frozen=True):
    """The parameters of a block. `groups`: weights of the groups people belong to and are named by."""

    as_of: int
    groups: tuple[float, ...]
    newborn_days: int = 60


SIZE = 600
"""People of a block, about."""
FIRST_BORN, LAST_BORN = 1922, 1946
"""Years of birth of those whose parents nobody knows."""


def blocks(course: Course, seed: int, people: int) -> Iterator[Block]:
    """Blocks that hold exactly so many people together."""
    first_person = first_union = number = 0
    while first_person < people:
        block = _block(course, seed, number, people - first_person, first_person, first_union)
        first_person += len(block.people)
        first_union += len(block.unions)
        number += 1
        yield block


def _block(course: Course, seed: int, number: int, room: int, first_person: int, first_union: int) -> Block:
    """A block no larger than there is room for: with fewer families where it would be, and newcomers without kin
    where not even one family fits.
    """
    couples = SIZE // 13
    block = _Making(course, Dice(f"{seed}/{number}/{couples}"), number).families(couples)
    while len(block.people) > room:
        couples = min(couples - 1, couples * room // len(block.people))
        making = _Making(course, Dice(f"{seed}/{number}/{couples}"), number)
        block = making.families(couples) if couples else making.newcomers(room)
    for at, person in enumerate(block.people):
        person.number = first_person + at
    for at, union in enumerate(block.unions):
        union.number = first_union + at
    return block


class _Making:
    def __init__(self, course: Course, dice: Dice, number: int) -> None:
        self.course, self.dice = course, dice
        self.block = Block(number, [], [], [], 1)
        self.ready: list[tuple[int, int, Person]] = []
        self.waiting: tuple[list[tuple[int, Person]], list[tuple[int, Person]]] = ([], [])
        self.lines, self.pushed = number * 10_000, 0
        self.groups = _sums(course.groups)

    def families(self, couples: int) -> Block:
        """Founders, and all that comes of them until the day of the registries."""
        for at in range(couples * 2):
            born = date(self.dice.between(FIRST_BORN, LAST_BORN), 1, 1).toordinal() + self.dice.between(0, 364)
            self.founder(at % 2, born)
        while self.ready:
            day, _, person = heapq.heappop(self.ready)
            self.seek(person, day)
        return self.settled()

    def newcomers(self, count: int) -> Block:
        year = date.fromordinal(self.course.as_of).year
        for at in range(count):
            self.founder(at % 2, date(self.dice.between(year - 70, year - 19), 1, 1).toordinal() + self.dice.between(0, 364))
        return self.settled()

    # --- births and deaths --------------------------------------------------------------------------------------------

    def founder(self, sex: int, born: int) -> None:
        group = self.groups_draw()
        self.lines += 1
        self.person(sex, born, None, None, group, self.lines)

    def groups_draw(self) -> int:
        at = self.dice.random()
        return next((number for number, until in enumerate(self.groups) if at < until), len(self.groups) - 1)

    def person(self, sex: int, born: int, mother: Person | None, father: Person | None, group: int, line: int) -> Person:
        died: int | None = born + self.lifetime(sex, born)
        if mother is None and died is not None:  # founders lived to found
            died = max(died, born + int(self.dice.between(24, 60) * YEAR))
        made = Person(-1, sex, born, died if died is not None and died <= self.course.as_of else None, mother, father, group, line, self.dice.random())
        made.homes.append((born, self._home_of(mother, born) if mother else self.place()))
        self.block.people.append(made)
        for parent in (mother, father):
            if parent is not None:
                parent.children.append(made)
        if not self.dice.chance(0.07):
            age = self.dice.around(21.8 if sex == FEMALE else 25.0, 3.0) + max(0, date.fromordinal(born).year - 1975) * 0.05
            self.push(made, born + int(max(18.2 if sex == FEMALE else 20.1, age) * YEAR))
        return made

    def lifetime(self, sex: int, born: int) -> int:
        """Days of a life: few die as infants, fewer the later born; then Gompertz, men earlier than women."""
        if self.dice.chance(max(0.012, 0.06 - (date.fromordinal(born).year - 1940) * 0.0008)):
            return self.dice.between(1, 700)
        rate, slope = (0.00006, 0.094) if sex == MALE else (0.00003, 0.097)
        return int(min(104.0, log(1 - slope / rate * log(1 - self.dice.random() * 0.999999)) / slope) * YEAR)

    # --- marriages ----------------------------------------------------------------------------------------------------

    def push(self, person: Person, day: int) -> None:
        if day < self.course.as_of and person.lives(day):
            self.pushed += 1
            heapq.heappush(self.ready, (day, self.pushed, person))

    def seek(self, person: Person, day: int) -> None:
        """Marry somebody who waits, or wait."""
        others, own = self.waiting[1 - person.sex], self.waiting[person.sex]
        others[:] = [(since, one) for since, one in others if day - since < 12 * YEAR and one.lives(day)]
        for at, (_, one) in enumerate(others):
            if self.suits(person, one, day):
                del others[at]
                self.marry(person, one, day + self.dice.between(30, 300))
                return
        own.append((day, person))

    def suits(self, one: Person, other: Person, day: int) -> bool:
        man, woman = (one, other) if one.sex == MALE else (other, one)
        older = (woman.born - man.born) / YEAR
        if not -5 <= older <= 13 or (one.group != other.group and not self.dice.chance(0.06)):
            return False
        return not (_kin(one) & _kin(other))

    def marry(self, one: Person, other: Person, day: int) -> None:
        if day >= self.course.as_of or not (one.lives(day) and other.lives(day)):
            return
        man, woman = (one, other) if one.sex == MALE else (other, one)
        union = Union(-1, day, man, woman)
        union.ended = min((end for end in (man.died, woman.died) if end is not None), default=None)
        if self.dice.chance(0.09):
            parted = day + int(self.dice.between(2, 22) * YEAR) + self.dice.between(0, 300)
            if parted <= self.course.as_of and (union.ended is None or parted < union.ended):
                union.ended, union.parted = parted, True
        for person in (man, woman):
            person.unions.append(union)
        self.block.unions.append(union)
        home = man.homes[-1][1] if self.dice.chance(0.35) else self.place()
        for person in (man, woman):
            if person.homes[-1][1] != home:
                person.homes.append((day, home))
        self.bear(union)
        self.move(union)
        self.again(union)

    def bear(self, union: Union) -> None:
        year = date.fromordinal(union.day).year
        mean = 4.2 if year < 1975 else 3.0 if year < 1990 else 2.2 if year < 2005 else 1.95
        wanted = max(0, round(self.dice.around(mean, 0.9)))
        until = union.ended if union.ended is not None else self.course.as_of + 1
        day = union.day + self.dice.between(260, 700)
        while wanted and day < until and day - union.wife.born < 43 * YEAR and day <= self.course.as_of:
            sex = MALE if self.dice.chance(0.52) else FEMALE
            if self.course.as_of - day < self.course.newborn_days and not self.dice.chance(0.2):
                self.newborn(union, sex, day)
            else:
                self.person(sex, day, union.wife, union.husband, union.husband.group, union.husband.line)
            wanted -= 1
            day += self.dice.between(420, 1400)

    def newborn(self, union: Union, sex: int, day: int) -> None:
        home = self._home_of(union.wife, day)
        self.block.newborns.append(
            Person(-1, sex, day, None, union.wife, union.husband, union.husband.group, union.husband.line, self.dice.random(), homes=[(day, home)])
        )  # fmt: skip

    def again(self, union: Union) -> None:
        """Let somebody who is alone again seek again."""
        ended = union.ended
        if ended is None or ended > self.course.as_of:
            return
        for person in (union.husband, union.wife):
            if person.lives(ended) and ended - person.born < 50 * YEAR and self.dice.chance(0.4):
                self.push(person, ended + int(self.dice.around(3.5, 0.8) * YEAR))

    # --- homes --------------------------------------------------------------------------------------------------------

    def place(self) -> int:
        """A new home, or now and then one that others live in."""
        self.block.places += 1
        return self.block.places - 1

    def move(self, union: Union) -> None:
        """One in five couples moves with the children that are small."""
        until = union.ended if union.ended is not None else self.course.as_of
        if not self.dice.chance(0.2) or until - union.day < 800:
            return
        day, home = self.dice.between(union.day + 365, until - 1), self.place()
        for person in (union.husband, union.wife, *(one for one in union.wife.children if one.born < day < one.born + 18 * YEAR)):
            if person.lives(day) and person.homes[-1][0] < day:
                person.homes.append((day, home))

    def _home_of(self, person: Person, day: int) -> int:
        return next((place for since, place in reversed(person.homes) if since <= day), person.homes[0][1])

    # --- households ---------------------------------------------------------------------------------------------------

    def settled(self) -> Block:
        """Everybody with a head of household: couples by themselves, children and single adults with their parents,
        some of the old with a child.
        """
        today = self.course.as_of
        for person in self.block.people:
            if person.lives(today):
                head = self.head_of(person, today)
                person.head = head
                members = self.block.households.setdefault(id(head), [])
                members.insert(0, person) if head is person else members.append(person)
        return self.block

    def head_of(self, person: Person, today: int) -> Person:
        union = person.union(today)
        if union is not None:
            return union.wife if union.husband.seed < 0.2 else union.husband
        parent = next((one for one in (person.mother, person.father) if one is not None and one.lives(today)), None)
        if parent is not None and person.age(today) < (60 if person.seed < 0.5 else 19):
            self._joins(person, parent)
            return self.head_of(parent, today)
        if person.age(today) > 68 and person.seed < 0.6:
            child = next((one for one in person.children if one.lives(today) and one.union(today) is not None), None)
            if child is not None:
                self._joins(person, child)
                return self.head_of(child, today)
        return person

    def _joins(self, person: Person, other: Person) -> None:
        since, home = other.homes[-1]
        if person.homes[-1][1] != home:
            person.homes.append((max(since, person.homes[-1][0] + 1), home))


@lru_cache(maxsize=50_000)
def _years(born: int, until: int) -> int:
    first, last = date.fromordinal(born), date.fromordinal(until)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _kin(person: Person) -> set[int]:
    """A person, parents and grandparents: two who share one of them do not marry."""
    parents = [one for one in (person.mother, person.father) if one is not None]
    grand = [one for parent in parents for one in (parent.mother, parent.father) if one is not None]
    return {id(one) for one in (person, *parents, *grand)}


def _sums(weights: tuple[float, ...]) -> tuple[float, ...]:
    total, out = sum(weights), []
    so_far = 0.0
    for weight in weights:
        so_far += weight / total
        out.append(so_far)
    return tuple(out)
