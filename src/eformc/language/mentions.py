"""Answers in texts: `{applicant.full_name}`, `{count(children)}`, with words that stand there until there is one: `{owner|the owner}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eformc.kernel.words import Words
from eformc.language.expressions import Standing
from eformc.language.names import Names
from eformc.language.reading import NOTHING, Reader
from eformc.model.procedure import Known, Mention
from eformc.source import Mapping, Scalar, Span
from eformc.wording.markup import MENTION, without_answers

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}")
_COUNT = re.compile(r"count\(\s*([a-z][a-z0-9_]*)\s*\)")


def read_mentions(readers: Iterable[Reader], names: Names) -> tuple[Mention, ...]:
    """The answers that a spec's texts read, each once, after reporting those that no text may read."""
    found: dict[str, Mention] = {}
    for reader in readers:
        for scalar in reader.prosed:
            for match in MENTION.finditer(scalar.text):
                name = match[1].strip()
                mention = found.get(name) or _mention(reader, _span(scalar, name), name, names)
                if mention is not None:
                    found[name] = mention
    return tuple(found.values())


def _span(scalar: Scalar, name: str) -> Span:
    """The place of a name in a text, where the file holds the text as it is."""
    at = scalar.source.text.find(name, scalar.start, scalar.end) if name else -1
    return scalar.span if at < 0 else Span(scalar.source, at, at + len(name))


def _mention(reader: Reader, span: Span, name: str, names: Names) -> Mention | None:
    count = _COUNT.fullmatch(name)
    plain = count[1] if count else name
    if not count and not _NAME.fullmatch(name):
        reader.say("EF119", span, "no-name", name=name[:60])
        return None
    found = names.look(plain, None)
    if found is None and plain not in names.defined:
        names.report(reader, span, plain, None)
    elif found is None or (found.kind is Standing.TABLE) is not bool(count) or found.kind is Standing.COLUMN or plain.rpartition(".")[0] in names.fields:
        reader.say("EF119", span, "not-one", name=name)
    elif not count and _is_anothers_secret(plain, names):
        reader.say("EF119", span, "sensitive", name=name)
    else:
        return Mention(name, found.ref, None if count else names.value(plain))
    return None


def _is_anothers_secret(name: str, names: Names) -> bool:
    """True if it is a sensitive fact of somebody who does not log in."""
    owner, _, element = name.partition(".")
    subject = names.subjects.known.get(owner)
    if subject is None or subject.known is Known.LOGIN:
        return False
    found = names.catalogue.element(subject.entity, element.partition(".")[0])
    return found is not None and bool(found.sensitive)


def read_title(reader: Reader, node: Mapping, otherwise: Words, *, read: bool) -> tuple[Words, Words]:
    """The title of a question, and the same with the answers it reads where it may read some: those of a row are not of the whole."""
    title = (reader.prose(node, "title") if read else reader.words(node, "title")) or otherwise
    if not read or not any(map(MENTION.search, title.values())):
        return title, NOTHING
    return {lang: without_answers(text) for lang, text in title.items()}, title
