"""What is still open in a round that is about to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.followup import ItemKey
from toolkit.messages import say
from toolkit.pipeline.answers import count_open_questions
from toolkit.pipeline.collection import CollectedRound, find_units
from toolkit.pipeline.overview import find_other_files


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """Something that the end of a round leaves undone: its kind (message `open.<kind>`), how many, and their names."""

    kind: str
    count: int
    names: tuple[str, ...] = ()


def find_open_matters(collected: CollectedRound) -> tuple[OpenMatter, ...]:
    """Return what is still open, each kind once, the gravest first; nothing where all is done."""
    return tuple(matter for matter in _count_matters(collected) if matter.count)


def _count_matters(collected: CollectedRound) -> Iterator[OpenMatter]:
    names = collected.unit_names
    for kind in ("missing", "faulty"):
        units = tuple(names[code] for code in find_units(collected, kind))
        yield OpenMatter(kind=kind, count=len(units), names=units)
    others = tuple(other["file"] for other in find_other_files(collected))
    yield OpenMatter(kind="unread", count=len(others), names=others)
    yield OpenMatter(kind="undecided", count=count_open_questions(collected))
    waiting = tuple(_name_item(collected, item.key) for item in collected.followed.waiting)
    yield OpenMatter(kind="waiting", count=len(waiting), names=waiting)
    rejected = tuple(_name_item(collected, each.review.item) for each in collected.followed.rejected)
    wrong = tuple(mistake.location for mistake in collected.ledger.ledger.mistakes)
    yield OpenMatter(kind="rejected", count=len(rejected) + len(wrong), names=(*rejected, *wrong))
    yield OpenMatter(kind="unsaved", count=int(bool(collected.ledger.lock)), names=(collected.ledger.path.name,))


def _name_item(collected: CollectedRound, key: ItemKey) -> str:
    return say("closing.item", unit=collected.unit_names.get(key.unit, key.unit), number=key.number)
