"""`eformc explain CODE`: a rule's page."""

from __future__ import annotations

import textwrap

import click

from eformc.cli.shared import FINE, Session, write
from eformc.diagnostics import Kind, closest

_WORDS = {
    "en": {"why": "Why", "says": "What it says", "wrong": "Wrong", "right": "Right", "way": "Way out"},
    "vi": {"why": "Vì sao", "says": "Thông báo", "wrong": "Sai", "right": "Đúng", "way": "Cách sửa"},
}


def kinds() -> dict[str, Kind]:
    """Everything that can be found, by code."""
    from eformc.language.mistakes import KINDS
    from eformc.rules import rules

    return dict(sorted({**KINDS, **{rule.kind.code: rule.kind for rule in rules()}}.items()))


@click.command(name="explain")
@click.argument("code", required=False)
@click.pass_obj
def COMMAND(session: Session, code: str | None) -> int:  # noqa: N802
    """Explain a rule: why it is there, an example wrong and right. Without CODE: the list of rules."""
    every = kinds()
    lang = session.language(session.project().settings)
    if code is None:
        write("".join(f"{kind.code}  {kind.severity.value:8} {kind.name}\n" for kind in every.values()))
        return FINE
    by_name = {kind.name: kind for kind in every.values()}
    kind = every.get(code.upper()) or by_name.get(code.lower())
    if kind is None:
        near = closest(code.upper(), every) or closest(code.lower(), by_name)
        message = f"there is no rule `{code}`." + (f" Did you mean `{near}`?" if near else "")
        raise click.UsageError(message)
    write(page(kind, lang))
    return FINE


def page(kind: Kind, lang: str) -> str:
    """The page of one rule as text."""
    words = _WORDS.get(lang, _WORDS["en"])

    def said(texts: dict[str, str]) -> str:
        return texts.get(lang) or texts.get("en", "")

    parts = [f"{kind.code} {kind.name} ({kind.severity.value})", ""]
    if kind.why:
        parts += [f"{words['why']}:", textwrap.indent(textwrap.fill(said(dict(kind.why)), 88), "  "), ""]
    parts += [f"{words['says']}:", *(f"  - {said(dict(message))}" for message in kind.messages.values()), ""]
    if kind.helps:
        parts += [f"{words['way']}:", *(f"  - {said(dict(help_))}" for help_ in kind.helps.values()), ""]
    if kind.wrong:
        parts += [f"{words['wrong']}:", textwrap.indent(kind.wrong, "    ").rstrip(), ""]
    if kind.right:
        parts += [f"{words['right']}:", textwrap.indent(kind.right, "    ").rstrip(), ""]
    return "\n".join(parts)
