"""Text for people: what is there, the line with a caret, the way out."""

from __future__ import annotations

from eformc.diagnostics import GATHERED, Diagnostic, Severity, filled
from eformc.diagnostics.visible import visible, visible_path
from eformc.formats.format import Format, Report
from eformc.source import Span

_COLORS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_WORDS = {
    "en": {
        "error": "error", "warning": "warning", "info": "note", "help": "help", "sure": "recognised by its words ({n} %)",
        "gathered": "This is the first of {count}; --verbose shows each.",
        "fix": "eformc lint {options} can mend this: ", "fine": "Nothing found.",
        "fixable": "{safe} can be mended with --fix, {unsafe} more with --fix --unsafe-fixes.",
        "sum": "{errors} errors, {warnings} warnings, {infos} notes in {procedures} procedures ({files} files).",
    },
    "vi": {
        "error": "lỗi", "warning": "cảnh báo", "info": "ghi chú", "help": "cách sửa", "sure": "nhận ra qua câu chữ ({n} %)",
        "gathered": "Đây là mục đầu tiên trong {count} mục; --verbose liệt kê từng mục.",
        "fix": "eformc lint {options} sửa được: ", "fine": "Không có vấn đề gì.",
        "fixable": "{safe} sửa được bằng --fix, thêm {unsafe} bằng --fix --unsafe-fixes.",
        "sum": "{errors} lỗi, {warnings} cảnh báo, {infos} ghi chú trong {procedures} thủ tục ({files} tệp).",
    },
}  # fmt: skip
WIDEST = 160
"""Lines longer than this are shown around the caret only."""


def _print(report: Report) -> str:
    words = _WORDS.get(report.lang, _WORDS["en"])
    parts = [_one(some[0], report, words, len(some)) for some in _together(report)]
    summary = words["fine"] if not parts else ""
    counts = words["sum"].format(
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        infos=report.count(Severity.INFO),
        procedures=report.procedures,
        files=len(report.files),
    )
    return "\n".join([*parts, *([summary] if summary else []), counts, *_fixable(report, words)]) + "\n"


def _fixable(report: Report, words: dict[str, str]) -> list[str]:
    """The number of findings that can be mended, if any."""
    safe = [diagnostic.fixes[0].safe for diagnostic in report.diagnostics if diagnostic.fixes]
    return [words["fixable"].format(safe=sum(safe), unsafe=len(safe) - sum(safe))] if safe else []


def _together(report: Report) -> list[list[Diagnostic]]:
    """The findings, each alone; those that are said once for a form together, in place of the first."""
    if report.verbose:
        return [[one] for one in report.diagnostics]
    alike: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in report.diagnostics:
        if one.kind.gathered:
            alike.setdefault((one.span.path, one.code), []).append(one)
    gathered = {key: some for key, some in alike.items() if len(some) >= GATHERED}
    out = []
    for one in report.diagnostics:
        some = gathered.get((one.span.path, one.code))
        if some is None:
            out.append([one])
        elif some[0] is one:
            out.append(some)
    return out


def _one(diagnostic: Diagnostic, report: Report, words: dict[str, str], count: int = 1) -> str:
    """A finding; of `count` alike the first, which speaks for all."""
    def paint(text: str, color: str) -> str:
        return f"{color}{text}{_RESET}" if report.color else text

    line, column, _, _ = diagnostic.span.places()
    severity = paint(words[diagnostic.severity.value], _COLORS[diagnostic.severity])
    place = paint(f"{visible_path(diagnostic.span.path)}:{line}:{column}", _BOLD)
    said = diagnostic.text(report.lang) if count == 1 else filled(diagnostic.kind.gathered, {"count": count}, report.lang)
    out = [f"{place}: {severity} {diagnostic.code} [{diagnostic.kind.name}]: {visible(said)}"]
    out += excerpt(diagnostic.span)
    for related in diagnostic.related:
        at = related.span.places()
        text = related.text.get(report.lang) or related.text.get("en", "")
        out.append(f"   {visible_path(related.span.path)}:{at[0]}:{at[1]}: {visible(text)}")
    if diagnostic.confidence < 1:
        out.append(paint("   " + words["sure"].format(n=round(diagnostic.confidence * 100)), _DIM))
    help_ = diagnostic.help(report.lang)
    if help_:
        out.append(f"   {words['help']}: {visible(help_)}")
    if count > 1:
        out.append("   " + words["gathered"].format(count=count))
    if diagnostic.fixes:
        fix = diagnostic.fixes[0]
        options = "--fix" if fix.safe else "--fix --unsafe-fixes"
        out.append("   " + words["fix"].format(options=options) + visible(fix.title.get(report.lang) or fix.title["en"]))
    return "\n".join(out) + "\n"


def excerpt(span: Span) -> list[str]:
    """The source line with a caret line below, right under combining marks and wide characters."""
    line, column, end_line, end_column = span.places()
    text = span.source.line(line)
    if not text.strip():
        return []
    last = end_column - 1 if end_line == line else len(text)
    first = column - 1
    start = max(0, first - 60) if len(text) > WIDEST else 0
    shown = text[start : start + WIDEST]
    before = visible(text[start:first])
    marked = visible(text[first : max(last, first + 1)][:WIDEST]) or " "
    number = str(line)
    return [f" {number} | {visible(shown)}", f" {' ' * len(number)} | {' ' * width(before)}{'^' * max(1, width(marked))}"]


def width(text: str) -> int:
    """Columns a terminal needs for a text: none for combining marks, two for wide characters (Unicode's tables)."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(0, int(wcswidth(text)))


FORMAT = Format("text", _print)
