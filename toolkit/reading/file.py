"""Read one returned file: its bytes come in; its unit, records, evidence and file-level findings go out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.campaign import Campaign
from toolkit.cleaning import Cleaner
from toolkit.definition import Definition
from toolkit.findings import Finding, make_finding
from toolkit.formats import (
    OpenedFile,
    Passwords,
    UnreadableError,
    open_workbook,
)
from toolkit.reading.cover import read_cover
from toolkit.reading.identity import (
    FileTokens,
    Identity,
    identify_unit,
    is_unused,
    read_tokens,
)
from toolkit.reading.lists import UNUSED, WantedList, build_list_reader
from toolkit.reading.notices import find_notices
from toolkit.reading.roster import CampaignRoster
from toolkit.reading.versions import find_stage
from toolkit.records import (
    Ledger,
    Recognition,
    ReturnedFile,
    Section,
)
from toolkit.stamp import Stamp, find_revision
from toolkit.text import fold, tidy

# What is no workbook at all: an attachment may belong to a return, a file that a program left behind does not.
_ATTACHED = frozenset({"pdf", "picture", "word", "slides", "text"})
_LEFT_BEHIND = frozenset({"lock", "temporary", "system"})
_DEEPEST_MARK = 20


# Programs write their local time as if it were UTC, and clocks are a little wrong; not by more than this.
_CLOCKS_DIFFER = dt.timedelta(days=1)


class FileReader:
    """Reads the returned files of one campaign; equal cells are understood once over all files."""

    def __init__(self, campaign: Campaign, stamp: Stamp, round: int, passwords: Passwords | None = None) -> None:
        self.campaign = campaign
        self.roster = CampaignRoster(campaign)
        self.stamp = stamp
        self.round = round
        self.passwords = passwords
        members = frozenset(member.name for member in campaign.members)
        units = frozenset(name for name, _ in campaign.collect_unit_names())
        self.cleaner = Cleaner(campaign.definition, members)
        self.lists = build_list_reader(
            self.cleaner,
            campaign.list_types,
            campaign.collect_decisions("column"),
            {"@members": members, "@leaders": members, "@units": units},
        )
        self.sheets = campaign.collect_decisions("sheet")
        self.unused_names = frozenset(
            fold(text) for text, code in campaign.collect_decisions("spelling").items() if not code
        )

    def read(
        self, name: str, content: bytes, file_time: dt.datetime | None = None, *, came_from: str = ""
    ) -> ReturnedFile:
        """Read one file. `name` is its path under 回收/; never raises for any bytes.

        `came_from` is the code of the unit whose earlier file it revises, where that is known by now.
        """
        bare = self._build_bare_file(name, content, file_time)
        try:
            opened = open_workbook(content, self._choose_passwords(name))
        except UnreadableError as error:
            return self.refuse_unreadable(bare, error.code)
        file = replace(bare, format=opened.format, encrypted=opened.encrypted, revises=_find_origin_hash(opened))
        if opened.modified:
            ahead = file_time is not None and opened.modified > file_time + _CLOCKS_DIFFER
            file = replace(file, modified=opened.modified, modified_by="property", ahead=ahead)
        return self._recognise_file(file, opened, came_from)

    def _build_bare_file(self, name: str, content: bytes, file_time: dt.datetime | None) -> ReturnedFile:
        stage, word = find_stage(name, self.campaign.definition.vocabulary.versions)
        return ReturnedFile(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            modified=file_time,
            modified_by="file" if file_time else "",
            stage=stage,
            stage_word=word,
        )

    def refuse_unreadable(self, file: ReturnedFile, code: str) -> ReturnedFile:
        """Return a file that cannot be read: with the finding why, or set aside as the operator decided."""
        if is_unused(file.name, self.roster):
            return _refuse_file(file, Identity(unused=True, evidence=("decision",), confidence=1.0), "unused")
        return report_unreadable(file, code)

    def _choose_passwords(self, name: str) -> Iterable[str]:
        """Return the passwords to try: those of units named in the path first."""
        if self.passwords is None:
            return ()
        units = self.passwords.by_unit
        own = [word for unit, word in units.items() if unit in name or self._is_unit_named(unit, name)]
        return dict.fromkeys([*own, *self.passwords.all])

    def _is_unit_named(self, unit: str, name: str) -> bool:
        found = self.campaign.find_unit(unit)
        return found is not None and any(one in name for one in found.names)

    def _recognise_file(self, file: ReturnedFile, opened: OpenedFile, came_from: str = "") -> ReturnedFile:
        marks = read_tokens(opened, self.stamp)
        cover = read_cover(opened.grids, self.campaign.definition, self.campaign.list_types)
        wanted = self._resolve_wanted_lists(opened, marks)
        sheets = self.lists.read(opened, name=file.name, wanted=wanted, nil=cover.nil, cover=cover.sheet)
        identity = identify_unit(file.name, opened, marks, sheets.sections, self.roster, came_from)
        file = replace(file, sections=sheets.sections, rest=sheets.rest + cover.ledger)
        refusal = _find_refusal(identity, bool(sheets.sections or cover.nil))
        if refusal == "no_unit" and fold(identity.seen) in self.unused_names:
            refusal = "unused"
        if refusal or identity.unit is None:
            return _refuse_file(file, identity, refusal)
        file = replace(file, unit=identity.unit.code, cover=cover.fields, nil=cover.nil)
        kept, copies = _leave_out_copies(file, opened)
        # Until it is known which file counts, every list of this one does.
        file = replace(file, sections=kept, counted=file.lists)
        notices = find_notices(file, identity, cover, self.roster, self.round)
        whole = [found.assign_file(file.name, file.unit) for found in (*sheets.findings, *copies)]
        evidence = (_explain_unit(identity), *(one for section in kept for one in section.recognitions))
        return replace(file, findings=(*notices, *whole), recognitions=evidence, counted=frozenset())

    def _resolve_wanted_lists(self, opened: OpenedFile, file_tokens: FileTokens) -> dict[str, WantedList]:
        """Return which list a sheet holds, by the operator's decision or its token."""
        wanted: dict[str, WantedList] = {}
        for grid in opened.grids:
            decided = self.sheets.get(tidy(grid.name))
            if decided is not None:
                wanted[grid.name] = WantedList(decided or UNUSED, "decision")
            else:
                wanted[grid.name] = WantedList(next((token.list_key for token in file_tokens.by_sheet[grid.name]), ""))
        return wanted


def _find_origin_hash(opened: OpenedFile) -> str:
    """Return which file this one was made from, by the mark near the top of the sheet that we put in front."""
    cells = (cell for grid in opened.grids for row in grid.rows[:_DEEPEST_MARK] for cell in row if cell)
    return find_revision(cell for cell in cells if isinstance(cell, str))


def read_sections(opened: OpenedFile, definition: Definition) -> tuple[Section, ...]:
    """Read the lists of a workbook apart from any campaign."""
    reader = build_list_reader(Cleaner(definition), definition.list_types)
    cover = read_cover(opened.grids, definition, definition.list_types)
    return reader.read(opened, wanted={}, nil=cover.nil, cover=cover.sheet).sections


def report_unreadable(file: ReturnedFile, code: str) -> ReturnedFile:
    """Return a file that cannot be read, with the finding that says why and what to do."""
    severity, rule = "error", "unreadable"
    if code in _ATTACHED:
        severity, rule = "warning", "not_a_workbook"
    elif code in _LEFT_BEHIND:
        severity, rule = "notice", "ignored_file"
    found = make_finding(severity, rule, file=file.name, code=code)
    return replace(file, code=code, other=severity != "error", findings=(found,))


def _find_refusal(identity: Identity, has_lists: bool) -> str:
    """Say why a workbook is nobody's: the rule of the finding, empty where it is somebody's."""
    if identity.unused:
        return "unused"
    if identity.foreign:
        return "foreign_campaign"
    if not has_lists:
        return "foreign"
    if identity.mixed:
        return "mixed_units"
    if identity.torn:
        return "torn"
    return "" if identity.unit else "no_unit"


def _refuse_file(file: ReturnedFile, identity: Identity, refusal: str) -> ReturnedFile:
    severity = "notice" if refusal == "unused" else "error"
    facts = {"candidates": identity.others, "options": identity.others, "written": identity.seen}
    nearest = identity.others if refusal == "no_unit" else ()
    found = make_finding(severity, refusal, file=file.name, nearest=nearest, **facts)
    return replace(file, foreign=True, findings=(found,), recognitions=(_explain_unit(identity),))


def _explain_unit(identity: Identity) -> Recognition:
    return Recognition(
        subject="unit",
        chosen=identity.unit.name if identity.unit else "",
        confidence=identity.confidence,
        evidence=identity.evidence,
        candidates=identity.others,
    )


def _leave_out_copies(file: ReturnedFile, opened: OpenedFile) -> tuple[tuple[Section, ...], list[Finding]]:
    """Leave out a list's second sheet when it is hidden, or the same record by record as one kept already."""
    hidden = {grid.name for grid in opened.grids if grid.hidden}
    kept: list[Section] = []
    found: list[Finding] = []
    for section in sorted(file.sections, key=lambda one: one.sheet in hidden):
        same_list = [one for one in kept if one.list_key == section.list_key and one.sheet != section.sheet]
        written = [record.written for record in section.records]
        copied = any([record.written for record in one.records] == written for one in same_list)
        if same_list and (section.sheet in hidden or (written and copied)):
            where: Mapping[str, str] = {"list": section.list_key, "sheet": section.sheet}
            found.append(make_finding("warning", "copied_sheet", **where, other=same_list[0].sheet, count=len(written)))
            kept.append(_set_section_aside(section))
        else:
            kept.append(section)
    return tuple(kept), found


def _set_section_aside(section: Section) -> Section:
    rows = tuple((record.row, "copied") for record in section.records)
    ledger: Ledger = section.ledger.set_aside("copied")
    return replace(section, records=(), left_out=(*section.left_out, *rows), own=0, ledger=ledger)
