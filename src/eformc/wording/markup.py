"""Light markup in an author's prose: paragraphs, lists, strong words and links to https. Nothing else is markup, and no answer ever is
(docs/decisions/006-markup.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from markupsafe import Markup, escape

_URL = r"https://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!$&*+,;=%-]{0,1000})?"
_LINK = re.compile(rf"\[([^\[\]\n]+)\]\(({_URL})\)")
_STRONG = re.compile(r"\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*")
MENTION = re.compile(r"\{([^{}|\n]*)(?:\|([^{}\n]*))?\}")
"""An answer in a text: its name, and the words that stand there until there is one."""
_MEANT = re.compile(r"\*\*|\[[^\[\]\n]+\]\([^()\s]*\)")
"""Anything that looks like markup."""
_NAMED = re.compile(r"\{(?:[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*|count\([^{}()]*\))(?:\|[^{}]*)?\}")
"""Anything that looks like an answer in a text."""
_NO_PLACES: Mapping[str, int] = MappingProxyType({})
_NOT_SAID: Mapping[str, str] = MappingProxyType({})
Block: TypeAlias = "str | list[str]"
"""A paragraph, or the entries of a list."""


def blocks(text: str) -> list[Block]:
    """A text as paragraphs and lists: a blank line ends either, `- ` begins an entry."""
    made: list[Block] = []
    open_ = False
    for line in text.split("\n"):
        told = line.strip()
        last = made[-1] if made and open_ else None
        if not told:
            open_ = False
            continue
        if told.startswith("- "):
            if isinstance(last, list):
                last.append(told[2:].strip())
            else:
                made.append([told[2:].strip()])
        elif isinstance(last, list):
            last[-1] += " " + told
        elif isinstance(last, str):
            made[-1] = f"{last} {told}"
        else:
            made.append(told)
        open_ = True
    return made


class Prose(str):
    """A text with markup as it stands on a page, in paragraphs; elsewhere a text like any other. `lang`: its language where that is not
    the page's; `lead`: words in front; `printed`: on paper, where an address has to be read. `places`: the number of each answer it
    may read, by name; `said`: those that there are, by name; `unsaid`: what stands for one that there is not, unless the text says.
    """

    __slots__ = ("lang", "lead", "places", "printed", "said", "unsaid")
    lang: str
    lead: str
    printed: bool
    places: Mapping[str, int]
    said: Mapping[str, str]
    unsaid: str

    @classmethod
    def of(
        cls, text: str, lang: str = "", lead: str = "", *, printed: bool = False,
        places: Mapping[str, int] = _NO_PLACES, said: Mapping[str, str] = _NOT_SAID, unsaid: str = "",
    ) -> Prose:  # fmt: skip
        """The text with what is said of it."""
        made = cls(text)
        made.lang, made.lead, made.printed, made.places, made.said, made.unsaid = lang, lead, printed, places, said, unsaid
        return made

    def on_paper(self) -> Prose:
        """The same as it is printed."""
        return self.of(self, self.lang, self.lead, printed=True, places=self.places, said=self.said, unsaid=self.unsaid)

    def saying(self, said: Mapping[str, str]) -> Prose:
        """The same with the answers that there are."""
        return self.of(self, self.lang, self.lead, printed=self.printed, places=self.places, said=said, unsaid=self.unsaid)

    def __html__(self) -> str:
        lead = Markup("<strong>{}</strong> ").format(self.lead) if self.lead else Markup()
        every = blocks(self)
        first = every[0] if every and isinstance(every[0], str) else None
        out = [] if first is not None or not self.lead else [Markup("<p>{}</p>").format(lead)]
        for block in every:
            if isinstance(block, list):
                out.append(Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(self._inline(one)) for one in block)))
            else:
                out.append(Markup("<p>{}{}</p>").format(lead if block is first else "", self._inline(block)))
        html = Markup("\n").join(out)
        return Markup('<div lang="{}">{}</div>').format(self.lang, html) if self.lang else html

    def _inline(self, text: str) -> Markup:
        return Markup().join(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[Markup]:
        for number, piece in enumerate(_STRONG.split(text)):
            linked = Markup().join(self._linked(piece))
            yield Markup("<strong>{}</strong>").format(linked) if number % 2 else linked

    def _linked(self, text: str) -> Iterator[Markup]:
        pieces = _LINK.split(text)
        for number in range(0, len(pieces), 3):
            yield self._told(pieces[number])
            if number + 2 < len(pieces):
                yield self._link(pieces[number + 1], pieces[number + 2])

    def _link(self, text: str, url: str) -> Markup:
        if self.printed:
            return Markup("{} ({})").format(self._told(text), url)
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, self._told(text))

    def _told(self, text: str) -> Markup:
        """A piece of text with the answers in it. They come last: nothing in them is read as markup."""
        if not self.places:
            return escape(text)
        pieces = MENTION.split(text)
        made = [escape(pieces[0])]
        for name, words, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            key = name.strip()
            unsaid = words.strip() if words is not None else self.unsaid
            shown = self.said.get(key) or unsaid
            if key not in self.places:
                made.append(escape(f"{{{name}}}"))
            elif self.printed:
                made.append(escape(shown))
            else:
                made.append(Markup('<span data-say="{}" data-else="{}">{}</span>').format(self.places[key], unsaid, shown))
            made.append(escape(after))
        return Markup().join(made)


class AskedTitle(Prose):
    """A title with answers in it, as it stands on a page: in one line, without markup."""

    __slots__ = ()

    def __html__(self) -> str:
        return self._told(self)


def without_answers(text: str) -> str:
    """A text with the words that stand for its answers."""
    return MENTION.sub(lambda found: (found[2] or "…").strip(), text)


def plain(text: str) -> str:
    """The same text without marks, on as few lines as its lists allow."""
    said = _LINK.sub(r"\1 (\2)", _STRONG.sub(r"\1", without_answers(text)))
    return "\n".join("\n".join(f"- {one}" for one in block) if isinstance(block, list) else block for block in blocks(said))


def unread_markup(text: str, *, prose: bool) -> str:
    """The first mark that will stand on a page as it is: in prose one that is no markup of ours, elsewhere any. Empty for none."""
    left = _LINK.sub("", _STRONG.sub(lambda found: found[1], text)) if prose else text
    found = _MEANT.search(left) or (None if prose else _NAMED.search(left))
    return found[0] if found else ""
