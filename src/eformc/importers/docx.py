"""Word documents (.docx): the XML is read itself, since text libraries lose blanks that are dotted tab stops.

Read are paragraphs, tables, content controls, old form fields, symbols, footnotes and automatic numbers; of tracked
changes, what stands in the document. Nothing in it is run, and nothing it links to is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from eformc.characters import cleaned
from eformc.importers.form import ImportedForm
from eformc.importers.guarded import OLE, Archive, Element
from eformc.importers.importer import Heading, Importer, ImportProblem
from eformc.importers.losses import Place
from eformc.importers.paper.blocks import BLANK, BOX, Block, Cell, Grid, Line, marked
from eformc.importers.paper.numbering import Numbering
from eformc.importers.paper.reading import read_blocks
from eformc.importers.words import Words

LETTER = 115
"""Width of a letter in twentieths of a point, at the size forms are mostly set in: says which tab stop comes next."""
LEADERS = frozenset({"dot", "underscore", "hyphen", "middleDot", "heavy"})
BOX_SYMBOLS = frozenset(["6F", "A8", "71", "A3", "FE", "52", "53", "54", "FD", "78", "2A", "72", "70", "A1", "30"])
"""Codes of the fonts Wingdings and Symbol that are boxes, ticked or not."""
_TRANSPARENT = ("ins", "smartTag", "hyperlink", "fldSimple", "customXml", "sdtContent", "moveTo", "dir", "bdo")


class Style(Struct):
    """The properties of a paragraph's style that are needed."""

    based_on: str = ""
    properties: Element | None = None
    heading: bool = False


class _State(Struct):
    """Text of a paragraph as it grows: `x` is where the next letter stands, in twentieths of a point."""

    parts: list[str] = field(default_factory=list)
    x: float = 0
    choices: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    boxes: list[Element] = field(default_factory=list)
    field_code: str = ""


def _form(data: bytes, heading: Heading) -> ImportedForm:
    if data.startswith(OLE):
        message = "an old Word document, or one behind a password: open it and save it as .docx without a password"
        raise ImportProblem(message)
    archive = Archive(data)
    if "word/document.xml" not in archive:
        message = "no Word document: `word/document.xml` is missing"
        raise ImportProblem(message)
    document = _Document(archive, heading.words)
    return read_blocks(document.blocks(), document.notes(), heading)


class _Document:
    def __init__(self, archive: Archive, words: Words) -> None:
        self.words = words
        self.archive = archive
        self.root = archive.xml("word/document.xml")
        self.styles = self._styles()
        self.numbering = Numbering(self._part("word/numbering.xml"))
        self.paragraphs = 0
        self.tables = 0

    def _part(self, name: str) -> Element | None:
        return self.archive.xml(name) if name in self.archive else None

    def _styles(self) -> dict[str, Style]:
        root = self._part("word/styles.xml")
        out = {}
        for one in root.all("style") if root else ():
            name = one.value("name").casefold()
            heading = name.startswith(("heading", "title")) or one.find("pPr", "outlineLvl") is not None
            out[one.attributes.get("styleId", "")] = Style(one.value("basedOn"), one.find("pPr"), heading)
        return out

    def notes(self) -> dict[str, str]:
        """Footnotes and endnotes by their mark."""
        out = {}
        for kind in ("footnote", "endnote"):
            root = self._part(f"word/{kind}s.xml")
            for one in root.all(kind) if root else ():
                text = " ".join(piece for piece in _texts(one) if piece.strip())
                out[f"{kind} {one.attributes.get('id', '')}"] = " ".join(text.split())
        return out

    def blocks(self) -> list[Block]:
        """Paragraphs and tables of the body in order."""
        body = self.root.find("body")
        return list(self._blocks(body)) if body else []

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent.children:
            if child.name == "p":
                yield from self._paragraph(child)
            elif child.name == "tbl":
                yield self._grid(child)
            elif child.name == "sdt":
                content = child.find("sdtContent")
                yield from self._blocks(content) if content else ()
            elif child.name in _TRANSPARENT:
                yield from self._blocks(child)

    # --- tables ---------------------------------------------------------------------------------------------------

    def _grid(self, table: Element) -> Grid:
        self.tables += 1
        place = Place("table", str(self.tables))
        rows = [[self._cell(cell) for cell in _cells(row)] for row in _rows(table)]
        return Grid(rows, place)

    def _cell(self, cell: Element) -> Cell:
        span = cell.value("tcPr", "gridSpan")
        merge = cell.find("tcPr", "vMerge")
        goes_on = merge is not None and merge.attributes.get("val", "continue") == "continue"
        out = Cell(span=int(span) if re.fullmatch("[1-9]|[1-5][0-9]", span) else 60 if re.fullmatch("[0-9]{2,}", span) else 1, goes_on=goes_on)
        for block in self._blocks(cell):
            if isinstance(block, Grid):
                out.grids.append(block)
            elif block.text:
                out.lines.append(block)
        return out

    # --- paragraphs -----------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        self.paragraphs += 1
        place = Place("paragraph", str(self.paragraphs))
        stops = self._stops(paragraph)
        state = _State()
        self._runs(paragraph, state, stops)
        number = cleaned(self.numbering.of(paragraph, self._inherited(paragraph, "numPr")), multiline=False)
        strong = bool(state.letters) and state.bold * 10 >= state.letters * 9
        strong = strong or self._style(paragraph).heading
        for text in "".join(state.parts).split("\n"):
            yield Line(marked(text, self.words), place, number, strong, tuple(state.choices))
            number = ""
        for box in state.boxes:
            yield from self._blocks(box)

    def _style(self, paragraph: Element) -> Style:
        return self.styles.get(paragraph.value("pPr", "pStyle"), Style())

    def _inherited(self, paragraph: Element, name: str) -> list[Element]:
        """A property of the paragraph and of its styles, the nearest first."""
        out = [found] if (found := paragraph.find("pPr", name)) else []
        style, seen = self._style(paragraph), 0
        while seen < 20:
            if style.properties and (found := style.properties.find(name)):
                out.append(found)
            if not style.based_on or style.based_on not in self.styles:
                break
            style, seen = self.styles[style.based_on], seen + 1
        return out

    def _stops(self, paragraph: Element) -> list[tuple[float, bool]]:
        """Tab stops in order: where each is, and whether its way there is drawn."""
        stops: dict[float, bool] = {}
        for tabs in reversed(self._inherited(paragraph, "tabs")):
            for tab in tabs.all("tab"):
                place = _number(tab.attributes.get("pos", ""))
                if tab.attributes.get("val") == "clear":
                    stops.pop(place, None)
                else:
                    stops[place] = tab.attributes.get("leader", "none") in LEADERS
        return sorted(stops.items())

    def _runs(self, parent: Element, state: _State, stops: list[tuple[float, bool]]) -> None:
        for child in parent.children:
            if child.name == "r":
                self._run(child, state, stops)
            elif child.name == "sdt":
                self._control(child, state, stops)
            elif child.name in _TRANSPARENT:
                self._runs(child, state, stops)

    def _control(self, control: Element, state: _State, stops: list[tuple[float, bool]]) -> None:
        """A content control: a box, a list or something to write, unless it holds text that is printed."""
        properties = control.find("sdtPr") or Element("")
        names = {one.name for one in properties.children}
        content = control.find("sdtContent") or Element("")
        options = properties.find("dropDownList") or properties.find("comboBox")
        if "checkbox" in names:
            state.parts.append(BOX)
        elif options is not None:
            items = [one.attributes.get("displayText", one.attributes.get("value", "")) for one in options.all("listItem")]
            state.choices += [item for item in items if item and one_value(options, item)]
            state.parts.append(BLANK)
        elif names & {"showingPlcHdr", "date", "text"}:
            state.parts.append(BLANK)
        else:
            self._runs(content, state, stops)

    def _run(self, run: Element, state: _State, stops: list[tuple[float, bool]]) -> None:
        properties = run.find("rPr") or Element("")
        line = properties.find("u")
        underlined = line is not None and line.attributes.get("val", "single") != "none"
        bold = properties.find("b")
        strong = bold is not None and bold.attributes.get("val", "1") not in ("0", "false")
        raised = properties.value("vertAlign") == "superscript"
        for child in run.children:
            name = child.name
            if name == "t":
                self._text(child.text, state, underlined=underlined, strong=strong, raised=raised)
            elif name in ("tab", "ptab"):
                self._tab(state, stops, underlined=underlined or child.attributes.get("leader", "none") in LEADERS)
            elif name in ("br", "cr"):
                state.parts.append("\n")
                state.x = 0
            elif name == "sym":
                state.parts.append(BOX if child.attributes.get("char", "")[-2:].upper() in BOX_SYMBOLS else " ")
            elif name in ("noBreakHyphen", "softHyphen"):
                state.parts.append("-" if name == "noBreakHyphen" else "")
            elif name in ("footnoteReference", "endnoteReference"):
                state.parts.append(f"({name.removesuffix('Reference')} {child.attributes.get('id', '')})")
            elif name == "fldChar":
                self._old_field(child, state)
            elif name in ("drawing", "pict", "AlternateContent", "object"):
                drawn = (child.find("Choice") or child) if name == "AlternateContent" else child
                state.boxes += _below(drawn, "txbxContent")

    def _text(self, text: str, state: _State, *, underlined: bool, strong: bool, raised: bool) -> None:
        if underlined and not text.strip() and len(text) >= 3:
            state.parts.append(BLANK)
        elif raised and text.strip() in ("2", "3") and state.parts and state.parts[-1].endswith("m"):
            state.parts.append("²" if text.strip() == "2" else "³")
        elif raised and text.strip().isdigit():
            state.parts.append(f"({text.strip()})")
        else:
            state.parts.append(text)
            letters = len(text.strip())
            state.letters += letters
            state.bold += letters if strong else 0
        state.x += len(text) * LETTER

    def _tab(self, state: _State, stops: list[tuple[float, bool]], *, underlined: bool) -> None:
        place, drawn = next(((place, drawn) for place, drawn in stops if place > state.x), (state.x + LETTER, False))
        if not any(stop > state.x for stop, _ in stops) and stops and stops[-1][1]:
            drawn = True  # letters are narrower than was reckoned
        state.parts.append(BLANK if drawn or underlined else "\t")
        state.x = place

    def _old_field(self, child: Element, state: _State) -> None:
        data = child.find("ffData")
        if data is None:
            return
        if data.find("checkBox") is not None:
            state.parts.append(BOX)
        elif listed := data.find("ddList"):
            state.choices += [one.attributes.get("val", "") for one in listed.all("listEntry")]
            state.parts.append(BLANK)
        elif data.find("textInput") is not None:
            state.parts.append(BLANK)


def one_value(options: Element, item: str) -> bool:
    """An entry of a list that can be chosen: not the one that asks to choose, which has no value."""
    return any(
        one.attributes.get("displayText", one.attributes.get("value", "")) == item and one.attributes.get("value", item) for one in options.all("listItem")
    )


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", text) else 0.0


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if child.name == "tr":
            yield child
        elif child.name in ("sdt", *_TRANSPARENT):
            yield from _rows(child.find("sdtContent") or child if child.name == "sdt" else child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row.children:
        if child.name == "tc":
            yield child
        elif child.name in ("sdt", *_TRANSPARENT):
            yield from _cells(child.find("sdtContent") or child if child.name == "sdt" else child)


def _texts(element: Element) -> Iterator[str]:
    if element.name == "t":
        yield element.text
    for child in element.children:
        yield from _texts(child)


def _below(element: Element, name: str) -> list[Element]:
    """Elements of a name below, none within another."""
    if element.name == name:
        return [element]
    return [found for child in element.children if child.name != "Fallback" for found in _below(child, name)]


IMPORTER = Importer("docx", (".docx", ".docm"), _form)
