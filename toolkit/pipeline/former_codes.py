"""Which code each unit had in earlier rounds, where the operator gave it another since.

The folders below 下发 are called by code and name of their units, so that they tell what a code meant in a round.
What the operator wrote among a unit's aliases comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.campaign import Campaign, Round
from toolkit.messages import say
from toolkit.text import format_file_name
from toolkit.unit_token import CODE

_NAME = "x"  # stands for a code where a folder's name is built to be compared


def trace_former_codes(campaign: Campaign, folder: Path) -> Mapping[tuple[int, str], str]:
    """Return the present code of a unit by a round and the code that it had then, where the two differ.

    `folder` is the campaign's. A code that meant two units in one round is left alone.
    """
    present = {unit.code for unit in campaign.units}
    traced: dict[tuple[int, str], str] = {}
    for each in campaign.rounds:
        meant = _read_folders(campaign, folder, each)
        traced |= {(each.number, code): units.pop() for code, units in meant.items() if len(units) == 1}
        for unit in campaign.units:
            taken = [code for code in unit.former_codes if code not in present]
            traced |= {(each.number, code): unit.code for code in taken}
    return {(number, code): now for (number, code), now in traced.items() if code != now}


def _read_folders(campaign: Campaign, folder: Path, each: Round) -> dict[str, set[str]]:
    """Return the present codes of the units that a code meant in a round, by that code."""
    issued = folder / say("folder.round", round=each.number) / say("folder.issued")
    names = sorted(path.name for path in issued.iterdir() if path.is_dir()) if issued.is_dir() else []
    tails = {
        format_file_name(f"{_NAME}-{name}").removeprefix(_NAME): unit.code
        for unit in campaign.units
        for name in unit.names
    }
    meant: dict[str, set[str]] = {}
    for name in names:
        for code, now in _split_name(name, tails):
            meant.setdefault(code, set()).add(now)
    return meant


def _split_name(name: str, tails: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the code in a folder's name with the present code of the unit that the rest of it names."""
    for at in (found.start() for found in re.finditer("-", name)):
        code, now = name[:at], tails.get(name[at:])
        if now is not None and re.fullmatch(CODE, code):
            yield code, now
