"""Double-entry bookkeeping for cells: how many a file stores, and what became of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What became of the cells of a file, or of a part of it.

    `stored` is counted from the file's own parts, independently of the values read. A cell is taken (its value is in a
    record or field as written), normalised (understood as another text than was written), or left out for a reason
    (message `left_out.<reason>`). A value that breaks a rule is taken all the same, and a finding names it. The
    remainder is unexplained, and must be zero.
    """

    stored: int = 0
    taken: int = 0
    normalised: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def unexplained(self) -> int:
        """Cells stored that nothing accounts for."""
        return self.stored - self.taken - self.normalised - sum(self.left_out.values())

    def __add__(self, other: Ledger) -> Ledger:
        reasons = {*self.left_out, *other.left_out}
        return Ledger(
            stored=self.stored + other.stored,
            taken=self.taken + other.taken,
            normalised=self.normalised + other.normalised,
            left_out={why: self.left_out.get(why, 0) + other.left_out.get(why, 0) for why in sorted(reasons)},
        )

    def set_aside(self, why: str) -> Ledger:
        """Return the same cells, with those that were read now left out for a single reason."""
        read = self.taken + self.normalised
        left_out = {**self.left_out, why: self.left_out.get(why, 0) + read} if read else self.left_out
        return replace(self, taken=0, normalised=0, left_out=left_out)

    def leave_out(self, why: str, taken: int, normalised: int) -> Ledger:
        """Return the same cells, so many of those taken and of those normalised now left out for a reason."""
        if not taken + normalised:
            return self
        left_out = {**self.left_out, why: self.left_out.get(why, 0) + taken + normalised}
        return replace(self, taken=self.taken - taken, normalised=self.normalised - normalised, left_out=left_out)


NOTHING = Ledger()


def add_ledgers(ledgers: Iterable[Ledger]) -> Ledger:
    """Return the sum of ledgers; of none, NOTHING."""
    return sum(ledgers, NOTHING)
