"""Which password a workbook goes out under: its unit's own, else the first general one of the operator's file.

A password is never written anywhere; of a doubtful one the unit is named, of a line the number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from toolkit.campaign import Campaign, Unit
from toolkit.errors import Mistake, OperatorError, make_mistake
from toolkit.formats import Passwords
from toolkit.messages import say
from toolkit.pipeline.workspace import CampaignFolders

# Shorter ones, and longer ones of digits alone, can be guessed, 100,000 rounds of hashing or not.
_SHORTEST, _SHORTEST_OF_DIGITS = 8, 12
_SHOWN_NAMES = 5
_FOR_OTHERS = 0o077  # the rights of all but the owner


def choose_passwords(campaign: Campaign, passwords: Passwords) -> dict[str, str]:
    """Return each unit's password by its code: its own, else the first general one; units without any are left out.

    Of two lines for one unit, by different names, the first counts.
    """
    chosen: dict[str, str] = {}
    for name, password in passwords.by_unit.items():
        unit = campaign.find_unit(name)
        if unit is not None:
            chosen.setdefault(unit.code, password)
    for unit in campaign.units if passwords.general else ():
        chosen.setdefault(unit.code, passwords.general[0])
    return chosen


def require_passwords(campaign: Campaign, passwords: Passwords, units: Collection[Unit]) -> dict[str, str]:
    """Return the passwords by code of unit as `choose_passwords` does.

    Raises OperatorError where one of these units has none, and where a line names no unit of the roster: a slip in the
    name would hand its workbook out under another password.
    """
    chosen = choose_passwords(campaign, passwords)
    mistakes: list[Mistake] = []
    unknown = [str(number) for name, number in passwords.lines.items() if campaign.find_unit(name) is None]
    if unknown:
        mistakes.append(make_mistake("password.of_nobody", passwords.file, lines=say("list.separator").join(unknown)))
    without = [unit.name for unit in units if unit.code not in chosen]
    if without:
        mistakes.append(make_mistake("password.none", passwords.file, units=say("list.separator").join(without)))
    if mistakes:
        raise OperatorError(mistakes)
    return chosen


def find_weak_passwords(campaign: Campaign, passwords: Passwords) -> Iterator[str]:
    """Yield a sentence each for passwords that are easily guessed, cannot be typed, or are shared by units."""
    chosen = choose_passwords(campaign, passwords)
    names = {unit.code: unit.name for unit in campaign.units if unit.code in chosen}
    weak = [name for code, name in names.items() if _is_weak(chosen[code])]
    odd = [name for code, name in names.items() if not (chosen[code].isascii() and chosen[code].isprintable())]
    for key, units in (("weak", weak), ("untypable", odd)):
        if units:
            yield say(f"password.{key}", units=_join_names(units))
    shared = Counter(chosen[code] for code in names).most_common(1)
    if shared and shared[0][1] > 1:
        yield say("password.shared", count=shared[0][1])


def _join_names(names: list[str]) -> str:
    shown = say("list.separator").join(names[:_SHOWN_NAMES])
    return say("password.more", names=shown, count=len(names)) if len(names) > _SHOWN_NAMES else shown


def _is_weak(password: str) -> bool:
    shortest = _SHORTEST_OF_DIGITS if password.isdecimal() else _SHORTEST
    return len(password) < shortest or len(set(password)) < _SHORTEST // 2


def find_exposed_file(folders: CampaignFolders, path: Path) -> Iterator[str]:
    """Yield a sentence each where the file of passwords lies among what is sent or collected, or others may read it."""
    found = path.resolve()
    for folder in (folders.issued, folders.returned, folders.sent_back, folders.results):
        if folder.resolve() in found.parents:
            yield say("password.sent_along", path=path, folder=folder.name)
    if os.name == "posix" and path.stat().st_mode & _FOR_OTHERS:
        yield say("password.readable", path=path)
