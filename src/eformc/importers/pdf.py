"""PDF forms: a question for each form field, called as its tooltip; kinds, options and limits as the fields have them.

Where a field stands on the page says nothing of what it asks, so nothing is made of it. A field without a tooltip keeps its
name as its title, and says so.
"""

from __future__ import annotations

import re

from eformc.importers.form import ImportedForm, Names, Option, Page, Question, in_words, slug
from eformc.importers.importer import Heading, Importer, ImportProblem
from eformc.importers.losses import Place, Skipped
from eformc.importers.paper.kinds import kind_of, says
from eformc.importers.pdf_fields import READ_ONLY, REQUIRED, PdfField, PdfForm, fields_of
from eformc.language.reading import MOST_ITEMS

MULTILINE, RADIO, PUSH, COMBO, EDITABLE, FILE, SEVERAL = 1 << 12, 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 20, 1 << 21
LONGEST_TITLE = 300
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_DATE = re.compile(r"AFDate_(?:Format|Keystroke)")
_TIME = re.compile(r"AFTime_(?:Format|Keystroke)")
_NUMBER = re.compile(r"AF(?:Number|Percent)_(?:Format|Keystroke)\s*\(\s*(\d{1,2})")
_PHONE = re.compile(r"AFSpecial_(?:Format|Keystroke)\s*\(\s*2\s*\)")
_RANGE = re.compile(r"AFRange_Validate\s*\(\s*(true|false)\s*,\s*\"?(-?[\d.]*)\"?\s*,\s*(true|false)\s*,\s*\"?(-?[\d.]*)\"?\s*\)")
_INDEX = re.compile(r"\[\d+\]$")


def _form(data: bytes, heading: Heading) -> ImportedForm:
    return _Reader(fields_of(data), heading).read()


class _Reader:
    def __init__(self, pdf: PdfForm, heading: Heading) -> None:
        self.pdf = pdf
        self.heading = heading
        self.form = ImportedForm()
        self.names = Names()
        self.pages: dict[int, Page] = {}
        self.page_ids: set[str] = set()

    def read(self) -> ImportedForm:
        title = self.pdf.title if re.search(r"\w\s+\w", self.pdf.title) else ""  # programs write the name of a file there
        if title and not re.search(r"\.\w{2,4}$", title):
            self.form.title = {"": title[:LONGEST_TITLE]}
        if self.pdf.scripted:
            self.form.lose("script of the document", Place("page", "1"))
        if self.pdf.xfa:
            self.form.lose("second form in the file", Place("page", "1"))
        for one in self.pdf.fields:
            self.field(one)
        if not self.form.pages:
            message = "its form fields ask nothing that can be imported: they are buttons, signatures, hidden or locked"
            raise ImportProblem(message)
        return self.form

    def field(self, one: PdfField) -> None:
        number = one.widgets[0].page if one.widgets else 0
        place = Place("page", str(number or 1))
        name = ".".join(one.path)
        label = self.label(one)
        if one.kind == "/Sig" or (one.kind == "/Tx" and says(label, self.heading.words.signature)):
            self.form.skipped.append(Skipped("signature", place, label or name))
        elif one.kind == "/Btn" and one.flags & PUSH:
            self.form.skipped.append(Skipped("button", place, label or name))
        elif one.flags & READ_ONLY or (one.widgets and all(widget.hidden for widget in one.widgets)):
            self.form.lose("hidden value", place, name)
        elif one.kind in ("/Tx", "/Btn", "/Ch"):
            self.question(one, label, name, place, number)
        else:
            self.form.lose("construct", place, f"{one.kind}: {name}")

    def label(self, one: PdfField) -> str:
        """The tooltip; empty where there is none, or where a program put the field's name there."""
        tips = (one.tip, *(widget.tip for widget in one.widgets))
        return next((tip for tip in tips if tip and tip not in one.path), "")[:LONGEST_TITLE]

    def question(self, field: PdfField, label: str, name: str, place: Place, number: int) -> None:
        own = in_words(_INDEX.sub("", field.path[-1])) or name
        one = Question(self.names.give(label or own), {"": label or own}, "text", place, optional=not field.flags & REQUIRED)
        one.ref = (name,)
        one.within = tuple(filter(None, (in_words(_INDEX.sub("", part)) for part in field.path[:-1])))
        if not label:
            self.form.lose("no entry for a label", place, name, kept="partly", at=one.id)
        {"/Tx": self.text, "/Btn": self.boxes, "/Ch": self.choice}[field.kind](one, field, label, place)
        if field.preset:
            self.form.lose("default value", place, at=one.id)  # which may be somebody's answer: it is not repeated
        self.page(number, place).questions.append(one)

    def page(self, number: int, place: Place) -> Page:
        found = self.pages.get(number)
        if found is None:
            title = next(iter(self.form.title.values()), "") or self.heading.title
            text = f"{title} ({len(self.pages) + 1})" if self.pages else title
            found = self.pages[number] = Page(slug(text, self.page_ids), {"": text}, place=place)
            self.form.pages.append(found)
        return found

    # --- kinds ----------------------------------------------------------------------------------------------------

    def text(self, one: Question, field: PdfField, label: str, place: Place) -> None:
        one.type = self.written(one, field, place)
        if one.type == "text" and field.flags & FILE:
            one.type = "file"
        elif one.type == "text" and field.flags & MULTILINE:
            one.type = "long_text"
        elif one.type == "text" and label:
            one.type = kind_of(label, self.heading.words)
        if field.most and one.type in ("text", "long_text"):
            one.settings["max_length"] = field.most
        self.limited(one, field, place)

    def written(self, one: Question, field: PdfField, place: Place) -> str:
        """The type that the calls in a field's scripts stand for; scripts that say something else are listed."""
        kind = "text"
        for event in ("F", "K"):
            script = field.scripts.get(event, "")
            if not script:
                continue
            if _DATE.search(script):
                kind = "date"
            elif _TIME.search(script):
                kind = "time"
            elif found := _NUMBER.search(script):
                kind = "integer" if found[1] == "0" and "Percent" not in found[0] else "decimal"
            elif _PHONE.search(script):
                kind = "phone"
            else:
                self.form.lose("script of a field", place, script, at=one.id)
        if "C" in field.scripts:
            self.form.lose("calculation", place, field.scripts["C"], at=one.id)
        return kind

    def limited(self, one: Question, field: PdfField, place: Place) -> None:
        script = field.scripts.get("V", "")
        found = _RANGE.search(script)
        whole = one.type == "integer"
        if found and one.type in ("integer", "decimal"):
            for on, value, key in ((found[1], found[2], "min"), (found[3], found[4], "max")):
                if on == "true" and re.fullmatch(r"-?\d{1,12}" if whole else r"-?\d{1,12}(\.\d{1,6})?", value):
                    one.settings[key] = int(value) if "." not in value else float(value)
        elif script:
            self.form.lose("limit", place, script, at=one.id)

    def boxes(self, one: Question, field: PdfField, label: str, place: Place) -> None:
        """Check boxes and radio buttons: options where there are several ways to be on."""
        titles = dict(field.options) if all(value != text for value, text in field.options) else {}
        listed = [text for _, text in field.options]
        found: dict[str, str] = {}
        for at, widget in enumerate(field.widgets):
            named = listed[int(widget.state)] if widget.state.isdecimal() and len(widget.state) < 4 and int(widget.state) < len(listed) else ""
            tip = widget.tip if widget.tip and widget.tip != label else ""
            state = named or widget.state or str(at + 1)
            found.setdefault(state, tip or titles.get(state, "") or named or in_words(state))
        if len(found) > 1:
            self.options(one, list(found.items()), place, several=False)
        else:
            one.type = "yes_no"
            if not one.optional and label and says(label, self.heading.words.declaration):
                one.settings["declaration"] = True

    def choice(self, one: Question, field: PdfField, label: str, place: Place) -> None:
        if field.flags & EDITABLE:
            self.form.lose("option to be written in", place, label, kept="partly", at=one.id)
        self.options(one, [(value, text) for value, text in field.options if re.search(r"\w", text)], place, several=bool(field.flags & SEVERAL))

    def options(self, one: Question, listed: list[tuple[str, str]], place: Place, *, several: bool) -> None:
        if not 2 <= len(listed) <= MOST_ITEMS:
            self.form.lose("too many options" if listed else "options from a file or server", place, str(len(listed)), kept="partly", at=one.id)
            return
        one.type = "choices" if several else "choice"
        taken: set[str] = set()
        for value, text in listed:
            code = value if _CODE.fullmatch(value) and value not in taken else slug(value, taken)
            taken.add(code)
            one.options.append(Option(code, {"": text}))


IMPORTER = Importer("pdf", (".pdf",), _form)
