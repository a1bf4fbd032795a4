"""Steps of a form: what more stands together where one thing at a time would be too many, so that people reach the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from eformc.portal.view.controls import joined_to_previous
from eformc.portal.view.types import Block, HeldBlock, PageView, Question

MOST_STEPS = 12
"""A form with more steps puts more on each."""
MOST_OPTIONAL = 8
"""Up to so many optional questions stand together."""
ROOM = (4, 5, 6, 8)
"""The weights that a step may have, from short forms to long ones."""
_WEIGHTS = {"text": 1, "number": 1, "date": 1, "file": 1, "table": 8, "address": 3, "identity_document": 3, "checkboxes": 3, "group": 3}
"""The weight of a question by its control: about the number of lines it takes on a small screen. Others weigh 2."""


def gathered(pages: Sequence[PageView], optional: str) -> tuple[PageView, ...]:
    """The pages, with optional questions in a row on one step; where steps are still many, small things that follow each other, too.
    `optional`: the note that optional questions have.
    """
    made = tuple([_Steps(page, optional).together() for page in pages])
    for room in ROOM:
        if _count(made) <= MOST_STEPS:
            break
        made = tuple([_Steps(page, optional).within(room) for page in made])
    return tuple([_Steps(page, optional).named() for page in made])


def _count(pages: Iterable[PageView]) -> int:
    """The steps that nobody is spared."""
    sure = [block for page in pages if page.rule is None for block in page.blocks]
    return sum(not block.tied and block.rule is None and getattr(block, "known", None) is None for block in sure)


class _Steps:
    """The steps of a page: lists of numbers of its blocks."""

    def __init__(self, page: PageView, optional: str) -> None:
        self.page, self.optional = page, optional
        self.steps: list[list[int]] = []
        for n, block in enumerate(page.blocks):
            if block.tied and self.steps:
                self.steps[-1].append(n)
            else:
                self.steps.append([n])

    def together(self) -> PageView:
        """The page with runs of optional questions on one step each; what is only shown between them stands there too."""
        made: list[list[int]] = []
        for step in self.steps:
            before = made[-1] if made else []
            run = bool(before) and self.is_optional(before[0]) and all(self.is_optional(n) or self.is_shown(n) for n in step)
            fits = sum(map(self.is_optional, (*before, *step))) <= MOST_OPTIONAL
            if run and fits and not self.is_bound(step[0]):
                before += step
            else:
                made.append(step)
        return self.joined(made)

    def within(self, room: int) -> PageView:
        """The page with neighbours on one step, as far as they do not outweigh `room`."""
        made: list[list[int]] = []
        for step in self.steps:
            before = made[-1] if made else []
            if before and not self.is_bound(step[0]) and self.weight(before) + self.weight(step) <= room and not self.is_apart(before, step):
                before += step
            else:
                made.append(step)
        return self.joined(made)

    def named(self) -> PageView:
        """The page, with the kind of each step that no single question names: of "free" only optional ones, of "many" several."""
        kinds = {}
        for step in self.steps:
            optional = [n for n in step if self.is_optional(n)]
            if len(optional) > 1 and optional[0] == step[0] and all(self.is_optional(n) or self.is_shown(n) for n in step):
                kinds[step[0]] = "free"
            elif len([n for n in step if self.stands_alone(n)]) > 1:
                kinds[step[0]] = "many"
        return replace(self.page, steps=kinds) if kinds else self.page

    def joined(self, steps: Sequence[Sequence[int]]) -> PageView:
        """The page with these steps."""
        heads = {step[0] for step in steps}
        blocks = self.page.blocks
        if all(block.tied is (n not in heads) for n, block in enumerate(blocks)):
            return self.page
        return replace(self.page, blocks=tuple([joined_to_previous(one) if n not in heads and not one.tied else one for n, one in enumerate(blocks)]))

    # --- one block ------------------------------------------------------------------------------------------------------

    def is_optional(self, n: int) -> bool:
        block = self.page.blocks[n]
        return isinstance(block, Question) and block.note == self.optional and block.control != "table"

    def is_shown(self, n: int) -> bool:
        """True if nobody answers anything there."""
        block = self.page.blocks[n]
        return isinstance(block, HeldBlock) and not block.confirm

    def is_bound(self, n: int) -> bool:
        """True if something stands in front of a block that begins a step: a note, or the bounds of a group."""
        page = self.page
        frame = page.frames[n] if page.frames else None
        return bool(page.notes and page.notes[n]) or (frame is not None and (frame.opens is not None or frame.closes))

    def is_apart(self, before: Sequence[int], step: Sequence[int]) -> bool:
        """True if two steps are no neighbours: many optional questions, or two blocks that both want a word."""
        blocks = self.page.blocks
        words = [n for n in (*before, *step) if isinstance(block := blocks[n], HeldBlock) and block.confirm]
        return len(words) > 1 or any(len(one) > 1 and self.is_optional(one[0]) for one in (before, step))

    def weight(self, step: Iterable[int]) -> int:
        return sum(map(self.weight_of, step))

    def weight_of(self, n: int) -> int:
        block: Block = self.page.blocks[n]
        if isinstance(block, HeldBlock):
            return 2 if block.confirm else 1
        return _WEIGHTS.get(block.control, 2)

    def stands_alone(self, n: int) -> bool:
        """True if a block would have had a step of its own."""
        block = self.page.blocks[n]
        return block.rule is None if isinstance(block, Question) else False
