"""A server of forms in a thread, with a registry that does what a test says; and a browser without script, made of nothing
but what a page holds.
"""

import asyncio
import contextlib
import http.client
import re
import socket
import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

import uvicorn

from conftest import ROOT
from eformc.demo.records import Citizen
from eformc.kernel import dates
from eformc.prefill import Answer, Refused, SourceError
from eformc.project import Project, load_settings
from eformc.serve.app import application
from eformc.serve.desk import Desk
from eformc.serve.submissions import Submissions
from eformc.serve.workshop import Workshop

DAY = "2026-11-24"
ME, OTHER = "079180000001", "079170000009"
A, B, YOUNG, NOBODY = "079060000001", "079065000002", "079010000003", "079099999999"
CHILDREN = ("079010000011", "079012000012", "079200000013", "079202000014")


def person(name, born, detail, **more):
    """A record of the population as registries give it."""
    return {
        "full_name": name, "birth_date": born, "sex": "1", "ethnicity": "01", "nationality": "VN", "marital_status": "1", "identity_document": {"kind": "cc", "number": "079000000001"},
        "residence_address": {"province": "01", "commune": "00004", "detail": detail}, **more,
    }  # fmt: skip


PEOPLE = {
    ME: person("Nguyễn Văn Tôi", "1980-05-17", "Số 1"), OTHER: person("Lê Thị Khác", "1970-02-03", "Số 2"),
    A: person("Trần Văn A", "1960-01-02", "Số 3"), B: person("Phạm Văn B", "1965-03-04", "Số 4"), YOUNG: person("Võ Văn Trẻ", "2010-05-06", "Số 5"),
    **{key: person(f"Con {n}", f"{born}-01-0{n}", f"Số 1{n}") for n, (key, born) in enumerate(zip(CHILDREN, (1999, 2001, 2012, 2015), strict=True), 1)},
}  # fmt: skip


class Registry:
    """Every registry. `mode`: answers, silent, refuses, none; `wait`: seconds before an answer; `children` and `mother` of who logs in."""

    def __init__(self):
        self.people = {key: dict(one) for key, one in PEOPLE.items()}
        self.mode, self.wait, self.asked, self.children, self.mother = "answers", 0, [], CHILDREN, None

    async def look_up(self, request, seconds):
        key = {name: one.reveal() for name, one in request.key.items()}
        self.asked.append(key)
        mode = self.mode
        found = self.people.get(key.get("personal_id"))
        record = {} if found is None else {name: found[name] for name in request.wanted if name in found}
        for name in request.wanted if found is not None else ():
            relation, _, inner = name.partition(".")
            if relation == "child" and key["personal_id"] == ME:
                record[name] = [one if inner == "personal_id" else self.people[one].get(inner) for one in self.children]
            if relation == "mother" and key["personal_id"] == ME and self.mother:
                record[name] = self.mother if inner == "personal_id" else self.people[self.mother].get(inner)
        if self.wait:
            await asyncio.sleep(self.wait)
        if mode == "silent":
            raise SourceError("connection")
        if mode == "refuses":
            raise Refused
        return None if found is None or mode == "none" else Answer(key, record)

    async def close(self):
        pass


class Nobody:
    """In place of the demonstration's population."""

    def suggested(self, _):
        return []

    def search(self, _):
        return []

    def flaws(self, _):
        return []


class Served:
    """`url` of a server with these specs; `cookie` of somebody who is logged in."""

    def __init__(self, folder, *texts, today=DAY, paths=()):
        for n, text in enumerate(texts):
            (folder / f"s{n}.eform.yaml").write_text(text, encoding="utf-8")
        self.workshop = Workshop(lambda: Project(load_settings(ROOT), today), paths or tuple(str(path) for path in sorted(folder.glob("*.eform.yaml"))))
        assert self.workshop.ready, [d.text("en") for unit in self.workshop.units.values() for d in unit.diagnostics]
        self.registry = Registry()
        self.desk = Desk(Nobody(), self.registry, Submissions(folder / "submissions.sqlite"), dates.parse(today))
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        self.port = sock.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"
        app = application(self.workshop, self.desk, (self.host,), watch=False)
        self.server = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", log_level="error", lifespan="on"))
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve([sock])), daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def log_in(self, key=ME):
        """A new visit of somebody (None: of nobody); gives its cookie."""
        visit = self.desk.visit(None)
        self.desk.log_in(visit, Citizen(key, "x", "x", "1980", True) if key else None)
        visit.sources = {"*": self.registry}
        return visit.token

    def visit(self, cookie):
        return self.desk.visits[cookie]

    def sent(self):
        """The applications that were taken, the newest first."""
        return asyncio.run_coroutine_threadsafe(self.desk.handed_in(), self.loop()).result() if False else list(self.desk.clerk.submit(lambda: list(self.desk.submissions.all())).result())

    def close(self):
        self.server.should_exit = True
        self.thread.join(5)


@contextlib.contextmanager
def serving(folder, *texts, **more):
    served = Served(folder, *texts, **more)
    try:
        yield served
    finally:
        served.close()


# --- a browser without script --------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page as a browser without script has it: controls, buttons, links, text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.controls, self.buttons, self.text, self.errors, self.links = [], [], [], [], []
        self.form, self.title, self.answers = None, "", []
        self._select = self._area = self._button = None
        self._skip = self._in_errors = self._in_answers = 0
        self._cell = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag in ("style", "script", "template"):
            self._skip += 1
        if tag == "form":
            self.form = at
        if tag == "input" and at.get("name") and "disabled" not in at:
            kind = at.get("type", "text")
            self.controls.append({"name": at["name"], "type": kind, "value": at.get("value", "on" if kind in ("checkbox", "radio") else ""), "checked": "checked" in at})
        if tag == "select":
            self._select = {"name": at.get("name"), "type": "select", "value": "", "checked": True, "options": []}
            self.controls.append(self._select)
        if tag == "option" and self._select is not None:
            self._select["options"].append(at.get("value", ""))
            if "selected" in at:
                self._select["value"] = at.get("value", "")
        if tag == "textarea":
            self._area = {"name": at.get("name"), "type": "textarea", "value": "", "checked": True}
            self.controls.append(self._area)
        if tag == "button" and at.get("type") != "button":
            self.buttons.append(at)
        if tag == "a":
            self.links.append(at.get("href", ""))
        if at.get("id") == "errors":
            self._in_errors = 1
        if tag == "form" and self._in_errors:
            self._in_errors = 0
        if tag in ("dt", "dd") and at.get("id") is None:
            self._cell = [tag, ""]

    def handle_endtag(self, tag):
        if tag in ("style", "script", "template"):
            self._skip -= 1
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None
        if tag in ("dt", "dd") and self._cell:
            self.answers.append(tuple(self._cell))
            self._cell = None

    def handle_data(self, data):
        if self._skip:
            return
        if self._area is not None:
            self._area["value"] += data
            return
        if self._cell is not None:
            self._cell[1] += data
        if self._in_errors and data.strip():
            self.errors.append(data.strip())
        self.text.append(data)

    def lines(self):
        """Titles and texts of what stands in lists of terms."""
        out = []
        for kind, text in self.answers:
            if kind == "dt":
                out.append((text.strip(), ""))
            elif out and not out[-1][1]:
                out[-1] = (out[-1][0], text.strip())
        return out

    def said(self):
        return re.sub(r"\s+", " ", " ".join(self.text))


class Plain:
    """Somebody with a browser without script."""

    def __init__(self, served, cookie, path):
        self.served, self.cookie, self.path = served, cookie, path
        self.status = 0
        self.get(path)

    def get(self, path):
        self.go("GET", path)

    def go(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        link = http.client.HTTPConnection(self.served.host, timeout=20)
        headers = {"Cookie": f"eformc={self.cookie}"}
        if method == "POST":
            headers |= {"Content-Type": kind, "Origin": self.served.url, "Sec-Fetch-Site": "same-origin"}
        link.request(method, path, body, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        self.status = answer.status
        found = answer.headers.get("Location")
        cookie = answer.headers.get("set-cookie", "")
        self.cookie = cookie.split(";")[0].partition("=")[2] or self.cookie
        link.close()
        if found:
            return self.go("GET", found)
        self.at = path
        self.page = Page(text)
        self.html = text
        return None

    def control(self, name, value=None):
        found = [one for one in self.page.controls if one["name"] == name and (value is None or one["value"] == value)]
        return found[0] if found else None

    def fill(self, name, text):
        self.control(name)["value"] = text

    def choose(self, name, value):
        for one in self.page.controls:
            if one["name"] == name and one["type"] == "radio":
                one["checked"] = one["value"] == value
        box = self.control(name, value)
        if box is not None:
            box["checked"] = True

    def value(self, name):
        found = [one for one in self.page.controls if one["name"] == name and (one["type"] not in ("radio", "checkbox") or one["checked"])]
        return found[0]["value"] if found else None

    def pairs(self):
        return [(one["name"], one["value"]) for one in self.page.controls if one["name"] and one["type"] != "file" and (one["checked"] or one["type"] not in ("radio", "checkbox"))]

    def press(self, name="", value=""):
        """Send the form by a button (the first, if none is named)."""
        more = [(name, value)] if name else []
        self.go("POST", urlsplit(self.page.form.get("action") or self.at).path, urlencode([*self.pairs(), *more]))
        return self

    def send(self):
        return self.press("e.confirmed", "1")

    @property
    def checking(self):
        return any(one.get("name") == "e.confirmed" for one in self.page.buttons)

    @property
    def done(self):
        return "/receipts/" in self.at

    def confirm(self, right="right"):
        for one in self.page.controls:
            if one["name"].startswith("e.held.") and one["type"] == "radio" and not any(o["checked"] for o in self.page.controls if o["name"] == one["name"]):
                self.choose(one["name"], right)
