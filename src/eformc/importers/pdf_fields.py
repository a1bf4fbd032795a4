"""The form fields of a PDF, read by pypdf within limits: names, kinds, options, tooltips, and the page each stands on.

No script of a document is run: one is a text here, in which only the calls that say how a field is written are looked for.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from eformc.importers.form import one_line
from eformc.importers.importer import ImportProblem

MOST_FIELDS = 5_000
MOST_PAGES = 2_000
DEEPEST = 40
LONGEST_SCRIPT = 4_000
READ_ONLY, REQUIRED = 1, 1 << 1
HIDDEN, NO_VIEW = 1 << 1, 1 << 5
NO_FORM = (
    "no form fields stand in this PDF: it is a print or a scan. Import the Word file it was made of, or copy its text into a .txt file "
    "with dots where something is filled in, or list the questions in a table (.csv)"
)


class Widget(Struct, frozen=True):
    """One place of a field on a page. `state`: its value when it is on, for boxes and radio buttons; `page` from 1, 0 if unknown."""

    page: int = 0
    order: int = 0
    state: str = ""
    tip: str = ""
    hidden: bool = False


class PdfField(Struct):
    """A field with what it inherits. `path`: its names from the outermost; `kind`: `/Tx`, `/Btn`, `/Ch` or `/Sig`; `flags` as PDF
    numbers them; `scripts` by their event (`K`, `F`, `V`, `C`).
    """

    path: tuple[str, ...]
    kind: str
    flags: int = 0
    tip: str = ""
    most: int = 0
    options: list[tuple[str, str]] = field(default_factory=list)
    preset: bool = False
    scripts: dict[str, str] = field(default_factory=dict)
    widgets: list[Widget] = field(default_factory=list)


class PdfForm(Struct):
    """All fields in the order of print. `scripted`: the document has scripts of its own; `xfa`: a second form stands in it."""

    title: str
    fields: list[PdfField]
    scripted: bool = False
    xfa: bool = False


def fields_of(data: bytes) -> PdfForm:
    """The form of a PDF. Raises `ImportProblem` for what cannot be read, is protected, or has no form fields."""
    try:
        import pypdf
    except ImportError as error:
        message = "PDF forms need the extra `import`: pip install 'eformc[import]'"
        raise ImportProblem(message) from error
    if b"%PDF-" not in data[:1_024]:
        message = "not a PDF: its first bytes say otherwise"
        raise ImportProblem(message)
    log = logging.getLogger("pypdf")
    silent, log.disabled = log.disabled, True
    try:
        return _read(pypdf.PdfReader(io.BytesIO(data)))
    except ImportProblem:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        said = "it is nested too deep" if isinstance(error, RecursionError) else one_line(str(error))[:160] or type(error).__name__
        message = f"not a PDF that can be read: {said}; open it in a PDF program and save it anew"
        raise ImportProblem(message) from error
    finally:
        log.disabled = silent


def _read(reader: Any) -> PdfForm:
    if reader.is_encrypted and not _opened(reader):
        message = "protected with a password: open it with the password and save it without one"
        raise ImportProblem(message)
    root = _dictionary(reader.trailer.get("/Root"))
    form = _dictionary(root.get("/AcroForm"))
    places = _places(reader)
    fields = list(_fields(form.get("/Fields"), places)) if form else []
    if not fields:
        message = NO_FORM
        if form.get("/XFA") is not None:
            message = "a form that only Adobe's own program shows (XFA): save it there as an ordinary PDF form, or import the file it was made of"
        raise ImportProblem(message)
    for one in fields:
        one.widgets.sort(key=lambda widget: (widget.page, widget.order))
    fields.sort(key=lambda one: (one.widgets[0].page or MOST_PAGES, one.widgets[0].order) if one.widgets else (MOST_PAGES, 0))
    names = _dictionary(root.get("/Names"))
    scripted = any("/JavaScript" in holder or "/OpenAction" in holder or "/AA" in holder for holder in (names, root))
    information = _dictionary(reader.trailer.get("/Info"))
    return PdfForm(_text(information.get("/Title")), fields, scripted, form.get("/XFA") is not None)


def _opened(reader: Any) -> bool:
    """A document that asks nobody for a password, but is encrypted against being changed."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _places(reader: Any) -> dict[int, tuple[int, int]]:
    """Number of the object of a widget -> its page from 1, and its place among the page's."""
    out: dict[int, tuple[int, int]] = {}
    for number, page in enumerate(reader.pages, 1):
        if number > MOST_PAGES:
            message = f"more than {MOST_PAGES} pages"
            raise ImportProblem(message)
        for order, one in enumerate(_list(page.get("/Annots"))):
            if (known := getattr(one, "idnum", None)) is not None:
                out.setdefault(known, (number, order))
    return out


def _fields(listed: Any, places: dict[int, tuple[int, int]]) -> Iterable[PdfField]:
    """Every field that has a value, depth first; circles are cut, what is too deep or too much is refused."""
    nothing: dict[str, Any] = {}
    stack: list[tuple[Any, tuple[str, ...], dict[str, Any], int]] = [(one, (), nothing, 0) for one in reversed(_list(listed))]
    seen: set[int] = set()
    made: dict[tuple[str, ...], PdfField] = {}
    count = 0
    while stack:
        reference, above, inherited, depth = stack.pop()
        known = getattr(reference, "idnum", None)
        if known is not None and known in seen:
            continue
        seen.add(known) if known is not None else None
        count += 1
        if count > MOST_FIELDS or depth > DEEPEST:
            message = f"more than {MOST_FIELDS} fields, or more than {DEEPEST} within each other"
            raise ImportProblem(message)
        one = _dictionary(reference)
        own: dict[str, Any] = {**inherited, **{key: one[key] for key in ("/FT", "/Ff", "/TU", "/MaxLen", "/Opt", "/V", "/DV", "/AA") if key in one}}
        path = (*above, name) if (name := _text(one.get("/T"))) else above
        kids = _list(one.get("/Kids"))
        inner = [kid for kid in kids if "/T" in _dictionary(kid)]
        if inner:
            stack += [(kid, path, own, depth + 1) for kid in reversed(inner)]
        elif isinstance(kind := own.get("/FT"), str) and path:
            widgets = [_widget(kid, places) for kid in kids[:MOST_FIELDS]] or [_widget(reference, places)]
            if path in made:  # places of one name are places of one field
                made[path].widgets += widgets
            else:
                made[path] = _field(path, kind, own, widgets)
    return made.values()


def _field(path: tuple[str, ...], kind: str, own: dict[str, Any], widgets: list[Widget]) -> PdfField:
    most = _number(own.get("/MaxLen"))
    preset = any(_text(own.get(key)) not in ("", "Off", "/Off") for key in ("/V", "/DV"))
    return PdfField(path, str(kind), _number(own.get("/Ff")), _text(own.get("/TU")), most if 0 < most <= 100_000 else 0, _options(own.get("/Opt")), preset, _scripts(own.get("/AA")), widgets)  # fmt: skip


def _widget(reference: Any, places: dict[int, tuple[int, int]]) -> Widget:
    one = _dictionary(reference)
    page, order = places.get(getattr(reference, "idnum", None) or -1, (0, 0))
    states = [str(name)[1:] for name in _dictionary(_dictionary(one.get("/AP")).get("/N")) if str(name) != "/Off"]
    return Widget(page, order, one_line(states[0]) if states else "", _text(one.get("/TU")), bool(_number(one.get("/F")) & (HIDDEN | NO_VIEW)))


def _options(listed: Any) -> list[tuple[str, str]]:
    """Value and text of each option."""
    out = []
    for one in _list(listed)[:MOST_FIELDS]:
        pair = _list(one)
        value, text = (_text(pair[0]), _text(pair[1])) if len(pair) >= 2 else (_text(one), _text(one))
        if text or value:
            out.append((value or text, text or value))
    return out


def _scripts(actions: Any) -> dict[str, str]:
    """The scripts of a field as texts, by their event."""
    out = {}
    for event, action in _dictionary(actions).items():
        script: Any = _dictionary(action).get("/JS")
        script = script.get_object() if hasattr(script, "get_object") else script
        text = script.get_data().decode("utf-8", "replace") if hasattr(script, "get_data") else str(script or "")
        if text.strip():
            out[str(event)[1:]] = text[:LONGEST_SCRIPT]
    return out


def _dictionary(value: Any) -> dict[str, Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, list) else []


def _text(value: Any) -> str:
    from eformc.characters import cleaned, normalized

    found = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(found, bytes):
        found = found.decode("utf-8", "replace")
    return one_line(normalized(cleaned(str(found)[:4_000], multiline=False))) if isinstance(found, str) else ""


def _number(value: Any) -> int:
    found = value.get_object() if hasattr(value, "get_object") else value
    return int(found) if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 40 else 0
