"""Numbers of five countries (examples/numbers): check digits, accounts and telephones, with kept libraries as judges, and the
page's script as twin.
"""

import json
import random
import re
import subprocess

import phonenumbers
import pytest
import schwifty
from phonenumbers import PhoneNumberType
from stdnum import verhoeff
from stdnum.fr import siren
from stdnum.nl import bsn
from stdnum.no import fodselsnummer, kontonr
from stdnum.pl import nip, pesel
from stdnum.vn import mst

from conftest import ROOT
from eformc.contract.page_data import faults_of as told_faults
from eformc.contract.page_data import of_value
from eformc.kernel.check_digits import Algorithm, Check, checked
from eformc.kernel.dates import Day
from eformc.kernel.identity_cache import identity_key
from eformc.kernel.judge import faults_of
from eformc.kernel.patterns import parse
from eformc.kernel.values import Text
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.fieldtypes import Context, lowered
from eformc.language.reading import Reader
from eformc.portal.submission.decode import _text as decoded_text
from eformc.source import read
from eformc.verify.samples import sample, sample_of
from eformc.wording.causes import cause_of

FOLDER = ROOT / "examples" / "numbers"
COUNTRIES = ("de", "fr", "nl", "no", "pl")
TODAY = Day(2026, 11, 23)
ENGINE = (ROOT / "src" / "eformc" / "kernel" / "engine.mjs").as_uri()
JUDGES = {
    ("fr", "siren"): siren.is_valid, ("de", "tax_id"): None, ("nl", "bsn"): bsn.is_valid, ("no", "account"): None,
    ("no", "birth_number"): None, ("pl", "pesel"): None, ("pl", "nip"): nip.is_valid,
}  # fmt: skip


def calculated(number, name):
    """Only the check digits: what a library refuses besides (no such birthday, a digit too often) is no matter of them."""
    match name:
        case "tax_id":
            from stdnum.iso7064 import mod_11_10

            return mod_11_10.is_valid(number)
        case "account":
            return kontonr.is_valid(number) if not number.startswith("0000") else None  # those of the post had seven digits
        case "birth_number":
            return fodselsnummer.calc_check_digit1(number) == number[-2] and fodselsnummer.calc_check_digit2(number) == number[-1]
        case "pesel":
            return pesel.calc_check_digit(number[:-1]) == number[-1]
    return None


def catalogue(country):
    path = FOLDER / country / "catalogue.yaml"
    made = CatalogueCompiler({path.as_posix(): path.read_bytes()}).compile()
    assert [(one.span.places(), one.text("en")) for one in made.diagnostics] == []
    return made.value


CATALOGUES = {country: catalogue(country) for country in COUNTRIES}


def phone_of(country):
    made = CATALOGUES[country]
    _, root, _ = read("x.yaml", b"type: phone\n")
    return lowered(Reader(), root, Context(telephone=made.telephone, plan=made.plan), "x")


def faults(value, text):
    return [one.code for one in faults_of(value, text, TODAY)]


def spoilt(dice, text):
    """A text with one digit changed, or two neighbours exchanged."""
    at = dice.randrange(len(text) - 1)
    if dice.random() < 0.5 and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    digits = [n for n, char in enumerate(text) if char.isdigit()]
    at = dice.choice(digits)
    return text[:at] + dice.choice([one for one in "0123456789" if one != text[at]]) + text[at + 1 :]


def test_every_country_has_telephones_and_an_account_and_says_its_source():
    for country in COUNTRIES:
        made = CATALOGUES[country]
        assert made.plan is not None
        assert "iban" in made.numbers
        assert made.numbers["iban"].checks == (Check(Algorithm.MOD97),)
        assert len(made.citations) == len(made.numbers)


@pytest.mark.parametrize(("country", "name"), JUDGES)
def test_check_digits_are_what_a_kept_library_says(country, name):
    value, dice, right = CATALOGUES[country].numbers[name], random.Random(name), 0
    judge = JUDGES[country, name] or (lambda number: calculated(number, name))
    for _ in range(1500):
        text = sample(value.pattern, dice) if dice.random() < 0.6 else sample_of(value, dice)
        ours = faults(value, text) == []
        if JUDGES[country, name] is bsn.is_valid and int(text) == 0:
            continue
        says = judge(text)
        assert says is None or ours == bool(says), text
        right += ours
    assert right > 300


def test_the_tax_code_of_viet_nam_is_what_a_kept_library_says(project):
    value, dice = project.catalogue("vn").numbers["tax_code"], random.Random(4)
    for _ in range(1500):
        text = sample(value.pattern, dice) if dice.random() < 0.5 else sample_of(value, dice)
        if text[2:9] != "0000000":
            assert (faults(value, text) == []) == mst.is_valid(text), text


@pytest.mark.parametrize("country", COUNTRIES)
def test_accounts_are_what_a_kept_library_says(country):
    value, dice, right = CATALOGUES[country].numbers["iban"], random.Random(country), 0
    for _ in range(800):
        text = sample_of(value, dice)
        text = text if dice.random() < 0.5 else spoilt(dice, text)
        says = True
        try:
            schwifty.IBAN(text)
        except schwifty.exceptions.SchwiftyException:
            says = False
        assert (faults(value, text) == []) == says, text
        right += says
    assert right > 200


@pytest.mark.parametrize(("country", "name"), [(country, name) for country in COUNTRIES for name in CATALOGUES[country].numbers])
def test_one_wrong_digit_is_always_noticed_and_told(country, name):
    value, dice = CATALOGUES[country].numbers[name], random.Random(country + name)
    for _ in range(300):
        text = sample_of(value, dice)
        at = dice.choice([n for n, char in enumerate(text) if char.isdigit()])
        wrong = text[:at] + str((int(text[at]) + dice.randrange(1, 10)) % 10) + text[at + 1 :]
        # of weights 0 and of moduli below 11 a digit may count for nothing; what the rule leaves out is left out
        weights = [one.weights for one in value.checks if one.weights]
        if weights and all(one[at] * (int(wrong[at]) - int(text[at])) % check.modulus == 0 for one, check in zip(weights, value.checks, strict=True)):
            continue
        assert faults(value, wrong) in (["check-digit"], ["pattern"]), wrong
    assert "check-digit" in told_faults(identity_key(value))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("fr14 2004 1010 0505 0001 3m02 606", "FR1420041010050500013M02606"), ("FR14-2004.1010 05 0500013M02606", "FR1420041010050500013M02606"), ("", None)],
)
def test_a_number_is_read_as_people_write_it(typed, kept):
    assert decoded_text(CATALOGUES["fr"].numbers["iban"], typed) == kept


# --- telephones --------------------------------------------------------------------------------------------------------

KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP, PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_number_that_is_given_out_is_refused(country):
    """What the judge calls valid is taken; of its own examples and of numbers drawn near them."""
    value, dice, region, right = phone_of(country), random.Random(country), country.upper(), 0
    for kind in KINDS:
        example = phonenumbers.example_number_for_type(region, kind)
        if example is None:
            continue
        national = phonenumbers.national_significant_number(example)
        for _ in range(300):
            keep = dice.randint(1, len(national))
            drawn = national[:keep] + "".join(dice.choice("0123456789") for _ in national[keep:])
            number = phonenumbers.parse(f"+{example.country_code}{drawn}")
            if not phonenumbers.is_valid_number_for_region(number, region):
                continue
            written = re.sub("[^0-9]", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
            for text in (written, f"+{example.country_code}{drawn}", f"00{example.country_code} {drawn}"):
                kept = decoded_text(value, text)
                assert faults(value, kept) == [], (kind, text, kept)
                assert kept == written
            right += 1
    assert right > 200


@pytest.mark.parametrize(
    ("country", "typed", "cause"),
    [
        ("nl", "092 345 67 89", ("phone-begins", {"begins": "092"})),
        ("fr", "06 12 34 56 7", ("digits", {"need": "10", "have": 9})),
        ("fr", "+33 6 12 34 56 7", None),
        ("no", "1234 5678", ("phone-begins", {"begins": "123"})),
        ("no", "912 34 56", ("digits", {"need": "8", "have": 7})),
        ("pl", "12 345 67 8", ("digits", {"need": "9", "have": 8})),
        ("nl", "06 1234 567", ("digits", {"need": "10", "have": 9})),
        ("de", "0151 234567", ("digits", {"need": "11–13", "have": 10})),
        ("fr", "06 12 34 56 7o", ("character", {"character": "o"})),
    ],
)
def test_a_wrong_number_is_told_by_its_cause(country, typed, cause):
    value = phone_of(country)
    kept = decoded_text(value, typed)
    code = next(one for one in faults(value, kept) if one in ("pattern", "too-short", "too-long"))
    assert cause_of(value, code, kept) == cause


def test_numbers_of_other_countries_are_taken_with_plus():
    for country in COUNTRIES:
        for text in ("+84912345678", "+12025550123", "+442071838750"):
            assert faults(phone_of(country), text) == []
    assert faults(phone_of("no"), "+4712345678") == ["pattern"]


# --- the twin -----------------------------------------------------------------------------------------------------------

SCRIPT = """
import { cause, decode, faults } from %s;
const { values, asked } = JSON.parse(await new Response(process.stdin).text());
const told = asked.map(([n, typed]) => {
  const kept = decode(values[n], new Map([["", typed]]));
  const found = kept === undefined ? [] : faults(values[n], kept, "2026-11-23").map(([code]) => code);
  return [kept ?? null, found, found.map((code) => cause(values[n], code, kept) ?? null)];
});
process.stdout.write(JSON.stringify(told));
"""


def test_the_pages_script_says_the_same():
    values = [value for country in COUNTRIES for value in (*CATALOGUES[country].numbers.values(), phone_of(country))]
    body = {Algorithm.MOD97: "DE[0-9]{4,16}"}
    values += [Text(2, 20, parse(body.get(way, "[0-9]{2,20}")), checks=(Check(way),)) for way in Algorithm if way is not Algorithm.WEIGHTED]
    dice, asked = random.Random(5), []
    for n, value in enumerate(values):
        for _ in range(120):
            text = sample_of(value, dice)
            text = dice.choice([text, spoilt(dice, text), text.lower(), " ".join(text[at : at + 4] for at in range(0, len(text), 4)), text[:-1], text + "0", "x" + text])
            asked.append((n, text))
    said = {"values": [of_value(value, "en") for value in values], "asked": asked}
    done = subprocess.run(["node", "--input-type=module", "-e", SCRIPT % json.dumps(ENGINE)], input=json.dumps(said), capture_output=True, text=True, check=True)
    for (n, typed), (kept, found, causes) in zip(asked, json.loads(done.stdout), strict=True):
        ours = decoded_text(values[n], typed)
        assert kept == ours, typed
        assert found == faults(values[n], ours), (typed, kept)
        told = [cause_of(values[n], code, ours) for code in found]
        assert [one and [one[0], dict(one[1])] for one in told] == causes, typed


@pytest.mark.parametrize(("way", "judge"), [(Algorithm.VERHOEFF, verhoeff.is_valid)])
def test_ways_that_no_example_uses_are_right_too(way, judge):
    dice = random.Random(9)
    for _ in range(3000):
        body = "".join(dice.choice("0123456789") for _ in range(dice.randint(1, 14)))
        text = body + (verhoeff.calc_check_digit(body) if dice.random() < 0.5 else dice.choice("0123456789"))
        assert checked((Check(way),), text) == judge(text)
