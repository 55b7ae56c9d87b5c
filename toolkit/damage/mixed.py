"""Mix several ways of breaking in one workbook, leaving out those that would undo one another."""

from __future__ import annotations

import random
from collections.abc import Iterable

from toolkit.damage.draft import Draft
from toolkit.damage.kind import Kind
from toolkit.damage.model import DamagedFiles, Subject
from toolkit.damage.registry import KINDS

# These leave nothing for other kinds to damage, or expect something of the whole workbook that others would spoil.
_ALONE = frozenset({"nil_return", "empty_without_a_word", "sorted_alone", "odd_properties"})
# Two of these in one workbook could undo the damage that the other must be reported for.
_LOSSY = frozenset(
    {
        "column_deleted",
        "heading_lost",
        "heading_misspelled",
        "date_impossible",
        "date_without_year",
        "date_month_only",
        "blank_word_required",
    }
)
_FIRST_OF_CONTENT = 40
FEWEST, MOST = 2, 4


def find_mixable_kinds() -> list[Kind]:
    """Return the kinds that can be mixed."""
    return [kind for kind in KINDS.values() if kind.edit and kind.key not in _ALONE]


def mix_kinds(subject: Subject, rng: random.Random) -> tuple[tuple[Kind, ...], DamagedFiles] | None:
    """Damage one workbook in two to four ways; None where it offers nothing to damage."""
    by_number: dict[int, list[Kind]] = {}
    for kind in find_mixable_kinds():
        by_number.setdefault(kind.number, []).append(kind)
    numbers = rng.sample(sorted(by_number), rng.randint(FEWEST, MOST))
    chosen = [rng.choice(by_number[number]) for number in numbers]
    lossy = [kind for kind in chosen if kind.key in _LOSSY or kind.number >= _FIRST_OF_CONTENT]
    return apply_kinds(subject, [kind for kind in chosen if kind not in lossy[1:]], rng)


def apply_kinds(
    subject: Subject, kinds: Iterable[Kind], rng: random.Random
) -> tuple[tuple[Kind, ...], DamagedFiles] | None:
    """Apply kinds in turn: first those on cell contents, then those on rows, headings and sheets."""
    draft, done = Draft.from_subject(subject), []
    for kind in sorted(kinds, key=lambda kind: -kind.number):
        if kind.edit and kind.edit(draft, rng):
            done.append(kind)
    if not done:
        return None
    files = {subject.name: draft.book.build_package()}
    return tuple(reversed(done)), DamagedFiles(files=files, expected=draft.build_expected_result())
