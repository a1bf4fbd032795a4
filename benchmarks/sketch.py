"""What straight-line Python takes: reads the same specs by libyaml's events, and writes two pages, a schema, a map and a
manifest with f-strings. No model, no catalogue, no conditions, no reasoning, two rules. Nobody could use it; it says how
much of a build's time is Python itself.

    python benchmarks/sketch.py FOLDER OUT PROCESSES
"""

import gc
import hashlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from html import escape
from pathlib import Path

from yaml import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent
from yaml._yaml import CParser


def read(text):
    """Plain values, every key and value with its place."""
    places, around, into = {}, [], []
    for event in iter(CParser(text).get_event, None):
        kind = type(event)
        if kind is ScalarEvent:
            places[id(event.value)] = event.start_mark.line, event.start_mark.column
            into.append(event.value)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            around.append(into)
            into = []
        elif kind is MappingEndEvent:
            made, into = dict(zip(into[::2], into[1::2], strict=True)), around.pop()
            into.append(made)
        elif kind is SequenceEndEvent:
            made, into = into, around.pop()
            into.append(made)
    return into[0], places


def questions(spec):
    """Name -> settings of each question; of what the catalogue has, only the name."""
    for page in spec["pages"]:
        for one in page["fields"]:
            yield from one.items() if isinstance(one, dict) else [(one, {"title": {"vi": one, "en": one}, "type": "text"})]


def control(name, one, lang):
    title, hint = escape(one["title"].get(lang, "")), escape((one.get("help") or {}).get(lang, ""))
    if one.get("type") == "choice":
        options = "".join(
            f'<label><input type="radio" name="f.{name}" value="{escape(code)}"> {escape(words[lang])}</label>'
            for option in one["options"] for code, words in option.items()
        )  # fmt: skip
        return f'<fieldset id="f-{name}"><legend>{title}</legend><p class="help">{hint}</p>{options}</fieldset>'
    return f'<div class="q"><label for="f-{name}">{title}</label><p class="help">{hint}</p><input id="f-{name}" name="f.{name}"></div>'


def page(spec, asked, lang):
    body = "\n".join(control(name, one, lang) for name, one in asked)
    return f"<!doctype html><html lang={lang}><title>{escape(spec['title'][lang])}</title><form method=post>\n{body}\n<button>OK</button></form></html>\n"


def build(path, out):
    data = path.read_bytes()
    spec, _ = read(data.decode())
    asked = list(questions(spec))
    titles = [one["title"].get("vi", "") for _, one in asked]
    found = [name for name, one in asked if "help" not in one] + [title for title in titles if titles.count(title) > 1]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "properties": {name: {"type": "string", "title": one["title"].get("vi", "")} for name, one in asked},
        "required": [name for name, one in asked if "optional" not in one],
    }  # fmt: skip
    held = {name: {"registry": "?", "element": name} for name, one in asked if "." in name}
    files = {
        "form.vi.html": page(spec, asked, "vi").encode(), "form.en.html": page(spec, asked, "en").encode(),
        "schema.json": json.dumps(schema, ensure_ascii=False, indent=2).encode(), "prefill.json": json.dumps(held, indent=2).encode(),
    }  # fmt: skip
    digests = {name: hashlib.sha256(one).hexdigest() for name, one in files.items()}
    files["manifest.json"] = json.dumps({"procedure": spec["procedure"], "outputs": digests}, indent=2).encode()
    folder = out / spec["procedure"]
    folder.mkdir(parents=True)
    for name, one in files.items():
        (folder / name).write_bytes(one)
    return len(found)


def batch(paths, out):
    gc.disable()
    return sum(build(path, out) for path in paths)


if __name__ == "__main__":
    folder, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    specs = sorted(folder.glob("*.eform.yaml"))
    shares = [specs[at::24] for at in range(24)]
    with ProcessPoolExecutor(processes) as pool:
        print(sum(pool.map(batch, shares, [out] * len(shares))), "findings")
    os.sync()
