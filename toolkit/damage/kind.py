"""One way in which returned workbooks break: its number among the ways, its key, and how to do it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.damage.draft import Draft
from toolkit.damage.model import DamagedFiles, Subject

# Damages a draft in place; False where it found nothing to damage.
Edit = Callable[[Draft, random.Random], bool]
Make = Callable[[Subject, random.Random], DamagedFiles | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way of breaking. Kinds with `office` set need a real office program and are only listed.

    A kind with an `edit` works inside the workbook and can be mixed with others.
    """

    number: int
    key: str
    office: bool = False
    make: Make | None = None
    edit: Edit | None = None


def make_inner_kind(number: int, key: str, edit: Edit) -> Kind:
    """Return a kind that damages the workbook from inside."""

    def damage_subject(subject: Subject, rng: random.Random) -> DamagedFiles | None:
        draft = Draft.from_subject(subject)
        if not subject.sections or not edit(draft, rng):
            return None
        return DamagedFiles(files={subject.name: draft.book.build_package()}, expected=draft.build_expected_result())

    return Kind(number=number, key=key, make=damage_subject, edit=edit)


def make_outer_kind(number: int, key: str, make: Make) -> Kind:
    """Return a kind that damages the file, or what lies beside it."""
    return Kind(number=number, key=key, make=make)


def make_office_kind(number: int, key: str) -> Kind:
    """Return a kind of damage that only an office program can do."""
    return Kind(number=number, key=key, office=True)
