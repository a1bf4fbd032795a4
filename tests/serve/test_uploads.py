"""Files as people really send them, through a running server: each refusal says its cause, with script and without."""

import json
import re
import sqlite3
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from running import server

SPEC = """\
procedure: attach
catalogue: vn
title: {vi: Gửi giấy tờ, en: Send a paper}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - why: {title: {vi: Lý do, en: Reason}, help: {vi: Ghi ngắn gọn., en: In a few words.}, type: text}
attachments:
  - letter: {title: {vi: Thư tay, en: Letter}, help: {vi: Chụp rõ nét., en: A clear photo.}, accept: [image/jpeg, image/png, application/pdf], max_size: 1 MB}
"""
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
SENT = {  # name of the file, the browser's word, its bytes -> what is said in Vietnamese and in English
    "a photo of an iPhone": ("IMG_1.HEIC", "image/heic", HEIC, "ảnh HEIC của iPhone", "HEIC photos of an iPhone"),
    "the same, of which the browser knows nothing": ("IMG_1.HEIC", "", HEIC, "ảnh HEIC của iPhone", "HEIC photos of an iPhone"),
    "the same, called JPG": ("IMG_1.jpg", "image/jpeg", HEIC, "ảnh HEIC của iPhone", "HEIC photos of an iPhone"),
    "an empty file": ("a.jpg", "image/jpeg", b"", "trống, bên trong không có gì", "is empty"),
    "a page called PDF": ("a.pdf", "application/pdf", b"<!doctype html><script>alert(1)</script>", "tệp hỏng", "it is damaged"),
    "a program called JPG": ("a.jpg", "image/jpeg", b"MZ\x90\0" + bytes(200), "tệp hỏng", "it is damaged"),
    "a text of Word": ("đơn.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04" + bytes(99), "Không nhận tệp DOCX ở “Thư tay”; hãy chọn tệp JPG, PNG, PDF.", "does not take the DOCX file; choose one of JPG, PNG, PDF."),
    "a page": ("a.html", "text/html", b"<!doctype html>", "Không nhận tệp HTML", "does not take the HTML file"),
    "a large scan": ("a.pdf", "application/pdf", b"%PDF-1.4" + bytes(1 << 20), "quá lớn", "too large"),
}  # fmt: skip
TAKEN = {
    "a PDF": ("a.pdf", "application/pdf", b"%PDF-1.4", "a.pdf", "application/pdf"),
    "a PDF of which the browser knows nothing": ("a.pdf", "application/octet-stream", b"%PDF-1.4", "a.pdf", "application/pdf"),
    "a PDF called a page": ("a.pdf.html", "text/html", b"%PDF-1.4", "a-pdf-html.pdf", "application/pdf"),
    "a PDF with a name that reads backwards": ("a\u202efdp.exe", "application/pdf", b"%PDF-1.4", "afdp-exe.pdf", "application/pdf"),
    "a PDF without an ending": ("đơn xin", "", b"%PDF-1.4", "đơn xin.pdf", "application/pdf"),
}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uploads")
    (folder / "attach.eform.yaml").write_text(SPEC, encoding="utf-8")
    with server(folder / "data", str(folder / "attach.eform.yaml"), people=60) as (address, _):
        yield address, folder / "data"


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(params=["with script", "without script"])
def visitor(request, chromium):
    context = chromium.new_context(java_script_enabled=request.param == "with script", viewport={"width": 360, "height": 740})
    context.scripted = request.param == "with script"
    yield context
    context.close()


def filled(context, address, lang, name, kind, content):
    """The form with its one answer and a file, sent."""
    page = context.new_page()
    page.goto(f"{address}/{lang}/forms/attach")
    if context.scripted:
        page.click("#whole")
    page.fill("[name='f.why']", "x")
    page.set_input_files("[name='f.attachments.letter']", {"name": name, "mimeType": kind, "buffer": content})
    if context.scripted:
        page.locator("p.size").wait_for()
    page.click("#send")
    return page


@pytest.mark.parametrize("lang", ["vi", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("which", [pytest.param(name, marks=pytest.mark.long if number % 3 else []) for number, name in enumerate(SENT)])
def test_a_file_that_is_not_taken_is_refused_by_its_cause(desk, visitor, which, lang):
    name, kind, content, *said = SENT[which]
    page = filled(visitor, desk[0], lang, name, kind, content)
    page.locator("#errors:not([hidden])").wait_for()
    (line,) = page.locator("#errors li").all_inner_texts()
    assert said[lang == "en"] in line


@pytest.mark.parametrize("which", [next(iter(TAKEN)), *(pytest.param(name, marks=pytest.mark.long) for name in list(TAKEN)[1:])])
def test_a_file_is_taken_for_what_it_is_under_a_clean_name(desk, visitor, which):
    name, kind, content, clean, media_type = TAKEN[which]
    page = filled(visitor, desk[0], "vi", name, kind, content)
    page.locator("#check:not([hidden])").wait_for()
    with page.expect_navigation(url=re.compile("/receipts/")):
        page.click("#send")
    with closing(sqlite3.connect(desk[1] / "submissions.sqlite")) as base:
        ((answers,),) = base.execute("SELECT answers FROM submission ORDER BY number DESC LIMIT 1")
    letter = json.loads(answers)["attachments"]["letter"]
    assert (letter["name"], letter["media_type"], letter["size"]) == (clean, media_type, len(content))
    assert set(letter) == {"name", "media_type", "size", "sha256"}


def test_a_photo_of_a_kind_that_is_not_taken_becomes_a_jpg_where_the_browser_can_draw_it(desk, chromium):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "WEBP")
    context = chromium.new_context()
    context.scripted = True
    page = filled(context, desk[0], "vi", "ảnh.webp", "image/webp", picture.getvalue())
    page.locator("#check:not([hidden])").wait_for()
    assert "ảnh.jpg" in page.locator("p.size").inner_text() or "ảnh.jpg" in page.locator("#check").inner_text()
    context.close()
