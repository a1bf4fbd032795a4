"""Somebody else's data: masked to whoever types the number, on page, check and receipt, and nowhere in what is sent to the browser."""

import asyncio
import contextlib
import json

import pytest
import specs_of_held
from held_kit import DAY, ME, PEOPLE, YOUNG, A, B, Plain, Registry, serving
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import Error, sync_playwright

from conftest import ROOT, until
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.kernel.values import Date, Part, Record, Strength, Text
from eformc.language.catalogue import CatalogueCompiler
from eformc.model.catalogue import Shows
from eformc.portal.submission.judge import submitted
from eformc.prefill import Authenticated, Seals, Sensitive, State, run
from eformc.reasoning.planning import plan_of
from eformc.wording.masks import masked_text

TODAY = dates.parse(DAY)
FACTS = """
procedure: facts
catalogue: vn
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
  father: {is: person, known_by: key}
  spouse: {is: person, via: father.spouse, optional: true}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - applicant.full_name
      - father.personal_id
      - father.full_name: {title: {vi: Tên cha, en: Father's name}}
      - father.phone: {title: {vi: Điện thoại của cha, en: Father's telephone}, optional: true}
      - born: {title: {vi: Năm sinh của cha, en: Born in}, type: integer, derive: year(father.birth_date), policy: locked}
      - spouse.full_name: {title: {vi: Tên vợ của cha, en: His wife's name}}
      - spouse.birth_date: {title: {vi: Ngày sinh vợ của cha, en: Her birth date}}
      - since: {title: {vi: Cưới từ năm nào, en: Married since}, help: {vi: Ghi năm., en: Write the year.}, type: integer, optional: true, when: father.marital_status == "2"}
      - where: {title: {vi: Cưới ở đâu, en: Married at}, help: {vi: Viết., en: Write.}, type: text, optional: true, when: since >= 1900 && father.marital_status == "2"}
"""
WIFE = "079066000001"


class Family(Registry):
    """The registry of the kit, with A's wife, and telephone numbers."""

    def __init__(self):
        super().__init__()
        self.people[A] |= {"marital_status": "2", "spouse.personal_id": WIFE, "spouse.full_name": "Đỗ Thị Vợ", "phone": "+84912345678"}
        self.people[WIFE] = {**self.people[B], "full_name": "Đỗ Thị Vợ", "birth_date": "1966-07-08"}
        self.wanted = []

    async def look_up(self, request, seconds):
        self.wanted.append(dict(request.wanted))
        return await super().look_up(request, seconds)


@pytest.fixture(scope="module")
def facts(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("specs")
    (folder / "facts.eform.yaml").write_text(FACTS, encoding="utf-8")
    (unit,) = project.units([str(folder)])
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    return published(unit.reasoned), plan_of(unit.reasoned)


def prefilled(plan, typed, registry=None, who=ME, **more):
    return asyncio.run(run(plan, Authenticated({"/applicant/personal_id": who}), typed, {"*": registry or Family()}, today=TODAY, **more))


def masked(found):
    return {at for at, one in found.held.items() if one.masked and one.state is State.VALUE}


# --- whose data ------------------------------------------------------------------------------------------------------------


def test_a_typed_number_shows_a_mask_and_so_does_all_that_it_leads_to(facts):
    found = prefilled(facts[1], {"father": {"personal_id": A}})
    assert masked(found) == {"/father/full_name", "/father/birth_date", "/father/marital_status", "/father/phone", "/spouse/full_name", "/spouse/birth_date", "/spouse/personal_id", "/born"}
    held = found.given("en")
    assert (held["/father/full_name"].text, held["/spouse/birth_date"].text, held["/born"].text) == ("T… V… A…", "hidden", "hidden")
    assert held["/applicant/full_name"].text == "Nguyễn Văn Tôi"
    assert "/father/phone" not in held  # it would stand in its question
    assert [one.strange for one in found.fired] == [one.id.partition(".")[0] != "applicant" for one in found.fired]


def test_ones_own_number_and_one_that_ones_own_record_gives_show_all(facts):
    assert masked(prefilled(facts[1], {"father": {"personal_id": ME}})) == set()
    theirs = prefilled(facts[1], {"father": {"personal_id": A}}, who=A)
    assert masked(theirs) == set()


def test_who_is_named_in_the_record_as_acting_for_a_person_sees_it_whole(facts):
    registry = Family()
    registry.people[YOUNG]["legal_representative.personal_id"] = ME
    found = prefilled(facts[1], {"father": {"personal_id": YOUNG}}, registry)
    assert masked(found) == set()
    assert any("legal_representative.personal_id" in wanted for wanted in registry.wanted)
    registry.people[YOUNG]["legal_representative.personal_id"] = B
    assert "/father/full_name" in masked(prefilled(facts[1], {"father": {"personal_id": YOUNG}}, registry))


def test_what_the_catalogue_shows_whole_is_whole_and_leads_to_strangers_all_the_same(facts):
    plan = facts[1]
    first = tuple(replace(one, shows=Shows.FULL) if one.subject == "father" else one for one in plan.lookups)
    found = prefilled(replace(plan, lookups=first), {"father": {"personal_id": A}})
    assert masked(found) == {at for at in found.held if found.held[at].lookup.startswith("spouse.")}


def test_an_officer_sees_all(facts):
    held = prefilled(facts[1], {"father": {"personal_id": A}}).given("en", officer=True)
    assert (held["/father/full_name"].text, held["/born"].text, held["/father/phone"].value) == ("Trần Văn A", "1960", "+84912345678")


def test_seals_that_go_along_hold_nothing_of_somebody_else(facts):
    found = prefilled(facts[1], {"father": {"personal_id": A}})
    seals, who = Seals(Sensitive(b"k" * 32)), Authenticated({"/applicant/personal_id": ME})
    assert [one.pointer for one in seals.sealed(found, who, 10**10) if one.pointer] == ["/applicant/full_name", "/applicant/personal_id"]
    assert "/father/full_name" in {one.pointer for one in seals.sealed(found, who, 10**10, kept=True)}


# --- a portal's limit ------------------------------------------------------------------------------------------------------


def test_a_watch_is_told_of_every_number_that_is_typed_before_it_is_read_and_may_stop_it(facts):
    told = []

    def no(reading):
        told.append((reading.lookup, *(one.reveal() for one in reading.key.values())))
        assert A not in repr(reading)
        return False

    registry = Family()
    found = prefilled(facts[1], {"father": {"personal_id": A}}, registry, watch=no)
    assert {key for _, key in told} == {A}
    assert found.held["/father/full_name"].state is State.REFUSED
    assert registry.asked == [{"personal_id": ME}]
    told.clear()
    prefilled(facts[1], {"father": {"personal_id": ME}}, watch=no)
    assert told == []


@pytest.mark.parametrize("way", ["raises", "late", "nonsense", "lets"])
def test_a_watch_that_fails_or_is_late_lets_nothing_through(facts, way):
    async def watch(_):
        if way == "raises":
            raise RuntimeError
        if way == "late":
            await asyncio.sleep(60)
        return "yes" if way == "nonsense" else True

    found = prefilled(facts[1], {"father": {"personal_id": A}}, watch=watch, deadline=0.3)
    assert (found.held["/father/full_name"].state is State.VALUE) == (way == "lets")


# --- the mask --------------------------------------------------------------------------------------------------------------


NAME = st.lists(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=12), min_size=2, max_size=5)


@given(NAME, st.sampled_from(["vi", "en"]))
@settings(max_examples=60, deadline=None)
def test_of_a_name_the_mask_lets_the_first_letters_through_in_every_language(words, lang):
    text, trace = masked_text(Text(), " ".join(words), lang)
    assert text.split() == [f"{word[0]}…" for word in words]
    assert trace == " ".join(word[0] for word in words)


@given(st.one_of(st.integers(0, 10**15).map(str), st.from_regex("[A-Z0-9]{1,3} [0-9]{4,9}", fullmatch=True), st.text(max_size=12).filter(lambda text: len(text.split()) < 2)))
@settings(max_examples=60, deadline=None)
def test_of_numbers_and_single_words_it_lets_nothing_through(text):
    assert masked_text(Text(), text, "en") == ("hidden", "-")


def test_of_an_address_it_lets_the_largest_part_through_and_of_a_date_nothing():
    address = Record("address", (Part("town", {"en": "Town"}, Text(), Strength.REQUIRED), Part("street", {"en": "Street"}, Text(), Strength.REQUIRED)))
    assert masked_text(address, {"town": "Kilm", "street": "Mill Lane 3"}, "en") == ("Kilm, …", "Kilm")
    assert masked_text(address, {"town": "Kilm"}, "en") == ("hidden", "-")
    assert masked_text(Date(), "1980-05-17", "vi") == ("đã che", "-")


# --- conditions ------------------------------------------------------------------------------------------------------------


def test_conditions_that_read_a_mask_are_the_servers_and_facts_count_when_a_post_is_judged(facts):
    form, plan = facts
    for status, since, wanted in (("2", 1990, [True, True]), ("2", 1800, [True, False]), ("1", 1990, [False, False])):
        registry = Family()
        registry.people[A]["marital_status"] = status
        typed = {"father": {"personal_id": A}, "since": since, "where": "Huế"}
        held = prefilled(plan, typed, registry).given("en")
        told = form.looked_up("en", typed, TODAY, held)
        assert sorted(told["says"].values(), reverse=True) == wanted
        assert not any("value" in one for at, one in told["held"].items() if not at.startswith("/applicant"))
        for secret in ("1960-01-02", "Trần Văn A", "1966-07-08", "Đỗ Thị Vợ", WIFE, "912345678"):
            assert secret not in json.dumps(told, ensure_ascii=False)
        made = submitted(form.form, form.supplies, typed, TODAY, held)
        assert [name in made.answers for name in ("since", "where")] == wanted
        assert made.answers["father"]["full_name"] == "Trần Văn A"


# --- with a browser, with and without script ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("held"), specs_of_held.FATHER, specs_of_held.MEMBERS) as server:
        yield server


def secrets_of(*keys):
    return [secret for key in keys for secret in (PEOPLE[key]["full_name"], PEOPLE[key]["birth_date"], PEOPLE[key]["residence_address"]["detail"], "00004")]


@pytest.mark.browser
@pytest.mark.xdist_group("held")
def test_with_script_page_check_and_receipt_say_one_mask_and_the_office_has_the_value(server):
    came = []
    def comes(request):
        with contextlib.suppress(Error):  # a redirect has no body
            came.append(request.response().text())

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_cookies([{"name": "eformc", "value": server.log_in(), "url": server.url}])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("requestfinished", comes)
        page.goto(f"{server.url}/en/forms/members")
        page.click("#whole")
        page.check("[name='e.typed_by'][value=self]")
        page.check("[name='f.whose'][value=self]")
        for name, text in {"beds": "1", "tables": "2", "members.0.personal_id": YOUNG, "members.0.kin": "Cháu"}.items():
            page.fill(f"[name='f.{name}']", text)
            page.locator(f"[name='f.{name}']").press("Tab")
        until(page, "document.querySelector(\"[data-held='/members/0/full_name']\").textContent.startsWith('V… V… T…')")
        block = page.locator(".held", has=page.locator("[data-held='/members/0/full_name']")).first
        assert "somebody else" in block.inner_text()
        assert page.locator("[data-held='/members/0/full_name']").inner_text().count("National Population Database") <= 1
        until(page, "document.querySelector(\"[name='f.members.0.school']\").offsetParent")  # the server says: under 18
        page.fill("[name='f.members.0.school']", "Trường A")
        for one in page.locator(".ok input[value=right]").all():
            if one.is_visible():
                one.check()
        page.click("#send")
        assert "V… V… T…" in page.inner_text("#answers")
        kept = page.evaluate("JSON.stringify({...localStorage})")
        html = page.content()
        page.click("#send")
        page.wait_for_url("**/receipts/**")
        assert "V… V… T…" in page.inner_text("main")
        bodies = "".join(came) + kept + html + page.content()
        browser.close()
        assert not [secret for secret in secrets_of(YOUNG) if secret in bodies]
    (sent,) = server.sent()
    assert (sent.answers["members"][0]["full_name"], sent.answers["members"][0]["birth_date"], sent.answers["members"][0]["school"]) == ("Võ Văn Trẻ", "2010-05-06", "Trường A")
    server.desk.submissions.base.execute("DELETE FROM submission")


def test_without_script_page_check_and_receipt_say_one_mask_and_the_office_has_the_value(server):
    page = Plain(server, server.log_in(), "/en/forms/father")
    seen = [page.html]

    def go(what, *given):
        getattr(page, what)(*given)
        seen.append(page.html)

    page.fill("f.father.personal_id", A)
    go("press")
    page.choose("e.typed_by", "self")
    page.confirm()
    page.fill("f.more", "thêm")
    go("press")
    assert page.checking
    assert "T… V… A…" in page.page.said()
    assert "1960" not in page.page.said()
    go("send")
    assert page.done
    assert "T… V… A…" in page.page.said()
    assert not [secret for secret in secrets_of(A) if secret in "".join(seen)]
    (sent,) = server.sent()
    assert (sent.answers["father"]["full_name"], sent.answers["father"]["birth_date"], sent.answers["more"]) == ("Trần Văn A", "1960-01-02", "thêm")
    server.desk.submissions.base.execute("DELETE FROM submission")


# --- what the catalogue says ---------------------------------------------------------------------------------------------------


def test_every_lookup_of_the_shipped_catalogues_says_what_it_shows():
    for path in [*(ROOT / "specs" / "catalogue").rglob("registries/*.yaml"), *(ROOT / "examples" / "norland" / "catalogue").glob("*.yaml")]:
        text = path.read_text(encoding="utf-8")
        if "\nlookups:" in text:
            part = text.partition("\nlookups:")[2]
            assert part.count("given:") == part.count("shows:"), path


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("shows: partly", "EF014", "`partly` is none of: masked, full, own."),
        ("shows: mask", "EF014", "did you mean `masked`?"),
        ("full_for: [spouse_name]", "EF102", "`spouse_name` is no number that somebody logs in with."),
        ("full_for: [spouse_numbr]", "EF102", "did you mean `spouse_number`?"),
        ("show: masked", "EF010", "did you mean `shows`?"),
    ],
)
def test_a_lookup_that_says_it_wrongly_is_told_so_in_both_languages(key, code, words):
    folder = ROOT / "examples" / "norland" / "catalogue"
    texts = {path.name: "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "full_for:" not in line) for path in folder.glob("*.yaml")}
    texts["people.yaml"] = texts["people.yaml"].replace("    shows: masked\n", f"    {key}\n")
    found = CatalogueCompiler({name: text.encode() for name, text in texts.items()}).compile().diagnostics
    assert [one.code for one in found] == [code]
    assert words in found[0].text("en")
    assert found[0].text("vi") != found[0].text("en")
