"""Mistakes by which XLSForm's own converter refuses a form, and which would make a spec that is not what was meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable

from eformc.importers.form import one_line
from eformc.importers.importer import ImportProblem
from eformc.importers.xlsform_rows import SECTION, SELECT, Row

NAME = re.compile(r"[^\W\d][\w:.-]*")
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^\W\d][\w:.-]*)\}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_FILES = (".csv", ".xml", ".geojson")
TRUE = ("yes", "true", "true()", "x")


def check_form(survey: list[Row], choices: list[Row], settings: Row | None, sheets: Container[str], metadata: Callable[[str], bool]) -> None:
    """Raise `ImportProblem` for the first mistake. `metadata`: a type is one of what a device notes by itself."""
    rows = [row for row in survey if not row.disabled()]
    _check_choices(choices, _chosen_from(rows), duplicates=settings is not None and settings.get("allow_choice_duplicates").lower() in TRUE)
    for row in rows:
        kind = row.asks()
        if kind and not SECTION.fullmatch(kind.lower()):
            _check_question(row, kind, sheets, metadata)
    _check_references(survey)
    if settings is not None and settings.name() and not NAME.fullmatch(settings.name()):
        _refuse(settings, f"`{settings.name()}` is no name of a form")


def _refuse(row: Row, text: str) -> None:
    message = f"{row.place.text()}: {text}"
    raise ImportProblem(message)


def _chosen_from(rows: Iterable[Row]) -> set[str]:
    """Lists of which several options may be chosen."""
    found = (SELECT.fullmatch(row.asks()) for row in rows)
    return {one[2] for one in found if one and ("multiple" in one[1].lower() or "all that" in one[1].lower())}


def _check_choices(choices: list[Row], several: set[str], *, duplicates: bool) -> None:
    seen: set[tuple[str, str]] = set()
    for row in choices:
        listed, name = one_line(row.get("list_name")), row.name()
        if not listed:
            continue
        if not name:
            _refuse(row, f"an option of the list `{listed}` has no name")
        if (listed, name) in seen and not duplicates:
            _refuse(row, f"the list `{listed}` has the option `{name}` twice; rename one, or set `allow_choice_duplicates` on the sheet `settings`")
        if " " in name and listed in several:
            _refuse(row, f"the option `{name}` holds a blank, and several options of `{listed}` may be chosen: they could not be told apart")
        seen.add((listed, name))


def _check_question(row: Row, kind: str, sheets: Container[str], metadata: Callable[[str], bool]) -> None:
    plain = kind.lower()
    if plain == "calculate":
        if not row.get("calculation") and not re.search(r"[$(]", row.get("default")):
            _refuse(row, f"`{row.name()}` is calculated, but has no calculation")
        return
    shown = row.texts.get("label") or row.texts.get("hint") or any(key.startswith(("media", "image", "audio", "video", "big-image")) for key in row.cells)
    if not shown and not metadata(plain):
        _refuse(row, f"`{row.name()}` has neither a label nor a hint")
    if select := SELECT.fullmatch(kind):
        _check_select(row, select, sheets)
    if plain.startswith("range"):
        range_of(row)
    for key, value in _parameters(row).items():
        if key in ("rows", "max-pixels") and not value.isdecimal():
            _refuse(row, f"`{key}` is a whole number, not `{value}`")


def _check_select(row: Row, select: re.Match[str], sheets: Container[str]) -> None:
    how = select[1].lower()
    if "file" in how and not select[2].lower().endswith(_FILES):
        _refuse(row, f"options are read of files that end in {', '.join(_FILES)}, not of `{select[2]}`")
    if "external" in how and "external_choices" not in sheets:
        _refuse(row, "its options stand on a sheet `external_choices`, which is not there")
    if select[3] and row.get("choice_filter"):
        _refuse(row, "options that are filtered cannot have “other” among them")


def _parameters(row: Row) -> dict[str, str]:
    """The cell `parameters`: `start=1 end=10`, with blanks, commas or semicolons between them."""
    parts = (part.partition("=") for part in re.split(r"[\s,;]+", row.get("parameters").strip()))
    return {key.strip().lower(): value.strip() for key, _, value in parts if key}


def range_of(row: Row) -> tuple[str, str, str]:
    """Least, most and step of a range, as the form writes them. Raises `ImportProblem`."""
    given = _parameters(row)
    known = {"start": "1", "end": "10", "step": "1"}
    for key, value in given.items():
        if key in known and not _NUMBER.fullmatch(value):
            _refuse(row, f"`{key}` of a range is a number, not `{value}`")
        if key not in known and not key.startswith(("tick", "placeholder")):
            _refuse(row, f"a range has `start`, `end` and `step`, not `{key}`")
    start, end, step = (given.get(key, value) for key, value in known.items())
    if float(step) == 0 or abs(float(step)) > abs(float(end) - float(start)):
        _refuse(row, f"no step of {step} fits between {start} and {end}")
    return start, end, step


def _check_references(survey: list[Row]) -> None:
    """Every `${name}` names one row."""
    names = Counter(row.name() for row in survey if row.name())
    for row in survey:
        for text in (*row.cells.values(), *(text for texts in row.texts.values() for text in texts.values())):
            left = _REFERENCE.sub("", text)
            if "${" in left:
                _refuse(row, f"`{one_line(left[left.index('${') :])[:40]}` is no reference: write `${{`, the name of a question without blanks, and `}}`")
            for name in _REFERENCE.findall(text):
                if name not in names:
                    _refuse(row, f"`${{{name}}}` is asked for, and no question has that name")
                if names[name] > 1:
                    _refuse(row, f"`${{{name}}}` is asked for, and {names[name]} rows have that name")
    repeats = Counter(row.name() for row in survey if re.fullmatch(r"begin[_ ](repeat|lgroup|looped group)", row.asks().lower()))
    for row in survey:
        if repeats[row.name()] > 1 and row.asks().lower().startswith("begin"):
            _refuse(row, f"two repeats are called `{row.name()}`")

