"""A form of thirty fields side by side: eformc, a plain page as one writes it by hand, and four form runtimes.

    (cd benchmarks/pages && npm ci) && python benchmarks/pages.py [ROUNDS]

Prints weights (gzip -9, everything the page loads) and the time to the first usable input in Chromium on a slow phone
(1.6 Mbit/s, 150 ms, processor six times slower), as medians and as ratios to the plain page. The bar: 1.5.
"""

import gzip
import json
import statistics
import subprocess
import sys
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from eformc.emit.html import emit
from eformc.kernel.values import Boolean, Choice, Choices, Date, Decimal, Integer, Money, Text
from eformc.kernel.words import say
from eformc.project import Project, load_settings

HERE = Path(__file__).parent / "pages"
MADE = HERE / "made"
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
# an input can be seen, the page's own script has run, and the browser has time to answer
USABLE = """
(() => {
  const look = () => {
    const one = document.querySelector("input:not([type=hidden]):enabled,select:enabled,textarea:enabled");
    if (one && one.getClientRects().length && document.readyState !== "loading") setTimeout(() => { window.usable = performance.now() });
    else requestAnimationFrame(look);
  };
  look();
})();
"""
STYLE = (
    "body{font:1.1875rem/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:1rem}label,legend{font-weight:600;display:block}"
    "input,select,textarea{font:inherit;min-height:2.75rem;border:2px solid #111;padding:.5rem;max-width:100%}fieldset{border:0;padding:0;margin:0 0 1.5rem}"
    "div{margin:0 0 1.5rem}button{min-height:3rem;background:#0b4f8a;color:#fff;border:0;padding:0 1.25rem;font:inherit}"
)


def fields(reasoned):
    return [(one.id, say(one.title, "vi"), one.value, one.strength.value == "required" and one.when is None) for _, one in reasoned.procedure.fields()]


def options_of(value):
    return [(code.code, say(code.title, "vi")) for code in value.codes.codes]


def plain(reasoned):
    """The page as somebody who knows HTML writes it: no script, no build."""
    out = []
    for name, title, value, _ in fields(reasoned):
        label = escape(title)
        match value:
            case Choice() | Choices():
                kind = "radio" if isinstance(value, Choice) else "checkbox"
                boxes = "".join(f'<label><input type="{kind}" name="{name}" value="{code}"> {escape(text)}</label>' for code, text in options_of(value))
                out.append(f"<fieldset><legend>{label}</legend>{boxes}</fieldset>")
            case Boolean(declaration):
                boxes = f'<label><input type="checkbox" name="{name}" value="true"> {label}</label>' if declaration else "".join(f'<label><input type="radio" name="{name}" value="{code}"> {text}</label>' for code, text in (("true", "Có"), ("false", "Không")))
                out.append(f"<fieldset><legend>{label}</legend>{boxes}</fieldset>")
            case Date():
                boxes = "".join(f'<label>{text} <input name="{name}.{part}" size="4" inputmode="numeric"></label>' for part, text in (("day", "Ngày"), ("month", "Tháng"), ("year", "Năm")))
                out.append(f"<fieldset><legend>{label}</legend>{boxes}</fieldset>")
            case Text(multiline=True):
                out.append(f'<div><label for="{name}">{label}</label><textarea id="{name}" name="{name}" rows="4"></textarea></div>')
            case _:
                out.append(f'<div><label for="{name}">{label}</label><input id="{name}" name="{name}"></div>')
    title = escape(say(reasoned.procedure.title, "vi"))
    return f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1><form method="post">{"".join(out)}<button>Nộp</button></form></main></body></html>'


def schema(reasoned):
    made, required = {}, []
    for name, title, value, must in fields(reasoned):
        match value:
            case Integer() | Money():
                one = {"type": "integer"}
            case Decimal():
                one = {"type": "number"}
            case Choice():
                one = {"type": "string", "enum": [code for code, _ in options_of(value)]}
            case Choices():
                one = {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": [code for code, _ in options_of(value)]}}
            case Boolean():
                one = {"type": "boolean"}
            case Date():
                one = {"type": "string", "format": "date"}
            case _:
                one = {"type": "string"}
        made[name] = {**one, "title": title}
        required += [name] if must else []
    return {"type": "object", "title": say(reasoned.procedure.title, "vi"), "properties": made, "required": required}


def survey(reasoned):
    made = []
    for name, title, value, must in fields(reasoned):
        kind, more = "text", {}
        match value:
            case Choice() | Choices():
                kind = "radiogroup" if isinstance(value, Choice) else "checkbox"
                more = {"choices": [{"value": code, "text": text} for code, text in options_of(value)]}
            case Boolean():
                kind = "boolean"
            case Text(multiline=True):
                kind = "comment"
            case Date():
                more = {"inputType": "date"}
            case _:
                pass
        made.append({"type": kind, "name": name, "title": title, "isRequired": must, **more})
    return {"title": say(reasoned.procedure.title, "vi"), "elements": made}


def formio(reasoned):
    made = []
    for name, title, value, must in fields(reasoned):
        kind, more = "textfield", {}
        match value:
            case Choice():
                kind, more = "radio", {"values": [{"value": code, "label": text} for code, text in options_of(value)]}
            case Choices():
                kind, more = "selectboxes", {"values": [{"value": code, "label": text} for code, text in options_of(value)]}
            case Boolean():
                kind = "checkbox"
            case Integer() | Money() | Decimal():
                kind = "number"
            case Text(multiline=True):
                kind = "textarea"
            case Date():
                kind = "day"
            case _:
                pass
        made.append({"type": kind, "key": name, "label": title, "input": True, "validate": {"required": must}, **more})
    return {"display": "form", "components": [*made, {"type": "button", "key": "submit", "label": "Nộp", "action": "submit"}]}


def built(reasoned):
    """name -> the files of its page."""
    MADE.mkdir(exist_ok=True)
    for name, value in (("schema", schema(reasoned)), ("survey", survey(reasoned)), ("formio", formio(reasoned))):
        (MADE / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    pages = {"plain": {"/": plain(reasoned).encode()}, "eformc": {"/": emit(reasoned, "vi").encode()}}
    for name, source in (("rjsf", "rjsf.jsx"), ("jsonforms", "jsonforms.jsx"), ("surveyjs", "surveyjs.js"), ("formio", "formio.js")):
        out = MADE / f"{name}.js"
        ran = subprocess.run(
            [HERE / "node_modules" / ".bin" / "esbuild", HERE / source, "--bundle", "--minify", f"--outfile={out}", "--define:process.env.NODE_ENV=\"production\"", "--loader:.woff2=empty", "--loader:.woff=empty", "--loader:.ttf=empty", "--loader:.eot=empty", "--loader:.svg=empty", "--log-level=error"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode:
            print(f"{name}: cannot be built: {ran.stderr.strip()[:300]}")
            continue
        style = out.with_suffix(".css")
        link = '<link rel="stylesheet" href="/page.css">' if style.exists() else ""
        html = f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{name}</title>{link}</head><body><main id="root"></main><script src="/page.js"></script></body></html>'
        pages[name] = {"/": html.encode(), "/page.js": out.read_bytes()} | ({"/page.css": style.read_bytes()} if style.exists() else {})
    return pages


class Served:
    """One page at a time, compressed."""

    def __init__(self, pages):
        served = self
        self.packed = {name: {path: gzip.compress(content, 9) for path, content in files.items()} for name, files in pages.items()}
        self.now = ""

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                content = served.packed[served.now].get(self.path)
                self.send_response(200 if content else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.send_header("Content-Encoding", "gzip") if content else None
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Type", KINDS.get(Path(self.path).suffix or ".html", "text/plain"))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def weight(self, name):
        return sum(map(len, self.packed[name].values()))


def usable(browser, served, name):
    """Seconds from asking for the page to its first usable input."""
    served.now = name
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page = context.new_page()
    elsewhere = []
    page.on("request", lambda request: request.url.startswith((served.url, "data:", "blob:")) or elsewhere.append(request.url))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.add_init_script(USABLE)
    page.goto(served.url, wait_until="commit")
    page.wait_for_function("window.usable", timeout=60_000) if name != "eformc" else poll(page)
    seconds = page.evaluate("window.usable") / 1000
    context.close()
    return seconds, len(elsewhere)


def poll(page):
    """Waits without evaluating text in the page: its policy forbids that."""
    while not page.evaluate("() => window.usable || 0"):
        page.wait_for_timeout(20)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    (unit,) = Project(load_settings(HERE.parent.parent), "2026-11-23").units([str(HERE / "form.yaml")])
    served = Served(built(unit.reasoned))
    names = list(served.packed)
    times, foreign = {name: [] for name in names}, {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            for name in names:
                seconds, foreign[name] = usable(browser, served, name)
                times[name].append(seconds)
        browser.close()
    median = {name: statistics.median(list_) for name, list_ in times.items()}
    print(f"{len(fields(unit.reasoned))} fields, {rounds} rounds; ratios to the plain page")
    print(f"{'page':10} {'KB gzip':>8} {'ratio':>7} {'usable s':>9} {'ratio':>7} {'min':>6} {'max':>6} {'elsewhere':>10}")
    for name in names:
        kb, plain_kb = served.weight(name) / 1024, served.weight("plain") / 1024
        print(f"{name:10} {kb:8.1f} {kb / plain_kb:7.1f} {median[name]:9.2f} {median[name] / median['plain']:7.2f} {min(times[name]):6.2f} {max(times[name]):6.2f} {foreign[name]:10}")


if __name__ == "__main__":
    main()
