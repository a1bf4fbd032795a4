"""Pictures of every kind of page of a procedure, for docs/screenshots: `python tools/screenshots.py [PROCEDURE]`.

Needs Debian's Chromium and poppler (`make test` installs both) and the group dev. The states of a page are found by what
a citizen would do: open it, go on, leave a question out, answer, go on to the check. The answers, held ones included, are
those of examples/answers/PROCEDURE.json; where there are none, some are drawn.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from eformc.contract.held import HeldValue
from eformc.emit.html import form_view
from eformc.emit.paper import paper_of
from eformc.kernel.dates import parse
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Table
from eformc.model.lowering import form_of
from eformc.portal.html.receipt import Receipt, render_receipt
from eformc.portal.html.render import render
from eformc.portal.paper.pdf import pdf_of
from eformc.portal.paper.view import render_paper
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import filled
from eformc.portal.view.types import FormView, HeldBlock
from eformc.project import Project, load_settings
from eformc.verify.answers import Answers
from eformc.wording.values import read_out

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
TODAY = "2026-11-23"
AS_OF = "23/11/2026"
MOST_BYTES = 1_500_000
MOST_STEPS = 80
COLOURS = 32
PRINTED = "receipt-printed"
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars"]
DEVICES = {
    "phone": {"viewport": {"width": 360, "height": 740}},
    "dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1100, "height": 800}},
}


class Form:
    """A procedure in a language, with answers to it."""

    def __init__(self, unit, lang: str) -> None:
        self.unit, self.lang = unit, lang
        self.form = form_of(unit.procedure)
        self.view: FormView = form_view(unit.reasoned, lang)
        given = ROOT / "examples" / "answers" / f"{unit.procedure.id}.json"
        drawn = Answers(self.form, parse(TODAY), Random(unit.procedure.id))
        self.answers = json.loads(given.read_text(encoding="utf-8")) if given.is_file() else drawn.right()

    def page(self, *, answered: bool) -> str:
        """The page as a portal shows it to somebody who has logged in; `answered`: with everything filled in."""
        return render(self.view, answers=self.answers if answered else None, held=dict(self.held()))

    def held(self) -> Iterator[tuple[str, HeldValue]]:
        values = {pointer_text(entry.pointer): entry.value for entry in self.form.entries if not isinstance(entry, Table)}
        for block in (block for page in self.view.pages for block in page.blocks if isinstance(block, HeldBlock)):
            for question in block.questions:
                found = self.answers
                for token in question.pointer.split("/")[1:]:
                    found = found.get(token) if isinstance(found, dict) else None
                if found is not None and question.pointer in values:
                    text = read_out(values[question.pointer], found, self.lang)
                    yield question.pointer, HeldValue(text, found, as_of=AS_OF)

    def receipt(self) -> str:
        """What a portal answers, with a reference of nobody's."""
        sent = overview(filled(self.view, self.answers, (), dict(self.held())))
        return render_receipt(self.view, Receipt("VN-2026-000123", f"8:30, {AS_OF}", answers=sent))

    def paper(self, *, answered: bool) -> bytes:
        answers = self.answers if answered else None
        return pdf_of(render_paper(paper_of(self.unit.reasoned, self.lang, answers=answers, today=parse(TODAY))))


def shoot(browser: Browser, form: Form, device: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The wanted states on a device, in the order a citizen meets them."""
    context = browser.new_context(locale=form.lang, **DEVICES[device])
    with tempfile.TemporaryDirectory() as folder:
        for answered in (False, True):
            path = Path(folder) / f"form{answered}.html"
            path.write_text(form.page(answered=answered), encoding="utf-8")
            page = context.new_page()
            page.goto(path.as_uri())
            for state, picture in walk(page, answered=answered):
                if state in wanted:
                    yield state, picture
            page.close()
        if "receipt" in wanted:
            path.write_text(form.receipt(), encoding="utf-8")
            page = context.new_page()
            page.goto(path.as_uri())
            yield "receipt", page.screenshot(full_page=True)
            yield PRINTED, first_sheet(page.pdf(format="A4"))
    context.close()


def walk(page: Page, *, answered: bool) -> Iterator[tuple[str, bytes]]:
    """Goes through a page by its one button. Empty, it shows the start, what is held, a question and the errors of one
    left out; filled, the check before sending.
    """
    if not answered:
        yield "start", page.screenshot(full_page=True)
    seen: set[str] = set()
    for _ in range(MOST_STEPS):
        before = where(page)
        if page.locator("#check:visible").count():
            if answered:
                yield "check", page.screenshot(full_page=True)
            return
        if not answered:
            yield from ((state, page.screenshot(full_page=True)) for state in kinds(page) - seen)
            seen |= kinds(page)
        for held in page.locator(".held:visible:has(input[type=radio])").all():
            held.locator("input[type=radio]").first.check()  # "it is right"
        page.click("#send")
        if where(page) == before and page.locator("#errors:visible").count():
            if not answered:
                yield "errors", page.screenshot(full_page=True)
                return
            sys.exit(f"the answers are not taken: {page.locator('#errors').inner_text()}")
    sys.exit("the check before sending was not reached")


def kinds(page: Page) -> set[str]:
    """What the step that is open shows; nothing of the start, which has its own picture."""
    if page.locator("#start:visible").count():
        return set()
    asked = page.locator(".q:visible").locator("input, select, textarea").count()
    held = page.locator(".held:visible").count()
    return {"held"} if held else {"question"} if asked else set()


def where(page: Page) -> str:
    return page.url + page.title()


def small(picture: bytes) -> bytes:
    """A PNG with a palette, the same way each time."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    out = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def first_sheet(pdf: bytes) -> bytes:
    done = subprocess.run(["pdftoppm", "-r", "80", "-f", "1", "-l", "1", "-png"], input=pdf, capture_output=True, check=True)
    return done.stdout


def pictures(name: str) -> Iterator[tuple[str, bytes]]:
    project = Project(load_settings(ROOT), TODAY)
    unit = next((one for one in project.units([str(ROOT / "specs" / "procedures")]) if one.procedure.id == name), None)
    if unit is None or unit.reasoned is None:
        sys.exit(f"there is no procedure {name}")
    vi, en = Form(unit, "vi"), Form(unit, "en")
    everything = ("start", "held", "question", "errors", "check", "receipt")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for form, device, wanted in (
            (vi, "phone", everything), (vi, "dark", ("question", "held")), (vi, "desk", ("start", "check")), (en, "phone", ("held",)),
        ):  # fmt: skip
            for state, picture in shoot(browser, form, device, wanted):
                yield "-".join([state, *([device] if state != PRINTED else []), *([form.lang] if form is en else [])]), picture
        browser.close()
    yield "paper-blank", first_sheet(vi.paper(answered=False))
    yield "paper-filled", first_sheet(vi.paper(answered=True))


def main() -> None:
    made = {f"{name}.png": small(picture) for name, picture in pictures(sys.argv[1] if len(sys.argv) > 1 else "khai-sinh")}
    if sum(map(len, made.values())) > MOST_BYTES:
        sys.exit(f"{sum(map(len, made.values()))} bytes are too many for a repository")
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.png"):
        old.unlink()
    for name, picture in made.items():
        (OUT / name).write_bytes(picture)
        print(f"{len(picture):7} docs/screenshots/{name}")


if __name__ == "__main__":
    main()
