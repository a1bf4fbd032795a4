"""Ways to the end of a form: somebody types what is asked, whatever registries do, until there is a receipt."""

import contextlib
import random
import secrets
import sys
from urllib.parse import urlsplit

from held_kit import Plain, Served
from playwright.sync_api import TimeoutError as Late

from conftest import ROOT, TODAY, until
from eformc.demo.citizens import Citizens
from eformc.demo.population import population
from eformc.demo.store import write_sqlite
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.kernel.form import Table
from eformc.kernel.judge import faults_of
from eformc.kernel.values import File
from eformc.portal.submission.decode import control_name
from eformc.prefill import EVERY, Refused, SourceError
from eformc.registries import open_sources, places_of
from eformc.verify.answers import Answers

sys.path.insert(0, str(ROOT / "tests" / "browser"))
from portal import at, typed
from test_completion import tab_to_the_end

STATES = ("data", "silent", "refusing", "no_record", "nobody_logged_in")
DAY = dates.parse(TODAY)
PAPER = b"%PDF-1.7 "


class Moody:
    """The population's registries, as far as the mood of the moment lets them answer."""

    def __init__(self, source):
        self.source, self.mood = source, "data"

    async def look_up(self, request, seconds):
        if self.mood == "silent":
            raise SourceError("connection")
        if self.mood == "refusing":
            raise Refused
        return None if self.mood == "no_record" else await self.source.look_up(request, seconds)

    async def close(self):
        await self.source.close()


class Counter(Served):
    """A server of the real procedures before a population of 400."""

    def __init__(self, folder, project):
        catalogue = project.catalogue("vn")
        write_sqlite(folder / "p.sqlite", population(catalogue, project.catalogue_folders()["vn"], 7), 400, {})
        self.people = Citizens(folder / "p.sqlite")
        super().__init__(folder, today=TODAY, paths=(str(ROOT / "specs" / "procedures"),))
        self.registry = Moody(open_sources(places_of(f"sqlite:{folder / 'p.sqlite'}"))[EVERY])

    def comes(self, state, label):
        """The cookie of somebody with whom there is something to see."""
        self.registry.mood = state
        visit = self.desk.visit(None)
        found = self.people.suggested(label, 3) or self.people.suggested("married", 3)
        self.desk.log_in(visit, None if state == "nobody_logged_in" else found[0])
        visit.sources = {"*": self.registry}
        return visit.token, found[0]


@contextlib.contextmanager
def counter(folder, project):
    served = Counter(folder, project)
    try:
        yield served
    finally:
        served.close()


def answers_to(form, keys, citizen, seed):
    """Texts for every control there may be, by name, and the names of those for files: an answer to whatever is asked. Keys of
    people are those of the citizen's kin.
    """
    dice = random.Random(f"{form.procedure}/{seed}")
    draw = Answers(form.form, DAY, dice)
    right = next(one for one in (draw.right() for _ in range(2000)) if not [found for found in evaluate(form.form, one, DAY).findings if not found.warning])
    kin = [number for _, number, _ in citizen.kin] or [citizen.key]
    texts, files = {}, set()

    def answer(value, pointer, name, given):
        if isinstance(value, File):
            files.add(name)
        elif pointer in keys and isinstance(given, str) and len(given) == len(citizen.key) and given.isdigit():
            texts[name] = [dice.choice(kin)]
        else:
            texts.update(typed(value, name, given))

    def drawn(value):
        return next(given for given in (draw.value(value) for _ in range(200)) if not list(faults_of(value, given, DAY)))

    for entry in form.form.entries:
        pointer, name = "/" + "/".join(entry.pointer), control_name(entry.pointer)
        there = at(right, entry.pointer)
        if not isinstance(entry, Table):
            answer(entry.value, pointer, name, there if there is not None else drawn(entry.value))
            continue
        for number in range(entry.most):
            row = there[number] if there and number < len(there) else {}
            for column in entry.columns:
                given = at(row, column.pointer)
                answer(column.value, f"{pointer}/*/" + "/".join(column.pointer), f"{name}.{number}{control_name(column.pointer)[1:]}", given if given is not None else drawn(column.value))
    return texts, files


class Filing(Plain):
    """Somebody with a browser without script who can choose files."""

    def __init__(self, served, cookie, path):
        self.files = set()
        super().__init__(served, cookie, path)

    def press(self, name="", value=""):
        chosen = {one["name"] for one in self.page.controls if one["type"] == "file"} & self.files
        if not chosen:
            return super().press(name, value)
        mark = secrets.token_hex(8)
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode() for key, text in [*self.pairs(), *([(name, value)] if name else [])]]
        parts += [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"; filename="giay.pdf"\r\nContent-Type: application/pdf\r\n\r\n'.encode() + PAPER + b"\r\n" for key in sorted(chosen)]
        self.go("POST", urlsplit(self.page.form.get("action") or self.at).path, b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}")
        return self

    def type_all(self, texts):
        """Answers what has no answer yet."""
        for name in dict.fromkeys(one["name"] for one in self.page.controls if one["name"] in texts):
            boxes = [one for one in self.page.controls if one["name"] == name]
            if boxes[0]["type"] in ("radio", "checkbox"):
                if not any(one["checked"] for one in boxes):
                    for one in boxes:
                        one["checked"] = one["value"] in texts[name]
            elif not boxes[0]["value"].strip():
                boxes[0]["value"] = texts[name][0]


def without_script(served, cookie, path, texts, files):
    """Fill, confirm, go on, send; gives what stops it, or nothing."""
    page = Filing(served, cookie, path)
    page.files = files
    for _ in range(10):
        if page.checking:
            page.send()
            if page.done:
                return []
            continue
        page.choose("e.typed_by", "self")
        page.type_all(texts)
        page.confirm()
        page.press()
    return page.page.errors or [page.page.said()[:500]]


def by_keyboard(page, url, texts, files):
    """Fills a form with the script, one step at a time, by keys alone; gives what stops it, or nothing."""
    page.goto(url)
    tried = {}
    for _ in range(90):
        if page.locator("#check").is_visible():
            page.locator("#send").press("Enter")
            try:
                page.wait_for_url(lambda url: "/receipts/" in url, timeout=8000)
            except Late as error:
                return [page.inner_text("#errors") or page.inner_text("#complete"), str(error)[:80]]
            return []
        for one in files:  # the file dialog is the system's
            box = page.locator(f"[name='{one}']")
            if box.is_visible() and not box.evaluate("(e) => e.files.length"):
                box.set_input_files({"name": "giấy.pdf", "mimeType": "application/pdf", "buffer": PAPER})
        step = page.evaluate("Array.from(document.querySelectorAll('.step')).findIndex((one) => !one.matches('.off'))")
        names = page.evaluate("Array.from(document.querySelectorAll('.ok input'), (one) => one.name)")
        tab_to_the_end(page, {**texts, "e.typed_by": ["self"], **{name: ["right"] for name in names}}, looked_at=False)
        until(page, "!document.getElementById('status').textContent.match(/Asking|Đang hỏi/)")
        tried[step] = tried.get(step, 0) + 1  # what a lookup opens meanwhile is answered the next time
        if page.locator("#errors").is_visible() and tried[step] > 3:
            return [page.inner_text("#errors")]
    return [page.title()]

