"""A form as spec text, in the layout of `eformc fmt`, with what was lost as comments where it was lost."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from eformc.importers.circles import break_circles
from eformc.importers.form import ImportedForm, Option, Page, Paper, Question, Rule, Texts, one_line
from eformc.importers.losses import Loss
from eformc.language.expressions import MAX_LENGTH
from eformc.language.reading import MOST_EXPRESSED

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    from eformc.importers.heading import Heading

FIRST_LINE = {
    "en": "Imported as printed. `eformc lint` says what of it the state already holds.",
    "vi": "Nhập từ mẫu có sẵn. `eformc lint` cho biết mục nào Nhà nước đã có dữ liệu.",
}
MARKS = {"lost": "lost", "partly": "partly lost", "kept": "rewritten"}
"""The beginning of a comment, by how much was kept."""
COMMENT_COLUMN = {"question": 10, "column": 16, "paper": 6}


def spec_text(form: ImportedForm, heading: Heading) -> str:
    """The spec of a form: YAML with LF at the end of each line. A loss stands at its field; one without a field on top."""
    from ruamel.yaml import YAML

    _fit(form)
    break_circles(form)
    yaml = YAML()
    yaml.width = 1 << 24
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(_Writer(form, heading).spec(), out)
    return out.getvalue()


def _fit(form: ImportedForm) -> None:
    """Leave out conditions that are longer than the language takes, alone or together, the longest first."""
    under: list[tuple[Question | Page | Paper, str]] = [(page, "") for page in form.pages]
    under += [(paper, paper.id) for paper in form.papers]
    under += [(one, one.id) for page in form.pages for one in page.questions]
    under += [(part, f"{one.id}.{part.id}") for page in form.pages for one in page.questions for part in one.columns]
    under.sort(key=lambda pair: -len(pair[0].when))
    total = sum(len(one.when) for one, _ in under) + sum(len(rule.holds) for rule in form.rules)
    for one, path in under:
        if len(one.when) > MAX_LENGTH or total > MOST_EXPRESSED * 0.9:
            total -= len(one.when)
            form.lose("condition", one.place, one.when, at=path)
            one.when = ""


class _Writer:
    def __init__(self, form: ImportedForm, heading: Heading) -> None:
        self.form = form
        self.heading = heading
        self.lang = heading.lang
        self.at: dict[str, list[Loss]] = {}
        for loss in form.losses:
            self.at.setdefault(loss.field, []).append(loss)

    def spec(self) -> CommentedMap:
        form, heading = self.form, self.heading
        spec = _map({"procedure": heading.id, "title": self.title()})
        first = [FIRST_LINE[self.lang], *(self.comment(loss) for loss in self.at.get("", ()))]
        spec.yaml_set_start_comment("\n".join(first))
        if form.languages:
            spec["languages"] = _flow_seq(form.languages)
        subjects = _map({"applicant": _flow_map({"is": heading.entity, "known_by": "login"})})
        for name, entity in form.subjects.items():
            subjects[name] = _flow_map({"is": entity, "optional": True})
        spec["subjects"] = subjects
        spec["pages"] = _seq(self.page(page) for page in form.pages)
        if form.papers:
            spec["attachments"] = _seq(self.paper(paper) for paper in form.papers)
        if form.rules:
            spec["constraints"] = _seq(self.rule(rule) for rule in form.rules)
        return spec

    def title(self) -> Any:
        if self.form.title and not self.heading.titled:
            return self.words(self.form.title)
        return _quoted(self.heading.title)

    def words(self, texts: Texts) -> Any:
        """A text in the form's only language, or a mapping of its languages."""
        wanted = {lang: text for lang, text in texts.items() if not self.form.languages or lang in self.form.languages}
        if len(self.form.languages) < 2 or not wanted or set(wanted) == {""}:
            return _quoted(next(iter((wanted or texts).values()), ""))
        first = self.form.languages[0]
        if first not in wanted:
            wanted = {first: next(iter(wanted.values())), **wanted}
        return _flow_map({lang: _quoted(wanted[lang]) for lang in self.form.languages if lang in wanted})

    def page(self, page: Page) -> CommentedMap:
        out = _map({"page": page.id, "title": self.words(page.title)})
        if page.help:
            out["help"] = self.words(page.help)
        if page.when:
            out["when"] = page.when
        out["fields"] = _seq(one for _, some in groupby(page.questions, key=lambda one: id(one.block)) for one in self.below(list(some)))
        return out

    def below(self, questions: list[Question]) -> list[CommentedMap]:
        """The questions below one heading as one entry; those below none by themselves."""
        block = questions[0].block
        if block is None:
            return [self.question(one, COMMENT_COLUMN["question"]) for one in questions]
        return [_map({"group": self.words(block.title), "fields": _seq(self.question(one, COMMENT_COLUMN["column"]) for one in questions)})]

    def question(self, one: Question, column: int, table: str = "") -> CommentedMap:
        body = _map({"title": self.words({lang: text.translate(_BRACES) for lang, text in one.title.items()}), "type": one.type})
        self.lost_at(table + one.id, body, "type", column)
        if one.options:
            body["options"] = _flow_seq(self.option(option) for option in one.options)
        for key, value in one.settings.items():
            body[key] = _quoted(value) if isinstance(value, str) and key in ("pattern", "unit") else value
        if one.columns:
            deeper = COMMENT_COLUMN["column"]
            body["columns"] = _seq(self.question(part, deeper, f"{one.id}.") for part in one.columns)
        for key in ("help", "example"):
            if texts := getattr(one, key):
                body[key] = self.words(texts)
        for key in ("derive", "policy", "when"):
            if value := getattr(one, key):
                body[key] = value
        self.rest(one, body)
        return _map({one.id: body})

    def option(self, option: Option) -> CommentedMap:
        title = self.words(option.title)
        return _flow_map({option.code: _flow_map({"title": title, "when": option.when}) if option.when else title})

    def rest(self, one: Question | Paper, body: CommentedMap) -> None:
        if one.optional:
            body["optional"] = True
        if one.of:
            body["of"] = one.of
        if one.ref:
            body["ref"] = _flow_seq(map(_quoted, one.ref))

    def paper(self, paper: Paper) -> CommentedMap:
        body = _map({"title": self.words(paper.title)})
        if paper.help:
            body["help"] = self.words(paper.help)
        if paper.when:
            body["when"] = paper.when
        self.rest(paper, body)
        if losses := self.at.get(paper.id):
            text = "\n".join(self.comment(loss) for loss in losses)
            if len(body) == 1:
                body["optional"] = False
            body.yaml_set_comment_before_after_key(list(body)[1], before=text, indent=COMMENT_COLUMN["paper"])
        return _map({paper.id: body})

    def rule(self, rule: Rule) -> CommentedMap:
        out = _map({"holds": rule.holds, "message": self.words(rule.message), "at": rule.at})
        if rule.when:
            out["when"] = rule.when
        return out

    def lost_at(self, name: str, body: CommentedMap, key: str, column: int) -> None:
        if losses := self.at.get(name):
            text = "\n".join(self.comment(loss) for loss in losses)
            body.yaml_set_comment_before_after_key(key, before=text, indent=column)

    def comment(self, loss: Loss) -> str:
        """One line; nothing in it that is seen as YAML or not seen at all."""
        return _unseen(f"{MARKS[loss.kept]}: {one_line(loss.said(self.lang))}")


_BRACES = str.maketrans("{}", "()")
"""In the title of a question braces read an answer."""


def _unseen(text: str) -> str:
    from eformc.characters import cleaned

    return re.sub("\\s+", " ", cleaned(text, multiline=False))


def _map(values: Mapping[str, Any]) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap

    return CommentedMap(values)


def _seq(values: Iterable[Any]) -> CommentedSeq:
    from ruamel.yaml.comments import CommentedSeq

    return CommentedSeq(values)


def _flow_map(values: Mapping[str, Any]) -> CommentedMap:
    out = _map(values)
    out.fa.set_flow_style()
    return out


def _flow_seq(values: Iterable[Any]) -> CommentedSeq:
    out = _seq(values)
    out.fa.set_flow_style()
    return out


def _quoted(text: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(text)
