"""Today as rules read it: each question is remembered, so that a result can be kept for as long as it holds."""

from __future__ import annotations


class Day:
    """An ISO date that can only be compared, and knows until when every comparison made would come out the same."""

    __slots__ = ("_today", "after", "at_least", "at_most", "before", "exact")

    def __init__(self, today: str) -> None:
        self._today = today
        self.at_least = self.after = ""
        self.at_most = self.before = ""
        self.exact = False

    def reached(self, date: str) -> bool:
        """True if a day has come: it is today or lies before."""
        if date <= self._today:
            self.at_least = max(self.at_least, date)
            return True
        self.before = min(self.before or date, date)
        return False

    def past(self, date: str) -> bool:
        """True if a day is over."""
        if date < self._today:
            self.after = max(self.after, date)
            return True
        self.at_most = min(self.at_most or date, date)
        return False

    def today(self) -> str:
        """The day itself; what is found with it is kept for this day only."""
        self.exact = True
        return self._today

    def span(self) -> tuple[str, str, str, str]:
        """The days on which the same would have been answered: (from, after, before, until), "" without a limit."""
        if self.exact:
            return self._today, "", "", self._today
        return self.at_least, self.after, self.before, self.at_most
