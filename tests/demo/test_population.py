"""A population is plausible, the same for the same seed, and what is wrong with it is written down."""

import itertools
import json
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from eformc.demo.citizens import Citizens
from eformc.demo.description import description_of
from eformc.demo.life import FEMALE, Course, blocks
from eformc.demo.population import demo_files, population
from eformc.demo.reading import DescriptionProblem
from eformc.demo.records import written
from eformc.demo.store import write_sqlite
from eformc.demo.things import Thing
from eformc.demo.world import World
from eformc.kernel import dates
from eformc.kernel.judge import faults_of
from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parents[2]
TODAY = dates.parse("2026-11-24")
AS_OF = date(2026, 1, 1).toordinal()
# The 63 provinces of the personal number (Thông tư 59/2021/TT-BCA), the seven re-used since 1/7/2025 among them, and
# the country codes, which begin at 101.
PROVINCES = ["001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096"]


def world_of(root, name, seed=7):
    project = Project(load_settings(root), "2026-11-24")
    return population(project.catalogue(name), project.catalogue_folders()[name], seed)


@pytest.fixture(scope="module")
def vietnam():
    return list(written(world_of(ROOT, "vn"), 1500)), world_of(ROOT, "vn").catalogue


@pytest.fixture(scope="module")
def lives():
    return list(blocks(Course(AS_OF, (7, 2, 1)), 3, 2000))


def test_there_are_exactly_as_many_people_as_asked_for():
    for people in (1, 7, 599, 1234):
        assert sum(len(block.people) for block in blocks(Course(AS_OF, (1,)), 5, people)) == people


def test_parents_are_older_and_alive(lives):
    for person in (person for block in lives for person in (*block.people, *block.newborns) if person.mother is not None):
        mother, father = person.mother, person.father
        assert mother.sex == FEMALE
        assert father.sex != FEMALE
        assert 18 <= (person.born - mother.born) / 365.25 <= 44
        assert 19 <= (person.born - father.born) / 365.25 <= 75
        assert mother.lives(person.born - 1)
        assert father.lives(person.born - 280) or father.died is None


def test_nobody_has_two_spouses_at_once_or_marries_their_kin(lives):
    for person in (person for block in lives for person in block.people):
        unions = sorted(person.unions, key=lambda union: union.day)
        for first, then in itertools.pairwise(unions):
            assert first.ended is not None
            assert first.ended <= then.day
        for union in unions:
            other = union.other(person)
            assert not {person.mother, person.father} & {other.mother, other.father} - {None}
            assert other not in (person.mother, person.father)
            assert union.day - person.born > 18 * 365


def test_everybody_alive_has_a_household_with_a_living_head(lives):
    for block in lives:
        members = [person for household in block.households.values() for person in household]
        alive = [person for person in block.people if person.lives(AS_OF)]
        assert len(members) == len(alive)
        assert all(household[0].head is household[0] for household in block.households.values())


def test_no_personal_number_could_be_real_and_all_differ(vietnam):
    records, _ = vietnam
    keys = [citizen.key for block in records for citizen in block.citizens]
    assert len(keys) == len(set(keys)) == 1500
    assert len(PROVINCES) == 63
    assert not {key[:3] for key in keys} & set(PROVINCES)
    assert all(key[:3] < "100" for key in keys)


def test_personal_numbers_say_sex_and_year_as_real_ones_do(vietnam):
    records, _ = vietnam
    flawed = {(flaw.citizen, flaw.element) for block in records for flaw in block.flaws}
    for block in records:
        for entry in block.entries["population.by_personal_id"]:
            number = entry.values["personal_id"]
            if (number, "sex") not in flawed:
                assert {"0": "1", "1": "2"}[str(int(number[3]) % 2)] == entry.values["sex"]
            if (number, "birth_date") not in flawed:
                assert str(1900 + int(number[3]) // 2 * 100 + int(number[4:6])) == entry.values["birth_date"][:4]


@pytest.mark.parametrize(("root", "name"), [(ROOT, "vn"), (ROOT / "examples/norland", "norland")])
def test_every_value_is_of_its_kind_or_on_the_list_of_flaws(root, name):
    world = world_of(root, name, seed=11)
    lookups = {f"{lookup.registry}.{lookup.id}": lookup for lookup in world.catalogue.lookups()}
    seen, invalid = Counter(), set()
    for block in written(world, 3000):
        invalid |= {(flaw.lookup, flaw.citizen, flaw.element) for flaw in block.flaws if flaw.flaw == "invalid"}
        for at, entries in block.entries.items():
            lookup = lookups[at]
            for entry in entries:
                for path, value in ((path, value) for path, value in entry.values.items() if path != "as_of"):
                    element = world.catalogue.resolve(lookup.entity, tuple(path.split(".")))
                    for one in value if isinstance(value, list) else [value]:
                        if next(iter(faults_of(element.value, one, TODAY)), None) is not None:
                            assert (at, str(entry.values[".".join(lookup.given[0])]), path) in invalid, (at, path, one)
                        seen[at] += 1
    assert set(seen) == set(lookups), "a lookup without a record"


def test_flaws_come_in_about_the_shares_the_description_says(vietnam):
    records, _ = vietnam
    counts = Counter((flaw.lookup, flaw.flaw, flaw.element) for block in records for flaw in block.flaws)
    assert 4 <= counts["population.by_personal_id", "no_record", ""] <= 35
    assert 10 <= counts["population.by_personal_id", "year_only", "birth_date"] <= 60
    assert counts["population.by_personal_id", "invalid", "sex"] >= 1


def test_what_one_registry_says_of_relatives_is_what_they_say_themselves(vietnam):
    records, _ = vietnam
    flawed = {flaw.citizen for block in records for flaw in block.flaws}
    people = {e.values["personal_id"]: e.values for block in records for e in block.entries["population.by_personal_id"]}
    spouses = 0
    for number, one in people.items():
        other = people.get(one.get("spouse.personal_id"))
        if other is not None:
            assert other["spouse.personal_id"] == number
            if other["personal_id"] not in flawed:
                assert other["full_name"] == one["spouse.full_name"]
            spouses += 1
        mother = people.get(one.get("mother.personal_id"))
        if mother is not None:
            assert number in mother["child.personal_id"]
    assert spouses > 100


@pytest.mark.parametrize(("root", "name"), [(ROOT, "vn"), (ROOT / "examples/norland", "norland")])
def test_numbers_last_for_the_most_people_there_can_be(root, name):
    world = world_of(root, name)
    at = next(iter(world.scenes(300)))
    person = at.block.people[0]
    for entity in world.catalogue.entities.values():
        for element in entity.elements:
            thing = Thing(entity.id, 2_999_999, person, at.block.unions[0])
            at.fact(thing, element, world.kitchen.makers)  # raises where there is no room


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_sqlite(tmp_path / name, world_of(ROOT, "vn"), 300, {"seed": "7"})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    write_sqlite(tmp_path / "c", world_of(ROOT, "vn", seed=8), 300, {"seed": "8"})
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_citizens_are_found_by_name_and_suggested_by_what_there_is_to_see(tmp_path):
    write_sqlite(tmp_path / "p.sqlite", world_of(ROOT, "vn"), 1500, {"seed": "7"})
    citizens = Citizens(tmp_path / "p.sqlite")
    assert citizens.about() == {"seed": "7"}
    with sqlite3.connect(tmp_path / "p.sqlite") as base:
        name, key = base.execute("SELECT name, key FROM demo_citizen WHERE alive AND labels NOT LIKE '%minor%' LIMIT 1").fetchone()
        rows = base.execute('SELECT "residence_address" FROM "population__by_personal_id" LIMIT 1').fetchone()
    assert json.loads(rows[0])["province"]
    assert key in {one.key for one in citizens.search(name.upper())}
    assert citizens.search(key)[0].name == name
    assert citizens.search("%") == citizens.search("  ") == []
    for label in ("married", "children", "year_only", "no_record", "stale"):
        found = citizens.suggested(label, 2)
        assert found, label
        assert all(label in one.labels for one in found)
    flawed = citizens.suggested("year_only", 1)[0]
    assert any(flaw.flaw == "year_only" and len(flaw.truth) == 10 for flaw in citizens.flaws(flawed.key))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("populatio: vn", "1:1: unknown key `populatio`; did you mean `population`?"),
        ("elements: {person.full_nam: {is: name}}", "did you mean `person.full_name`?"),
        ("elements: {person.sex: {choose: [\"9\"]}}", "unknown code `9`"),
        ("elements: {person.full_name: \"{nme}\"}", "unknown blank `{nme}`"),
        ("elements: {person.full_name: {is: birthday}}", "unknown fact `birthday`"),
        ("flaws: [{flaw: wrong, of: population.by_personal_id, share: 0.1}]", "`element` is missing"),
        ("things: {vehicle: {only: driver}}", "unknown trait `driver`"),
        ("as_of: tomorrow", "1:8: `tomorrow` is no day"),
        ("homes: {\"02\": 1}", "no code `02`"),
    ],
)
def test_a_mistake_in_a_description_is_told_with_its_place(line, message):
    project = Project(load_settings(ROOT), "2026-11-24")
    catalogue = project.catalogue("vn")
    files = {"vn/demo/population.yaml": line.encode()}
    with pytest.raises(DescriptionProblem) as problem:
        World(catalogue, description_of(catalogue, files), 1)
    assert message in str(problem.value)


def test_a_catalogue_without_a_description_is_peopled_all_the_same():
    project = Project(load_settings(ROOT), "2026-11-24")
    catalogue = project.catalogue("vn")
    blocks = list(written(World(catalogue, description_of(catalogue, {}), 1), 50))
    assert sum(len(block.entries["population.by_personal_id"]) for block in blocks) == 50


def test_descriptions_are_files_beside_the_catalogue():
    assert set(demo_files(ROOT / "specs/catalogue/vn")) == {"vn/demo/names.csv", "vn/demo/population.yaml"}
