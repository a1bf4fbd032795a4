"""A portal as small as it can be, the whole way: form, errors, check, receipt; and answers as people type them."""

import hashlib
import json
import random
import threading
import time
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from eformc.kernel import dates
from eformc.kernel.form import Table
from eformc.kernel.values import Boolean, Date, File, Moment, Record, Time
from eformc.portal.html.receipt import Receipt
from eformc.portal.html.render import Presentation
from eformc.portal.submission.decode import Posted, control_name
from eformc.portal.submission.envelope import envelope
from eformc.verify.answers import Answers

DAY = dates.parse("2026-11-23")


def parsed(content_type, body):
    """A post of either encoding: texts and files."""
    if not content_type.startswith("multipart/"):
        return Posted(parse_qs(body.decode(), keep_blank_values=True))
    texts, files = {}, {}
    for part in message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=HTTP).iter_parts():
        name, content = part.get_param("name", header="Content-Disposition"), part.get_payload(decode=True)
        if part.get_filename() is None:
            texts.setdefault(name, []).append(content.decode())
        elif content:
            digest = hashlib.sha256(content).hexdigest()
            files[name] = {"name": part.get_filename(), "media_type": part.get_content_type(), "size": len(content), "sha256": digest}
    return Posted(texts, files)


class Portal:
    """`taken`: what was sent, by the envelope's `once`; `asked`: how often the lookup was; `found`, `wait`: its answer."""

    def __init__(self, form, held=None, lookup=False):
        portal = self
        self.form, self.held, self.files = form, held or {}, {}
        self.taken, self.posts, self.asked, self.found, self.wait = {}, 0, [], {}, 0
        self.shown = Presentation(action="/", lookup="/lookup" if lookup else "")

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.say(portal.form.page("vi", held=portal.held, presentation=portal.shown))

            def do_HEAD(self):
                self.send_response(204)
                self.end_headers()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/lookup":
                    return self.look(json.loads(body))
                portal.posts += 1
                return self.say(portal.answer(parsed(self.headers["Content-Type"], body)))

            def look(self, answers):
                portal.asked.append((answers, self.headers["X-Eformc"], self.headers["Origin"]))
                time.sleep(portal.wait)
                return self.say(json.dumps({"held": portal.found}), "application/json")

            def say(self, text, kind="text/html; charset=utf-8"):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def answer(self, posted):
        """The four answers of the way without script; a page with script posts only what was checked."""
        around = envelope(posted.texts)
        self.files |= posted.files
        posted = Posted(posted.texts, self.files)
        made = self.form.submitted(posted, DAY, self.held)
        more = {"made": made, "held": self.held, "presentation": self.shown}
        if around.change or made.faults:
            return self.form.page("vi", **more, envelope=around, mend=not around.change)
        if not around.final:
            return self.form.check_page("vi", **more, posted=posted, envelope=around)
        self.taken.setdefault(around.once, (made.answers, around))
        return self.form.receipt_page("vi", Receipt(f"HS-{len(self.taken)}"), made=made, held=self.held, presentation=self.shown)

    def close(self):
        self.server.shutdown()


def typed(value, name, answer):
    """The texts of the controls that ask for a value, by name."""
    match value:
        case Record(_, parts):
            return {key: text for part in parts if part.name in answer for key, text in typed(part.value, f"{name}.{part.name}", answer[part.name]).items()}
        case Date():
            parts = zip(("year", "month", "day"), answer.split("-"), strict=False)
            return {f"{name}.{part}": [text.lstrip("0")] for part, text in parts}
        case Time() | Moment():
            day, _, clock = answer.rpartition("T")
            boxes = zip(("hour", "minute"), clock.split(":"), strict=True)
            return {**(typed(Date(), name, day) if day else {}), **{f"{name}.{part}": [text] for part, text in boxes}}
        case Boolean():
            return {name: [str(answer).lower()]}
        case File():
            return {}
        case _:
            return {name: list(answer) if isinstance(answer, list) else [str(answer)]}


def at(answers, pointer):
    for token in pointer:
        if not isinstance(answers, dict) or token not in answers:
            return None
        answers = answers[token]
    return answers


def texts_of(form, answers):
    """A submission as it is typed into what the page asks."""
    made = {}
    for entry in form.form.entries:
        found = at(answers, entry.pointer)
        supply = form.supplies.get(entry.pointer)
        if found is None or (supply is not None and not supply.asked):
            continue
        if not isinstance(entry, Table):
            made |= typed(entry.value, control_name(entry.pointer), found)
            continue
        for number, row in enumerate(found):
            for column in entry.columns:
                supply = form.supplies.get((*entry.pointer, "*", *column.pointer))
                if at(row, column.pointer) is not None and (supply is None or supply.asked):
                    made |= typed(column.value, f"{control_name(entry.pointer)}.{number}{control_name(column.pointer)[1:]}", at(row, column.pointer))
    return made


def good(form, seed):
    """Texts that the form takes: drawn until nothing is left to mend."""
    draw = Answers(form.form, DAY, random.Random(seed))
    for _ in range(400):
        answers = draw.right()
        files = {control_name(e.pointer): at(answers, e.pointer) for e in form.form.entries if not isinstance(e, Table) and isinstance(e.value, File) and at(answers, e.pointer)}
        texts = texts_of(form, answers)
        made = form.submitted(Posted(texts, files), DAY)
        hidden = {control_name(tuple(p.split("/")[1:])) for p in form.hidden(made)}
        if not made.faults and not any("\n" in one or "\x00" in one for list_ in texts.values() for one in list_):
            return {name: list_ for name, list_ in texts.items() if name not in hidden and not any(name.startswith(h + ".") for h in hidden)}, set(files) - hidden
    raise AssertionError("no answers that the form takes")
