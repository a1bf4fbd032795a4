"""A file's kind, by its name and first bytes, and its name made clean: alike in evaluator and script, whatever comes."""

import json
import re
import subprocess

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from conftest import ROOT
from eformc.characters import too_many_marks
from eformc.contract.page_data import of_value
from eformc.emit.schema_values import _DEFS
from eformc.kernel.file_kinds import HEAD, HEIC, KINDS, NAME, UNKNOWN, cleaned, ending, is_name, kind_of
from eformc.kernel.values import File
from eformc.portal.submission.decode import Posted, value_of

PHOTOS = ("image/jpeg", "image/png", "application/pdf")
PDF, JPG, PNG, HEAD_OF_HEIC = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0\0\x10JFIF", b"\x89PNG\r\n\x1a\n\0", b"\0\0\0\x18ftypheic\0\0\0\0"
ZIP, OLE, WEBP, HTML, EXE = b"PK\x03\x04\x14\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF\x24\0\0\0WEBPVP8 ", b"<!doctype html>", b"MZ\x90\0"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_OF_NAME = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_DEFS["file_name"]}
SCHEMAS = [jsonschema_rs.Draft202012Validator(_OF_NAME).is_valid, jsonschema.Draft202012Validator(_OF_NAME).is_valid]

CASES = [
    (PHOTOS, "a.pdf", PDF, "application/pdf", "application/pdf"),
    (PHOTOS, "a.pdf", PDF, "application/octet-stream", "application/pdf"),
    (PHOTOS, "a", PDF, "", "application/pdf"),
    (PHOTOS, "a.pdf", b"\r\n" + PDF, "", "application/pdf"),
    (PHOTOS, "a.pdf.html", PDF, "text/html", "application/pdf"),
    (PHOTOS, "a.pdf", HTML, "application/pdf", UNKNOWN),
    (PHOTOS, "a.pdf", HTML + PDF, "application/pdf", UNKNOWN),
    (PHOTOS, "a.html", HTML, "text/html", "text/html"),
    (PHOTOS, "a.jpg", PNG, "image/jpeg", "image/png"),
    (PHOTOS, "a.jpg", EXE, "image/jpeg", UNKNOWN),
    (PHOTOS, "a.jpg", b"", "image/jpeg", "image/jpeg"),
    (PHOTOS, "IMG_1.HEIC", HEAD_OF_HEIC, "image/heic", HEIC),
    (PHOTOS, "IMG_1.HEIC", HEAD_OF_HEIC, "", HEIC),
    (PHOTOS, "IMG_1.jpg", HEAD_OF_HEIC, "image/jpeg", HEIC),
    (PHOTOS, "IMG_1.HEIC", b"x" * 99, "image/heic", HEIC),
    (PHOTOS, "IMG_1.HEIC", b"x" * 99, "", UNKNOWN),
    ((*PHOTOS, HEIC), "IMG_1.HEIC", HEAD_OF_HEIC, "", HEIC),
    ((*PHOTOS, HEIC), "IMG_1.HEIC", b"x" * 99, "image/heic", UNKNOWN),
    (("image/heif", "image/jpeg"), "IMG_1.HEIC", HEAD_OF_HEIC, "", "image/heif"),
    ((DOCX, XLSX), "a.docx", ZIP, "", DOCX),
    ((DOCX, XLSX), "A.XLSX", ZIP, "application/zip", XLSX),
    ((DOCX, XLSX), "a.jar", ZIP, DOCX, UNKNOWN),
    ((DOCX,), "a.docx", OLE, DOCX, UNKNOWN),
    (PHOTOS, "a.docx", ZIP, DOCX, DOCX),
    (("text/csv",), "a.csv", b"a;b\n1;2", "application/vnd.ms-excel", "text/csv"),
    (("text/csv",), "a.csv", b"a\0b", "text/csv", UNKNOWN),
    (("text/csv",), "a.html", HTML, "text/html", "text/html"),
    (("application/x-own",), "a.own", b"\1\2", "Application/X-Own; v=1", "application/x-own"),
    (("application/x-own",), "a.own", b"\1\2", "", UNKNOWN),
    (PHOTOS, "a.webp", WEBP, "image/webp", "image/webp"),
    (PHOTOS, "a.jpg", WEBP, "image/jpeg", UNKNOWN),
    (PHOTOS, "a.pdf", PDF[:4], "application/pdf", UNKNOWN),
    (PHOTOS, "a", EXE, "nonsense", UNKNOWN),
]
NAMES = [
    (PHOTOS, "đơn xin.pdf", "application/pdf", "đơn xin.pdf"),
    (PHOTOS, "a.pdf.html", "application/pdf", "a-pdf-html.pdf"),
    (PHOTOS, "a.pdf.html", "text/html", "a.pdf.html"),
    (PHOTOS, "../../etc/passwd", "application/pdf", "passwd.pdf"),
    (PHOTOS, "C:\\fakepath\\a.JPEG", "image/jpeg", "a.JPEG"),
    (PHOTOS, "photo.png", "image/jpeg", "photo-png.jpg"),
    (PHOTOS, "a\u202efdp.exe", "application/pdf", "afdp-exe.pdf"),
    (PHOTOS, "a\r\nX: y\0.pdf", "application/pdf", "aX: y.pdf"),
    (PHOTOS, "a.pdf.", "application/pdf", "a.pdf"),
    (PHOTOS, ".htaccess", "application/pdf", "htaccess.pdf"),
    (PHOTOS, "..", "application/pdf", "file.pdf"),
    (PHOTOS, "", UNKNOWN, "file"),
    (PHOTOS, "a" * 300 + ".pdf", "application/pdf", "a" * 251 + ".pdf"),
    (PHOTOS, "😀" * 300, "image/png", "😀" * 251 + ".png"),
    (PHOTOS, "e\u0302\u0301.pdf", "application/pdf", "ế.pdf"),
    (("application/x-own",), "a.b.c", "application/x-own", "a.b.c"),
    (PHOTOS, "a\U000e0000\u00ad\u200d\ufffd\u115f.pdf", "application/pdf", "a.pdf"),
    (PHOTOS, "👩\u200d❤\ufe0f.pdf", "application/pdf", "👩\u200d❤\ufe0f.pdf"),
    (PHOTOS, "e" + "\u0301" * 30 + ".pdf", "application/pdf", "é" + "\u0301" * 29 + ".pdf"),
    (PHOTOS, "e" + "\u0301" * 31 + "\u0958.pdf", "application/pdf", "e\u0915\u093c.pdf"),
]  # fmt: skip


def script(asked):
    """Hands files to the page's script, a process for all: [(accepted, file as it came)] -> what a submission says."""
    code = """
      import { decode } from "./src/eformc/kernel/engine.mjs";
      let text = "";
      for await (const part of process.stdin) text += part;
      const out = JSON.parse(text).map(([v, one]) => decode(v, new Map([["file", { ...one, head: one.head && Uint8Array.from(one.head) }]])));
      console.log(JSON.stringify(out));
    """
    told = json.dumps([[of_value(File(tuple(accepted), 10), ""), {**one, **({"head": list(one["head"])} if "head" in one else {})}] for accepted, one in asked])
    ran = subprocess.run(["node", "--input-type=module", "-e", code], cwd=ROOT, input=told, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def server(accepted, one):
    return value_of(File(tuple(accepted), 10), "f", Posted({}, {"f": one}))


@pytest.mark.parametrize(("accepted", "name", "head", "said", "kind"), CASES)
def test_the_kind_is_told_by_name_and_first_bytes(accepted, name, head, said, kind):
    assert kind_of(accepted, name, head, said) == kind


@pytest.mark.parametrize(("accepted", "name", "kind", "clean"), NAMES)
def test_a_name_is_made_one_that_a_file_may_have(accepted, name, kind, clean):
    assert cleaned(accepted, name, kind) == clean
    assert is_name(clean)


def test_the_page_and_the_server_read_the_same_of_every_file():
    asked = [(accepted, {"name": name, "media_type": said, "size": len(head), "head": head[:HEAD]}) for accepted, name, head, said, _ in CASES]
    asked += [(accepted, {"name": name, "media_type": kind, "size": 9}) for accepted, name, kind, _ in NAMES]
    assert script(asked) == [server(*one) for one in asked]


HEADS = some.one_of(
    some.binary(max_size=80), some.sampled_from([PDF, JPG, PNG, HEAD_OF_HEIC, ZIP, OLE, WEBP, HTML, EXE, b"II*\0", b"GIF89a", b"BM", b"ID3", b"{\\rtf"]),
    some.builds(lambda head, rest: head[:4] + rest, some.sampled_from([PDF, HEAD_OF_HEIC, WEBP]), some.binary(max_size=70)),
)  # fmt: skip
ENDINGS = sorted({end for kind in KINDS.values() for end in kind.endings} | {"html", "exe", "PDF", "Jpg", "", "a b", "0123456789"})
WORDS = some.one_of(some.text(max_size=300), some.lists(some.sampled_from("a.é e\u0301😀/\\\u202e\0\u200d\u200b \u00a0\u0085\ufeff\u0130\u00ad\ufe0f\ufffd\u0344\u0958"), max_size=400).map("".join))
FILES = some.fixed_dictionaries(
    {"name": some.one_of(WORDS, some.builds(lambda word, end: f"{word}.{end}", WORDS, some.sampled_from(ENDINGS))), "head": HEADS,
     "media_type": some.one_of(some.sampled_from([*KINDS, "", UNKNOWN, "image/*", "Text/HTML; charset=utf-8"]), some.text(max_size=20)), "size": some.integers(0, 20)},
)  # fmt: skip
TAKEN = some.lists(some.sampled_from([*KINDS, "application/x-own"]), min_size=1, max_size=6, unique=True)


@settings(max_examples=4, deadline=None)
@given(some.lists(some.tuples(TAKEN, FILES), min_size=60, max_size=60))
def test_the_page_and_the_server_read_the_same_of_whatever_comes(asked):
    asked = [(accepted, {**one, "head": one["head"][:HEAD], "name": one["name"].encode("utf-8", "replace").decode()}) for accepted, one in asked]
    assert script(asked) == [server(*one) for one in asked]


@settings(deadline=None)
@given(TAKEN, FILES)
def test_what_is_read_has_a_clean_name_and_never_claims_a_kind_its_bytes_are_not(accepted, one):
    made = server(accepted, one)
    assert is_name(made["name"])
    assert re.search(NAME, made["name"])
    assert cleaned(accepted, made["name"], made["media_type"]) == made["name"]
    if made["media_type"] in accepted and made["media_type"] in KINDS:
        kind = KINDS[made["media_type"]]
        assert ending(made["name"]) in kind.endings
        if one["head"]:
            assert re.search(kind.head, one["head"][:HEAD].decode("latin-1"))


@settings(deadline=None)
@given(some.one_of(WORDS, some.builds(lambda word, end: f"{word}.{end}", WORDS, some.sampled_from(ENDINGS))))
def test_the_schema_takes_the_names_that_the_evaluator_takes(name):
    for read in SCHEMAS:
        assert read(name) == (is_name(name) or too_many_marks(name) >= 0), ascii(name)  # what the schema cannot count
