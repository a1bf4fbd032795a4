"""The rules as a folder of CommonMark pages, one a code in both languages, and an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eformc.diagnostics import Kind
from eformc.diagnostics.families import family_of
from eformc.diagnostics.pages import Laws, markdown_page

INDEX = "index.md"
_WORDS = {
    "en": ("Rules", "code", "name", "severity", "fix", "yes", ""),
    "vi": ("Quy tắc", "mã", "tên", "mức độ", "tự sửa", "có", ""),
}


def pages_of(kinds: Iterable[Kind], laws: Laws) -> Mapping[str, str]:
    """File name -> text: `EF201.md` and so on, and `index.md`."""
    every = list(kinds)
    both = {f"{kind.code}.md": _page(kind, laws) for kind in every}
    return {INDEX: index_page(every, "en"), **both}


def _page(kind: Kind, laws: Laws) -> str:
    vietnamese = markdown_page(kind, "vi", laws, level=2, examples=False).replace(f"## {kind.code} {kind.name}", "## Tiếng Việt", 1)
    return f"{markdown_page(kind, 'en', laws)}\n{vietnamese}".rstrip() + "\n"


def index_page(kinds: Iterable[Kind], lang: str) -> str:
    """A table a family; codes link to their pages."""
    title, *columns, yes, no = _WORDS.get(lang, _WORDS["en"])
    out = [f"# {title}", ""]
    family = None
    for kind in kinds:
        found = family_of(kind.code)
        if found is not family:
            family = found
            heads = " | ".join(columns)
            out += ["", f"## {found.title.get(lang) or found.title['en']} (`{found.name}`)", ""]
            out += [f"| {heads} |", "|---|---|---|---|"]
        out.append(f"| [{kind.code}]({kind.code}.md) | {kind.name} | {kind.severity.value} | {yes if kind.fix else no} |")
    return "\n".join(line for at, line in enumerate(out) if line or not at or out[at - 1]) + "\n"
