"""Tell whose workbook it is: its texts, its name and the roster come in, a unit and the sign it was told by go out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.campaign import Campaign, Unit
from toolkit.cleaning import plain_text
from toolkit.messages import say
from toolkit.opening import Grid, OpenedFile
from toolkit.stamp import Stamp, Token, find_tokens
from toolkit.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose file it is. `sign` is decision, token, cell or name; empty where nothing tells."""

    unit: Unit | None = None
    sign: str = ""
    # Genuine tokens of this campaign, tokens of another one, and tokens that somebody changed.
    tokens: tuple[Token, ...] = ()
    foreign: bool = False
    forged: bool = False
    unused: bool = False
    # Sheets of several units in one workbook; other units that a cell or the file's name points to.
    mixed: bool = False
    others: tuple[str, ...] = ()


def identify(name: str, opened: OpenedFile, campaign: Campaign, stamp: Stamp) -> Identity:
    """Tell the unit by the operator's decision, else the token, else a cell, else the file's name."""
    found = find_tokens([*_cell_texts(opened.grids), *opened.margins])
    genuine = tuple(token for token in found if stamp.genuine(token))
    foreign = bool(found) and all(token.campaign != stamp.campaign for token in found)
    forged = any(token.campaign == stamp.campaign and token not in genuine for token in found)
    unit, sign, unused = _by_decision(name, campaign)
    decided = unused or unit is not None
    mixed = len({token.unit for token in genuine}) > 1 and not decided
    by_cell, by_name = _by_cell(opened.grids, campaign), _by_name(name, campaign)
    if unit is None and not decided:
        unit, sign = _by_token(genuine, campaign)
    if unit is None and not (foreign or decided or mixed):
        unit, sign = (by_cell, "cell") if by_cell else (by_name, "name" if by_name else "")
    others = {one.name for one in (by_cell, by_name) if unit and one and one.code != unit.code}
    return Identity(
        unit=None if mixed else unit,
        sign=sign,
        tokens=genuine,
        foreign=foreign and not decided,
        forged=forged,
        unused=unused,
        mixed=mixed,
        others=() if decided else tuple(sorted(others)),
    )


def sheet_list(grid: Grid, tokens: tuple[Token, ...]) -> str:
    """Return the list that a genuine token on the sheet names, or an empty text."""
    known = {str(token) for token in tokens}
    return next((t.list_key for t in find_tokens(_cell_texts([grid])) if str(t) in known), "")


def _cell_texts(grids: Iterable[Grid]) -> list[str]:
    return [cell for grid in grids for row in grid.rows for cell in row if isinstance(cell, str) and "1" in cell]


def _by_decision(name: str, campaign: Campaign) -> tuple[Unit | None, str, bool]:
    for decision in campaign.decisions:
        if decision.kind == "file" and _exact(decision.found) in (_exact(name), _exact(name.rpartition("/")[2])):
            if not decision.unit:
                return None, "", True
            return campaign.unit(decision.unit), "decision", False
    return None, "", False


def _exact(name: str) -> str:
    """Return a file's name for comparison: 表1-1 and 表11 are two files."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _by_token(tokens: tuple[Token, ...], campaign: Campaign) -> tuple[Unit | None, str]:
    codes = {token.unit for token in tokens}
    known = [unit for unit in campaign.units if unit.code in codes]
    return (known[0], "token") if len(known) == 1 else (None, "")


def _by_cell(grids: Iterable[Grid], campaign: Campaign) -> Unit | None:
    """Look for 填报单位：X, or the label with the name in the next filled cell."""
    label = fold(say("cover.unit"))
    for grid in grids:
        for row in grid.rows[:10]:
            texts = [plain_text(cell) for cell in row if plain_text(cell)]
            for place, text in enumerate(texts):
                if not fold(text).startswith(label):
                    continue
                written = re.split(r"[:：]", text, maxsplit=1)[-1] if fold(text) != label else ""
                candidates = [*re.split(r"\s{2,}|　", written.strip()), *texts[place + 1 : place + 2]]
                unit = next((u for one in candidates if one and (u := campaign.find_unit(one))), None)
                if unit is not None:
                    return unit
    return None


def _by_name(name: str, campaign: Campaign) -> Unit | None:
    """Look for a unit in the file's own name, then in the folders it lies in, the nearest first."""
    for part in reversed(name.rpartition(".")[0].split("/")):
        unit = _longest_match(fold(part), campaign)
        if unit is not None:
            return unit
    return None


def _longest_match(text: str, campaign: Campaign) -> Unit | None:
    """The longest unit name or alias in the text decides; two equally long ones do not."""
    hits = [(len(fold(n)), unit.code) for unit in campaign.units for n in unit.names if fold(n) in text]
    longest = max((length for length, _ in hits), default=0)
    codes = {code for length, code in hits if length == longest}
    return campaign.unit(codes.pop()) if len(codes) == 1 and longest >= 2 else None
