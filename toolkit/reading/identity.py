"""Identify the unit that a returned file belongs to, by everything in and around it that names a unit.

Every piece of evidence speaks for one unit with a weight between 0 and 1 (WEIGHTS). Pieces that agree add up to
1 - (1-a)(1-b)…; the unit with the highest sum wins if it reaches ENOUGH and no other unit reaches CONTRADICTING.
The operator's decision beats all evidence.

To add a piece of evidence: name it in WEIGHTS, yield it with the code of its unit in `_collect_votes` (heaviest
first, since the first is shown as the reason), and give it a sentence in message `sign.<name>`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.campaign import Decision, Unit
from toolkit.formats import OpenedFile
from toolkit.reading.file_tokens import FileTokens
from toolkit.reading.roster import CampaignRoster
from toolkit.reading.title_lines import find_titles, find_units_in_titles
from toolkit.reading.unit_cells import (
    LabelledText,
    find_labelled_texts,
    find_seen_text,
    find_units_in_cells,
    find_unmatched_text,
)
from toolkit.records import Section, Verdict
from toolkit.text import tidy

Vote = tuple[str, str]  # a piece of evidence (a key of WEIGHTS), and the code of the unit it speaks for

# A signed token is worth more than what people type, and a unit named in the file's name more than one named in a
# folder's, which may hold the files of several units.
WEIGHTS = {
    "token": 0.98,
    "token_note": 0.95,
    "token_property": 0.95,
    "revision": 0.9,
    "cell": 0.85,
    "title": 0.75,
    "name": 0.7,
    "folder": 0.65,
    "roster": 0.5,
}
ENOUGH, WORTH_NAMING = 0.6, 0.5
# With this much evidence for a second unit (its name on the sheet and in the file's name, say) nothing decides, not
# even a token: a workbook handed out to one unit may have been passed on to another.
CONTRADICTING = 0.95
_ON_SHEETS = frozenset({"cell", "title"})
NEARLY_SURE = 0.9999  # evidence is never quite sure; the operator is
# Members' names are evidence when this many belong to one unit alone, and make up this share of all names.
_FEWEST_NAMES, _SHARE_OF_NAMES = 2, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a workbook was taken for, and the evidence, heaviest first.

    `unit` is set if and only if the verdict is RECOGNISED. `others` are the names of further units with evidence for
    them; `seen` is the text in the cell for the unit's name where no unit is recognised; `unmatched` is such a text
    that names no unit of the roster, empty where every one names one.
    """

    verdict: Verdict
    unit: Unit | None = None
    evidence: tuple[str, ...] = ()
    confidence: float = 0.0
    others: tuple[str, ...] = ()
    seen: str = ""
    unmatched: str = ""

    @property
    def strongest_evidence(self) -> str:
        """The heaviest piece of evidence; empty where there is none."""
        return self.evidence[0] if self.evidence else ""


def identify_unit(  # noqa: PLR0913, PLR0917 - every parameter is a source of evidence
    name: str,
    opened: OpenedFile,
    file_tokens: FileTokens,
    sections: Iterable[Section],
    roster: CampaignRoster,
    came_from: str = "",
) -> Identity:
    """Identify the unit by the operator's decision, else by all evidence together.

    `came_from` is, for a file that is our annotated copy sent back, the code of the unit whose return was annotated.
    """
    decision = _find_file_decision(name, file_tokens, roster)
    if decision is not None:
        return _apply_decision(decision, roster)
    own = [("revision", came_from)] if came_from in roster.units else []
    read = tuple(sections)
    labelled = find_labelled_texts(opened.grids)
    titles = _collect_titles(opened, read)
    votes = [*own, *_collect_votes(name, labelled, titles, file_tokens, read, roster)]
    refusal = _find_refusal(votes, file_tokens, roster)
    if refusal is not None:
        return Identity(verdict=refusal, others=_collect_unit_names(roster, {code for _, code in votes}))
    return _choose_best_unit(votes, labelled, roster)


def _apply_decision(decision: Decision, roster: CampaignRoster) -> Identity:
    unit = roster.find_by_code(decision.meaning) if decision.meaning else None
    verdict = Verdict.RECOGNISED if unit else Verdict.UNUSED
    return Identity(verdict=verdict, unit=unit, evidence=("decision",), confidence=1.0)


def _find_refusal(votes: Sequence[Vote], file_tokens: FileTokens, roster: CampaignRoster) -> Verdict | None:
    """Return why no evidence can tell whose a file is, None where nothing stands against that.

    Who has no token is no intruder, for clerks make tables of their own; who has a token that is not right may be one.
    """
    reasons = {
        Verdict.FORGED: bool(file_tokens.forged),
        Verdict.FOREIGN_CAMPAIGN: bool(file_tokens.foreign),
        Verdict.REVOKED: bool(file_tokens.revoked),
        Verdict.MIXED_UNITS: _names_several_units(votes, file_tokens),
        Verdict.UNKNOWN_CODE: bool(file_tokens.units - roster.units.keys()),
        Verdict.TORN: _is_lent(votes, file_tokens),
    }
    return next((verdict for verdict, holds in reasons.items() if holds), None)


def _is_lent(votes: Iterable[Vote], file_tokens: FileTokens) -> bool:
    """Tell whether a workbook that was handed to one unit has another one written on its sheets."""
    written = {code for evidence, code in votes if evidence in _ON_SHEETS}
    return bool(file_tokens.units) and bool(written - file_tokens.units)


def _names_several_units(votes: Iterable[Vote], file_tokens: FileTokens) -> bool:
    """Tell whether one workbook has sheets of several units, by their tokens or else by the units named in it."""
    source = "token" if file_tokens.genuine else "cell"
    named = {code for evidence, code in votes if evidence == source}
    return len(file_tokens.units) > 1 or len(named) > 1


def _choose_best_unit(votes: list[Vote], labelled: Sequence[LabelledText], roster: CampaignRoster) -> Identity:
    """Take the unit with the most evidence, unless that is too little or another unit has too much."""
    weights = _weigh_votes(votes)
    best, *rest = sorted(weights, key=lambda code: -weights[code]) or [""]
    evidence = tuple(name for name, code in votes if code == best)
    if rest and weights[rest[0]] >= CONTRADICTING:
        verdict = Verdict.TORN
    elif weights.get(best, 0.0) >= ENOUGH:
        verdict = Verdict.RECOGNISED
    else:
        verdict = Verdict.NO_UNIT
    sure = verdict is Verdict.RECOGNISED
    named = {code for code, weight in weights.items() if weight >= WORTH_NAMING and not (sure and code == best)}
    return Identity(
        verdict=verdict,
        unit=roster.find_by_code(best) if sure else None,
        confidence=0.0 if verdict is Verdict.TORN else weights.get(best, 0.0),
        evidence=evidence,
        others=_collect_unit_names(roster, named),
        seen="" if sure else find_seen_text(labelled, roster),
        unmatched=find_unmatched_text(labelled, roster),
    )


def _collect_titles(opened: OpenedFile, sections: Iterable[Section]) -> list[str]:
    """Return the titles above the lists of a file, from every sheet that has one."""
    tops: dict[str, int] = {}
    for section in sections:
        tops[section.sheet] = min(section.header_row - 1, tops.get(section.sheet, section.header_row))
    return [title for grid in opened.grids if grid.name in tops for title in find_titles(grid, tops[grid.name])]


def _collect_votes(  # noqa: PLR0913, PLR0917 - every parameter is a source of evidence
    name: str,
    labelled: Sequence[LabelledText],
    titles: Iterable[str],
    file_tokens: FileTokens,
    sections: Iterable[Section],
    roster: CampaignRoster,
) -> Iterator[Vote]:
    """Yield each piece of evidence with the code of the unit it speaks for, the heaviest first."""
    known = roster.units
    for source, tokens in file_tokens.by_source.items():
        yield from ((source, code) for code in dict.fromkeys(token.unit for token in tokens) if code in known)
    yield from (("cell", code) for code in dict.fromkeys(unit.code for unit in find_units_in_cells(labelled, roster)))
    yield from (("title", code) for code in dict.fromkeys(unit.code for unit in find_units_in_titles(titles, roster)))
    found = {**_find_units_in_path(name, roster), "roster": _find_unit_by_members(sections, roster)}
    yield from ((evidence, unit.code) for evidence, unit in found.items() if unit is not None)


def _weigh_votes(votes: Iterable[Vote]) -> dict[str, float]:
    """Return the confidence in each unit, by code, from 0 to NEARLY_SURE."""
    doubts: dict[str, float] = {}
    for evidence, code in votes:
        doubts[code] = doubts.get(code, 1.0) * (1 - WEIGHTS[evidence])
    return {code: min(round(1 - doubt, 4), NEARLY_SURE) for code, doubt in doubts.items()}


def _collect_unit_names(roster: CampaignRoster, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(roster.find_by_code(code).name for code in codes))


def _find_file_decision(name: str, file_tokens: FileTokens, roster: CampaignRoster) -> Decision | None:
    """Return the operator's decision on a file, None where there is none.

    A decision on the whole path always holds. One on the bare name may mean another file of that name, so it
    does not beat the token of another unit.
    """
    for decision in roster.campaign.decisions:
        found = normalise_name(decision.found)
        whole, bare = found == normalise_name(name), found == normalise_name(name.rpartition("/")[2])
        if decision.kind == "file" and (whole or (bare and not file_tokens.units - {decision.meaning})):
            return decision
    return None


def is_unused(name: str, roster: CampaignRoster) -> bool:
    """Tell whether the operator decided not to use a file, also one that cannot be read."""
    names = (normalise_name(name), normalise_name(name.rpartition("/")[2]))
    unused = (d.found for d in roster.campaign.decisions if d.kind == "file" and not d.meaning)
    return any(normalise_name(found) in names for found in unused)


def normalise_name(name: str) -> str:
    """Return a file's name for comparison, its punctuation kept: 表1-1 and 表11 are two files."""
    return unicodedata.normalize("NFC", tidy(name)).strip().casefold()


def _find_units_in_path(name: str, roster: CampaignRoster) -> dict[str, Unit | None]:
    """Look for a unit in the file's own name, then in the folders it lies in, the nearest first."""
    own, *folders = reversed(name.rpartition(".")[0].split("/"))
    nearest = (unit for part in folders if (unit := roster.find_named_unit(part)))
    return {"name": roster.find_named_unit(own), "folder": next(nearest, None)}


def _find_unit_by_members(sections: Iterable[Section], roster: CampaignRoster) -> Unit | None:
    """Return the unit whose members are named in the columns that name members, None where they decide nothing."""
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
