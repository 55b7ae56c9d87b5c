"""Tell whose workbook it is: its texts, its name and the roster come in, a unit with the signs for it goes out.

Every sign speaks for one unit with a weight between 0 and 1; those that agree are put together as
1 - (1-a)(1-b)…; the unit with the most wins, if it reaches ENOUGH. The operator's decision beats every sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.campaign import Unit
from toolkit.cleaning import format_plain_text
from toolkit.formats import Grid, OpenedFile
from toolkit.messages import say
from toolkit.reading.roster import CampaignRoster
from toolkit.records import Section
from toolkit.stamp import (
    SHORTEST,
    Stamp,
    Token,
    find_tokens,
)
from toolkit.text import fold, tidy

# What each sign is worth. Texts that a program wrote and signed are worth more than what people type; a
# name in a file's name more than one of a folder, which may hold several units' files.
WEIGHTS = {
    "token": 0.98,
    "token_note": 0.95,
    "token_property": 0.95,
    "revision": 0.9,
    "cell": 0.85,
    "name": 0.7,
    "folder": 0.65,
    "roster": 0.5,
}
ENOUGH, WORTH_NAMING = 0.6, 0.5
# A unit that so much speaks for beside the best one, as its name on the sheet and in the file's name: then no
# sign decides, also no token. A workbook handed out to one unit may have been lent to another.
CONTRADICTING = 0.95
NEARLY_SURE = 0.9999  # signs are never quite sure; the operator is
# So many names must be of one unit and of no other to be a sign, and so large a share of all names.
_FEWEST_NAMES, _SHARE_OF_NAMES = 2, 0.8
_BRACKETS = re.compile(r"[(（][^)）]*[)）]?")
_DEEPEST_BANNER, _LONGEST_LABEL = 10, 20
_DEEPEST_TOKEN = 40  # it stands above a list's headings, and under the cover's few lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose file it is, how sure, and by which signs, the heaviest first; `others` are units that signs spoke for."""

    unit: Unit | None = None
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0
    others: tuple[str, ...] = ()
    # Genuine tokens of this campaign, tokens of another one, and tokens that somebody changed.
    tokens: tuple[Token, ...] = ()
    foreign: bool = False
    forged: bool = False
    unused: bool = False
    mixed: bool = False  # sheets of several units in one workbook
    torn: bool = False  # two units, each with strong signs
    seen: str = ""  # what stands in the place of the unit's name

    @property
    def strongest_evidence(self) -> str:
        """The heaviest sign; empty where nothing tells."""
        return self.evidence[0] if self.evidence else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTokens:
    """The tokens of a file, by where they were seen: in cells, notes, properties; and those in cells by sheet."""

    by_source: dict[str, tuple[Token, ...]]
    by_sheet: dict[str, tuple[Token, ...]]
    genuine: tuple[Token, ...]
    foreign: bool
    forged: bool


def read_tokens(opened: OpenedFile, stamp: Stamp) -> FileTokens:
    """Find every token of a file and tell the genuine ones."""
    by_sheet = {grid.name: find_tokens(_find_long_texts(grid)) for grid in opened.grids}
    found = {
        "token": [token for tokens in by_sheet.values() for token in tokens],
        "token_note": find_tokens(opened.comments),
        "token_property": find_tokens(opened.properties),
    }
    every = {str(token): token for tokens in found.values() for token in tokens}
    genuine = {text: token for text, token in every.items() if stamp.is_genuine(token)}
    return FileTokens(
        by_source={place: tuple(t for t in tokens if str(t) in genuine) for place, tokens in found.items()},
        by_sheet={sheet: tuple(t for t in tokens if str(t) in genuine) for sheet, tokens in by_sheet.items()},
        genuine=tuple(genuine.values()),
        foreign=bool(every) and all(token.campaign != stamp.campaign for token in every.values()),
        forged=any(t.campaign == stamp.campaign and text not in genuine for text, t in every.items()),
    )


def identify_unit(  # noqa: PLR0913, PLR0917 - every parameter is a source of signs
    name: str,
    opened: OpenedFile,
    file_tokens: FileTokens,
    sections: Iterable[Section],
    roster: CampaignRoster,
    came_from: str = "",
) -> Identity:
    """Tell the unit by the operator's decision, else by all signs together.

    `came_from` is the code of the unit whose return our annotated copy was made from, which this file is.
    """
    known = Identity(tokens=file_tokens.genuine, forged=file_tokens.forged)
    own = [("revision", came_from)] if came_from in roster.units else []
    votes = [*own, *_collect_votes(name, opened, file_tokens, sections, roster)]
    unit, unused = _find_decided_unit(name, file_tokens, roster)
    if unused or unit is not None:
        return replace(known, unit=unit, unused=unused, evidence=("decision",), confidence=1.0)
    told = {code for sign, code in votes if sign == ("token" if file_tokens.genuine else "cell")}
    mixed = len({token.unit for token in file_tokens.genuine}) > 1 or len(told) > 1
    if mixed or file_tokens.foreign:
        others = _collect_unit_names(roster, {code for _, code in votes})
        return replace(known, mixed=mixed, foreign=file_tokens.foreign, others=others)
    weights = _weigh_votes(votes)
    best, *rest = sorted(weights, key=lambda code: -weights[code]) or [""]
    clear = not rest or weights[rest[0]] < CONTRADICTING
    sure = bool(best) and weights[best] >= ENOUGH and clear
    named = {code for code, weight in weights.items() if weight >= WORTH_NAMING and not (sure and code == best)}
    return replace(
        known,
        unit=roster.find_by_code(best) if sure else None,
        confidence=weights.get(best, 0.0) if clear else 0.0,
        evidence=tuple(sign for sign, code in votes if code == best),
        others=_collect_unit_names(roster, named),
        torn=not clear,
        seen="" if sure else _find_seen_text(opened.grids),
    )


def _collect_votes(
    name: str, opened: OpenedFile, file_tokens: FileTokens, sections: Iterable[Section], roster: CampaignRoster
) -> Iterator[tuple[str, str]]:
    """Yield each sign with the code of the unit it speaks for, the heaviest sign first."""
    known = roster.units
    for place, tokens in file_tokens.by_source.items():
        yield from ((place, code) for code in dict.fromkeys(token.unit for token in tokens) if code in known)
    yield from (
        ("cell", code) for code in dict.fromkeys(unit.code for unit in _find_units_in_cells(opened.grids, roster))
    )
    found = {
        **_find_units_in_path(name, roster),
        "roster": _find_unit_by_members(sections, roster),
    }
    yield from ((sign, unit.code) for sign, unit in found.items() if unit is not None)


def _weigh_votes(votes: Iterable[tuple[str, str]]) -> dict[str, float]:
    doubts: dict[str, float] = {}
    for sign, code in votes:
        doubts[code] = doubts.get(code, 1.0) * (1 - WEIGHTS[sign])
    return {code: min(round(1 - doubt, 4), NEARLY_SURE) for code, doubt in doubts.items()}


def _collect_unit_names(roster: CampaignRoster, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(roster.find_by_code(code).name for code in codes))


def _find_long_texts(grid: Grid) -> list[str]:
    """Return the texts near the top of a sheet that are long enough to hold a token."""
    cells = (cell for row in grid.rows[:_DEEPEST_TOKEN] for cell in row if cell)
    return [cell for cell in cells if isinstance(cell, str) and len(cell) >= SHORTEST]


def _find_decided_unit(name: str, file_tokens: FileTokens, roster: CampaignRoster) -> tuple[Unit | None, bool]:
    """Return the unit decided for a file, or that it is not used.

    A decision that gives the whole path holds; one with the bare name may mean another file of that name,
    and does not beat the token of another unit.
    """
    tokens = {token.unit for token in file_tokens.genuine}
    for decision in roster.campaign.decisions:
        whole, bare = (
            _normalise_name(decision.found) == _normalise_name(name),
            _normalise_name(decision.found) == _normalise_name(name.rpartition("/")[2]),
        )
        if decision.kind == "file" and (whole or (bare and not tokens - {decision.meaning})):
            return (roster.find_by_code(decision.meaning), False) if decision.meaning else (None, True)
    return None, False


def is_unused(name: str, roster: CampaignRoster) -> bool:
    """Tell whether the operator decided not to use a file, also one that cannot be read."""
    return any(
        one.kind == "file"
        and not one.meaning
        and _normalise_name(one.found) in (_normalise_name(name), _normalise_name(name.rpartition("/")[2]))
        for one in roster.campaign.decisions
    )


def _normalise_name(name: str) -> str:
    """Return a file's name for comparison: 表1-1 and 表11 are two files."""
    return unicodedata.normalize("NFC", tidy(name)).strip().casefold()


def _find_units_in_cells(grids: Iterable[Grid], roster: CampaignRoster) -> Iterator[Unit]:
    """Yield the units named behind 填报单位, or in the next filled cell, on every sheet."""
    for candidates in _find_labelled_texts(grids):
        unit = next((u for one in candidates if one and (u := roster.find(one))), None)
        if unit is not None:
            yield unit


def _find_seen_text(grids: Iterable[Grid]) -> str:
    """Return what stands where the unit's name should, empty where nothing does."""
    return next((text for candidates in _find_labelled_texts(grids) for text in candidates if text), "")


def _find_labelled_texts(grids: Iterable[Grid]) -> Iterator[list[str]]:
    label = fold(say("cover.unit"))
    for grid in grids:
        for row in grid.rows[:_DEEPEST_BANNER]:
            texts = [cell for cell in row if isinstance(cell, str) and cell and format_plain_text(cell)]
            for place, text in enumerate(texts):
                if label[0] in text and fold(text[:_LONGEST_LABEL]).startswith(label):
                    yield _collect_name_candidates(text, label, texts[place + 1 : place + 2])


def _collect_name_candidates(text: str, label: str, following: list[str]) -> list[str]:
    """Return what may be the unit's name: behind the colon up to a wide gap or any space, or in the next cell."""
    if fold(text) == label:
        return [format_plain_text(one) for one in following]
    written = re.split(r"[:：]", text, maxsplit=1)[-1].strip()
    pieces = [*re.split(r"[^\S\n]{2,}|\u3000|\n", written), *written.split()[:1], *following]
    plain = [format_plain_text(one) for one in pieces]
    return [*plain, *(_BRACKETS.sub("", one).strip() for one in plain)]  # 市教育局（盖章）


def _find_units_in_path(name: str, roster: CampaignRoster) -> dict[str, Unit | None]:
    """Look for a unit in the file's own name, then in the folders it lies in, the nearest first."""
    own, *folders = reversed(name.rpartition(".")[0].split("/"))
    nearest = (unit for part in folders if (unit := roster.find_named_unit(part)))
    return {"name": roster.find_named_unit(own), "folder": next(nearest, None)}


def _find_unit_by_members(sections: Iterable[Section], roster: CampaignRoster) -> Unit | None:
    """Look whose members are named in the columns that name members."""
    names = {name for section in sections for _, name in find_member_names(section, roster)}
    counts: dict[str, int] = {}
    for name in names:
        for code in roster.units_of[name] if len(roster.units_of.get(name, ())) == 1 else ():
            counts[code] = counts.get(code, 0) + 1
    best = max(counts, key=lambda code: counts[code], default="")
    clear = best and counts[best] >= _FEWEST_NAMES and counts[best] >= _SHARE_OF_NAMES * len(names)
    return roster.find_by_code(best) if clear else None


def find_member_names(section: Section, roster: CampaignRoster) -> Iterator[tuple[int, str]]:
    """Yield the row and name of everyone named in columns that must name the unit's own members."""
    columns = roster.campaign.definition.find_list_type(section.list_key).columns
    keys = [column.key for column in columns if column.choices == "@members"]
    for record in section.records:
        for key in keys:
            value = record.cleaned[key].value
            names = value if isinstance(value, tuple) else (value,)
            yield from ((record.row, name) for name in names if isinstance(name, str))
