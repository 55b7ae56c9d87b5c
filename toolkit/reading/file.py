"""Read one returned file from its bytes: open it, read its lists and cover, and tell whose it is.

Each stage gives one part of the `ReturnedFile`. Which of a unit's files counts is decided later, in `returns`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import replace

from toolkit.campaign import Campaign, build_cleaner
from toolkit.cleaning import Cleaner
from toolkit.definition import Definition
from toolkit.findings import Finding, make_finding
from toolkit.followup import NOTHING_BEFORE, Closing
from toolkit.formats import Excess, OpenedFile, Passwords, UnreadableError, pick_password, submit_workbook
from toolkit.reading.basis import date_source
from toolkit.reading.copies import set_copies_aside
from toolkit.reading.cover import read_cover
from toolkit.reading.file_tokens import FileTokens, read_tokens
from toolkit.reading.identity import (
    Identity,
    identify_unit,
    is_unused,
)
from toolkit.reading.lists import UNUSED, WantedList, build_list_reader
from toolkit.reading.notices import find_content_notices, find_identity_notices
from toolkit.reading.own_papers import is_docket
from toolkit.reading.refusals import explain_unit, refuse_file, refuse_other_round, report_unreadable
from toolkit.reading.replies import read_replies
from toolkit.reading.roster import CampaignRoster
from toolkit.reading.untouched import IssuedRows
from toolkit.reading.versions import find_stage
from toolkit.records import FileContent, FileRecognition, IssuedVersions, ReturnedFile, Section, SourceFile, Verdict
from toolkit.text import fold, tidy
from toolkit.unit_token import Stamp, find_revision

_LOCKED = ("encrypted", "wrong_password")
_DEEPEST_REVISION = 20


class FileReader:
    """Reads the returned files of one campaign; equal cells are cleaned only once over all files.

    `opening` is how the round before ended: rows issued from it count as filled in where they say something new.
    `versions` are the times that each workbook was handed out in this round.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what is known before the first file
        self,
        campaign: Campaign,
        stamp: Stamp,
        round: int,
        passwords: Passwords | None = None,
        opening: Closing = NOTHING_BEFORE,
        versions: IssuedVersions | None = None,
    ) -> None:
        # What another process makes the same reader of.
        self.arguments = (campaign, stamp, round, passwords, opening, versions)
        self.campaign = campaign
        self.roster = CampaignRoster(campaign, versions, opening)
        self.stamp = stamp
        self.round = round
        self.passwords = passwords
        # By which each file was opened, by its name; kept apart from what is recorded of it, which is shown.
        self.opened_by: dict[str, str] = {}
        members = frozenset(member.name for member in campaign.members)
        units = frozenset(name for name, _ in campaign.collect_unit_names())
        self.cleaner = build_cleaner(campaign)
        self.issued_rows = IssuedRows(campaign, opening) if opening.items else None
        self.lists = build_list_reader(
            self.cleaner,
            campaign.issued_list_types,
            campaign.collect_decisions("column"),
            {"@members": members, "@leaders": members, "@units": units},
        )
        self.sheets = campaign.collect_decisions("sheet")
        self.unused_names = frozenset(
            fold(text) for text, code in campaign.collect_decisions("spelling").items() if not code
        )

    def open_ahead(self, name: str, content: bytes) -> Future[OpenedFile]:
        """Have a file opened while others are read; give the future to `read`."""
        return submit_workbook(content, self._choose_passwords(name))

    def read(  # noqa: PLR0913 - what is known of a file beforehand
        self,
        name: str,
        content: bytes,
        file_time: dt.datetime | None = None,
        *,
        opening: Future[OpenedFile] | None = None,
        came_from: str = "",
        password: str = "",
    ) -> ReturnedFile:
        """Read one file. `name` is its path under 回收/; never raises for any bytes.

        `opening` comes from `open_ahead`. `came_from` is the code of the unit whose earlier file this one revises,
        where that is known already; `password` is the one by which it came out of an archive, empty for none.
        """
        source = self._build_source(name, content, file_time)
        try:
            opened = (opening or self.open_ahead(name, content)).result()
        except UnreadableError as error:
            return self.refuse_unreadable(source, error.code, error.excess)
        if is_docket(opened, self.campaign.list_types):
            return self.refuse_unreadable(source, "docket")
        password = pick_password(self._choose_passwords(name), opened.opened_by) or password
        if password:
            self.opened_by[name] = password
        return self._read_opened(_complete_source(source, opened, locked=bool(password)), opened, came_from)

    def _build_source(self, name: str, content: bytes, file_time: dt.datetime | None) -> SourceFile:
        stage, word = find_stage(name, self.campaign.definition.vocabulary.versions)
        return SourceFile(
            name=name,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            modified=file_time,
            modified_by="file" if file_time else "",
            stage=stage,
            stage_word=word,
        )

    def refuse_unreadable(self, source: SourceFile, code: str, excess: Excess | None = None) -> ReturnedFile:
        """Return a file that cannot be read, with the finding that says why, or as set aside by the operator."""
        if is_unused(source.name, self.roster):
            identity = Identity(verdict=Verdict.UNUSED, evidence=("decision",), confidence=1.0)
            return ReturnedFile(source=source, recognition=refuse_file(source.name, identity.verdict, identity))
        unit = self.roster.find_unit_in_path(source.name) if code in _LOCKED else None
        issued_to = unit.name if unit and self.roster.has_locked_workbook(unit.code) else ""
        handed_locked = code in _LOCKED and self.roster.has_locked_workbooks
        found = report_unreadable(source.name, code, issued_to, excess, handed_locked=handed_locked)
        return ReturnedFile(source=source, recognition=found)

    def _choose_passwords(self, name: str) -> tuple[str, ...]:
        """Return the passwords to try, each once: those of units named in the path first."""
        if self.passwords is None:
            return ()
        units = self.passwords.by_unit
        own = [password for unit, password in units.items() if unit in name or self._is_unit_named(unit, name)]
        return tuple(dict.fromkeys([*own, *self.passwords.all]))

    def _is_unit_named(self, unit: str, name: str) -> bool:
        found = self.campaign.find_unit(unit)
        return found is not None and any(spelling in name for spelling in found.names)

    def _read_opened(self, source: SourceFile, opened: OpenedFile, came_from: str) -> ReturnedFile:
        name, file_tokens = source.name, read_tokens(opened, self.stamp, self.roster)
        cover = read_cover(opened.grids, self.campaign.definition, self.campaign.issued_list_types)
        wanted = self._resolve_wanted_lists(opened, file_tokens)
        lists = self.lists.read(opened, name=name, wanted=wanted, nil=cover.nil, cover=cover.sheet)
        read = FileContent(
            sections=lists.sections,
            nil=cover.nil,
            cover=cover.fields,
            replies=read_replies(opened.grids),
            rest=lists.rest + cover.ledger,
        )
        identity = identify_unit(name, opened, file_tokens, read.sections, self.roster, came_from)
        verdict = self._judge_file(identity, read)
        if verdict is not Verdict.RECOGNISED or identity.unit is None:
            refusal = refuse_file(name, verdict, identity, file_tokens)
            return ReturnedFile(source=source, recognition=refusal, content=read)
        unit = identity.unit.code
        rounds = file_tokens.find_other_rounds(self.round)
        if rounds and identity.strongest_evidence != "decision":
            return ReturnedFile(
                source=source, recognition=refuse_other_round(name, identity, rounds, self.round), content=read
            )
        hidden = {grid.name for grid in opened.grids if grid.hidden}
        kept = set_copies_aside(read.sections, hidden, self.campaign.definition)
        content = replace(read, sections=kept.sections, rest=read.rest + kept.rest)
        if self.issued_rows:
            content = self.issued_rows.count_filled(content, unit)
        notices = find_identity_notices(identity, identity.unit, file_tokens, self.roster, self.round)
        signed = [make_finding("notice", "signed")] if opened.signed else []
        if self.roster.has_locked_workbook(unit) and not source.encrypted:
            signed.append(make_finding("notice", "came_unlocked"))
        active = [make_finding("notice", "active_content", kinds=opened.active)] if opened.active else []
        notes = find_content_notices(content, unit, cover, self.roster)
        found = [*signed, *active, *notes, *lists.findings, *kept.findings]
        return ReturnedFile(
            source=source,
            recognition=FileRecognition(
                unit=unit,
                findings=_locate_findings(notices, name, unit),
                explanation=explain_unit(identity),
                has_token=bool(file_tokens.genuine),
                has_short_token=file_tokens.is_short,
            ),
            content=replace(content, findings=_locate_findings(found, name, unit)),
        )

    def _judge_file(self, identity: Identity, content: FileContent) -> Verdict:
        """Return what a workbook is taken for; that it has no list of ours comes before any doubt about its unit."""
        match identity.verdict:
            case Verdict.UNUSED | Verdict.FOREIGN_CAMPAIGN | Verdict.FORGED | Verdict.REVOKED:
                return identity.verdict
            case _ if not content.lists:
                return Verdict.NO_LIST
            case Verdict.NO_UNIT if fold(identity.seen) in self.unused_names:
                return Verdict.UNUSED
            case verdict:
                return verdict

    def _resolve_wanted_lists(self, opened: OpenedFile, file_tokens: FileTokens) -> dict[str, WantedList]:
        """Return which list a sheet holds, by the operator's decision or its token."""
        wanted: dict[str, WantedList] = {}
        for grid in opened.grids:
            decided = self.sheets.get(tidy(grid.name))
            if decided is None:
                wanted[grid.name] = WantedList(next((token.list_key for token in file_tokens.by_sheet[grid.name]), ""))
            else:
                wanted[grid.name] = WantedList(decided or UNUSED, "decision")
        return wanted


def _complete_source(source: SourceFile, opened: OpenedFile, *, locked: bool) -> SourceFile:
    """Add what only the opened workbook tells: its format, which file it revises, when it was last saved."""
    full = replace(
        source,
        format=opened.format,
        encrypted=locked,
        revises=_find_origin_hash(opened),
    )
    if not opened.modified:
        return full
    return date_source(replace(full, modified=opened.modified, modified_by="property"), source.modified)


def _locate_findings(findings: Iterable[Finding], file: str, unit: str) -> tuple[Finding, ...]:
    return tuple(finding.assign_file(file, unit) for finding in findings)


def _find_origin_hash(opened: OpenedFile) -> str:
    """Return the hash of the file that this one revises, read near the top of the sheet we put in front."""
    cells = (cell for grid in opened.grids for row in grid.rows[:_DEEPEST_REVISION] for cell in row if cell)
    return find_revision(cell for cell in cells if isinstance(cell, str))


def read_sections(opened: OpenedFile, definition: Definition) -> tuple[Section, ...]:
    """Read the lists of a workbook apart from any campaign."""
    list_types = tuple(list_type.select_issued_columns(later=False) for list_type in definition.list_types)
    reader = build_list_reader(Cleaner(definition), list_types)
    cover = read_cover(opened.grids, definition, list_types)
    return reader.read(opened, wanted={}, nil=cover.nil, cover=cover.sheet).sections
