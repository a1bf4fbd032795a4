"""The outline of a file: subjects, pages with their fields, papers; a catalogue's things."""

from __future__ import annotations

from lsprotocol.types import DocumentSymbol, SymbolKind

from eformc.lsp.files import Open
from eformc.lsp.names import Named, Role, names_of

_KINDS = {
    Role.SUBJECT: SymbolKind.Class, Role.PAGE: SymbolKind.Module, Role.FIELD: SymbolKind.Field, Role.ELEMENT: SymbolKind.Property,
    Role.DOCUMENT: SymbolKind.File, Role.CODE_LIST: SymbolKind.Enum, Role.PROCEDURE: SymbolKind.Package, Role.ENTITY: SymbolKind.Class,
    Role.REGISTRY: SymbolKind.Package, Role.FRAGMENT: SymbolKind.Module, Role.RELATION: SymbolKind.Property,
}  # fmt: skip


def outline(file: Open) -> list[DocumentSymbol]:
    """Symbols in the file's order; fields and columns stand below their page."""
    out: list[DocumentSymbol] = []
    page: DocumentSymbol | None = None
    for one in names_of(file.root):
        is_use = one.role is Role.ELEMENT and _is_entry(file, one)
        if not one.defines and not is_use:
            continue
        symbol = _symbol(file, one)
        if one.role is Role.PAGE:
            page = symbol
            out.append(symbol)
        elif page is not None and one.role in (Role.FIELD, Role.ELEMENT):
            page.children = [*(page.children or []), symbol]
            page.range.end = max(page.range.end, symbol.range.end)
        else:
            out.append(symbol)
    return out


def _is_entry(file: Open, one: Named) -> bool:
    """True if it is a line of a field list and not a name in a condition."""
    before = file.source.line(file.source.place(one.span.start)[0])[: file.source.place(one.span.start)[1] - 1]
    return before.strip().strip("-").strip() == f"{one.owner}."


def _symbol(file: Open, one: Named) -> DocumentSymbol:
    place = file.lines.range(one.span)
    whole = file.lines.range(one.span)
    if one.settings is not None and one.settings.span.end > one.span.end:
        whole.end = file.lines.position(file.source, one.settings.span.end)
    name = f"{one.owner}.{one.name}" if one.role is Role.ELEMENT and one.owner else one.name
    return DocumentSymbol(name or "-", _KINDS[one.role], whole, place)
