"""A catalogue's list of laws, and the citations that name them."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

from msgspec.structs import replace

from eformc.kernel.words import Words
from eformc.language.reading import Reader
from eformc.model.laws import Citation, Law, LawWords, law_names
from eformc.source import Mapping, Node, Scalar

_WHERE: Map[str, Words] = {
    "laws": {"en": "the laws", "vi": "danh sách văn bản"},
    "law": {"en": "a law", "vi": "văn bản"},
}
_OWN = ("source", "read", "unverified")
"""The keys of a citation that are no languages."""


class Citations:
    """Reads citations; `made` are all that were read. A citation that names no law of the list is a mistake, unless there
    is no list.
    """

    def __init__(self, laws: Map[str, Law], words: LawWords) -> None:
        self.laws = laws
        self.words = words
        self._names = law_names(laws.values(), words)
        self.made: list[Citation] = []

    def read(self, reader: Reader, node: Mapping, key: str, *, of_law: bool = True) -> Citation:
        """The citation at a key; an empty one where there is none. `of_law`: it has to name a law."""
        value = node.get(key)
        if value is None:
            return _NONE
        if isinstance(value, Mapping) and any(value.get(one) is not None for one in _OWN):
            texts = Mapping({k: v for k, v in value.by_key.items() if k not in _OWN}, value.source, value.start, value.end)
            words, unverified = reader.as_words(texts, key), reader.boolean(value, "unverified")
            reader.text(value, "source")
            reader.date(value, "read")
        else:
            words, unverified = reader.words(node, key), False
        if not words:
            return _NONE
        if len(words) == 1:
            (language, text), = words.items()
            words = self._names.translated(text, language, reader.languages)
        found = self._names.cited(words)
        if of_law and self.laws:
            self._check(reader, value, words)
        made = replace(found, verified=found.verified and not unverified, span=value.span)
        self.made.append(made)
        return made

    def _check(self, reader: Reader, value: Node, words: Words) -> None:
        """That each part of a citation (`;` stands between them) names a law."""
        language, text = next(iter(words.items()))
        for part in text.split(";"):
            if not self._names.named_in(part):
                near = _nearest(part.strip(), [title for law in self.laws.values() if (title := law.title.get(language))])
                reader.say("EF117", value.span, "did-you-mean" if near else "unknown-law", law=part.strip()[:80], nearest=near)


_NONE = Citation()


def _nearest(text: str, titles: Sequence[str]) -> str:
    """The title that a text is most like, the article left out; empty where it is like none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(text.partition(",")[0], titles, 1, 0.75)), "")


def read_laws(roots: Sequence[tuple[Reader, Mapping, str]]) -> Citations:
    """The laws of a catalogue's files."""
    laws: dict[str, Law] = {}
    short: dict[str, str] = {}
    ignored: tuple[str, ...] = ()
    places: tuple[Words, ...] = ()
    for reader, root, _ in roots:
        reader.table(root, "laws", _WHERE["laws"])
        for key, value in reader.mapping(root, "laws") or ():
            law = _law(reader, key, value)
            if law is not None:
                laws[law.id] = law
        forms = reader.mapping(root, "short")
        short |= {key.text: form for key, _ in forms or () if forms and (form := reader.text(forms, key.text)) is not None}
        ignored += reader.texts(root, "ignored")
        places += tuple(reader.as_words(item, "places") for item in reader.items(root, "places", "[words]"))
    for reader, root, _ in roots:
        _check_names(reader, root, laws)
    return Citations(laws, LawWords(short, ignored, places))


def _law(reader: Reader, key: Scalar, value: Node) -> Law | None:
    node = reader.table(value, "law", _WHERE["law"])
    if node is None or reader.as_id(key, procedure=True) is None:
        return None
    unverified = reader.boolean(node, "unverified")
    source, read = reader.text(node, "source"), reader.date(node, "read")
    for name, there in (("source", source), ("read", read)):
        if not there and not unverified:
            what = {"en": "the text that was read, and on which day; or `unverified: true`", "vi": "văn bản đã đọc và ngày đọc; hoặc `unverified: true`"}
            reader.say("EF011", key.span, "missing-key", key=name, where=_WHERE["law"], what=what)
            unverified = True
    since, until = reader.date(node, "from"), reader.date(node, "until")
    if since and until and until < since:
        reader.say("EF603", key.span, "validity", since=since, until=until)
    return Law(
        id=key.text, title=reader.words(node, "title"), number=reader.text(node, "number") or "",
        names=reader.texts(node, "names"), since=since, until=until, replaced_by=reader.texts(node, "replaced_by"),
        amended_by=reader.texts(node, "amended_by"), source=source or "", read=read, places=reader.texts(node, "places") if "places" in node else None,
        unverified=unverified, note=reader.words(node, "note"), span=key.span,
    )  # fmt: skip


def _check_names(reader: Reader, root: Mapping, laws: Map[str, Law]) -> None:
    """That what replaces or amends a law is in the list."""
    for _, value in reader.mapping(root, "laws") or ():
        for key in ("replaced_by", "amended_by") if isinstance(value, Mapping) else ():
            for item in reader.items(value, key):  # type: ignore[arg-type]
                if isinstance(item, Scalar) and item.text not in laws:
                    reader.say("EF117", item.span, "unknown-id", law=item.text[:80], nearest="")

