"""The part of a spec about the procedure as a whole, before its form begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eformc.diagnostics import closest
from eformc.language.reading import Reader, is_language
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Procedure, Replaces
from eformc.source import Mapping, Scalar, Sequence

_VALID = {"en": "`valid`", "vi": "`valid`"}


def heading(reader: Reader, root: Mapping, catalogue: Catalogue, exists: Callable[[str], bool]) -> Procedure:
    """The procedure without its form: names, laws, dates, and what it follows and produces."""
    since, until = _validity(reader, reader.mapping(root, "valid"))
    basis = root.get("legal_basis")
    cited = [item for item in (basis.items if isinstance(basis, Sequence) else [basis]) if isinstance(item, Scalar) and not item.is_null]
    return Procedure(
        id=reader.procedure or "unnamed",
        title=reader.words(root, "title"),
        languages=reader.languages,
        catalogue=catalogue.id,
        subjects={},
        pages=(),
        code=reader.text(root, "code"),
        agency=reader.words(root, "agency"),
        about=reader.prose(root, "about"),
        legal_basis=reader.texts(root, "legal_basis"),
        version=reader.text(root, "version") or "1",
        valid_from=since,
        valid_until=until,
        replaces=_replaces(reader, root, exists),
        after=tuple(name for item in reader.scalars(root, "after", "[id]") if (name := reader.as_id(item, procedure=True))),
        produces=_produces(reader, root, catalogue),
        spans={"procedure": root.entries[0][0].span, **{f"legal_basis/{at}": item.span for at, item in enumerate(cited)}},
    )


def languages_of(reader: Reader, root: Mapping) -> tuple[str, ...]:
    """The languages that a spec declares, as they were meant: one that is no language, or that no text has while the title has one
    that is spelt alike, is reported.
    """
    found = reader.scalars(root, "languages", "[text]")
    title = root.get("title")
    declared = {one.text for one in found}
    written = [lang.text for lang, _ in title if is_language(lang.text)] if isinstance(title, Mapping) else []
    elsewhere = {lang.text for words in _other_texts(root) for lang, _ in words}
    out = []
    for one in found:
        near = closest(one.text, [lang for lang in written if lang not in declared]) if one.text not in {*written, *elsewhere} else None
        if near is not None:
            reader.say("EF014", one.span, "unwritten-language", value=one.text, closest=near, example="")
        elif not is_language(one.text):
            reader.say("EF014", one.span, "not-a-language", value=one.text, example="languages: [vi, en]")
        out.append(near or one.text)
    return tuple(dict.fromkeys(out))


def _other_texts(root: Mapping) -> Iterator[Mapping]:
    """Texts beside the title, as far as they are written in several languages: where they have a language, the title's key is misspelt."""
    pages = root.get("pages")
    titles = [page.get("title") for page in pages.items if isinstance(page, Mapping)] if isinstance(pages, Sequence) else []
    yield from (words for words in (root.get("agency"), root.get("about"), *titles) if isinstance(words, Mapping))


def _produces(reader: Reader, root: Mapping, catalogue: Catalogue) -> tuple[str, ...]:
    out = []
    for item in reader.scalars(root, "produces", "[id]"):
        if item.text in catalogue.documents:
            out.append(item.text)
        else:
            reader.unknown("EF106", item.span, "unknown-document", item.text, catalogue.documents)
    return tuple(out)


def _validity(reader: Reader, node: Mapping | None) -> tuple[str | None, str | None]:
    node = reader.table(node, "validity", _VALID) if node is not None else None
    if node is None:
        return None, None
    since, until = reader.date(node, "from"), reader.date(node, "until")
    if since and until and until < since:
        reader.say("EF603", reader.head(node), "validity", since=since, until=until)
    return since, until


def _replaces(reader: Reader, root: Mapping, exists: Callable[[str], bool]) -> Replaces | None:
    found = reader.scalar(root, "replaces")
    if found is None:
        return None
    if not exists(found.text):
        reader.say("EF015", found.span, "not-found", path=found.text)
        return None
    return Replaces(found.text, found.span)
