"""Read one returned file: its bytes come in, its unit, records and file-level findings go out."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from toolkit.batch import ReturnedFile, Section
from toolkit.campaign import Campaign
from toolkit.cleaning import Cleaner, plain_text
from toolkit.findings import Finding, finding
from toolkit.layout import letters
from toolkit.messages import say
from toolkit.opening import Grid, OpenedFile, UnreadableError, open_workbook
from toolkit.reading.cover import find_cover, read_fields, read_nil
from toolkit.reading.identity import Identity, identify, sheet_list
from toolkit.reading.rows import read_section
from toolkit.reading.sections import Header, find_headers
from toolkit.stamp import WHOLE, Stamp


class FileReader:
    """Reads the returned files of one campaign; equal cells are understood once over all files."""

    def __init__(self, campaign: Campaign, stamp: Stamp, round: int) -> None:
        self.campaign = campaign
        self.stamp = stamp
        self.round = round
        members = frozenset(member.name for member in campaign.members)
        self.cleaner = Cleaner(campaign.definition, members)

    def read(self, name: str, content: bytes, file_time: dt.datetime | None = None) -> ReturnedFile:
        """Read one file. `name` is its path under 回收/; never raises for any bytes."""
        bare = ReturnedFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        try:
            opened = open_workbook(content)
        except UnreadableError as error:
            why = say(f"file.{error.code}")
            found = finding("error", "unreadable", file=name, why=why, code=error.code)
            return replace(bare, code=error.code, findings=(found,))
        file = replace(bare, format=opened.format, modified=opened.modified or file_time)
        return self._recognised(file, opened)

    def _recognised(self, file: ReturnedFile, opened: OpenedFile) -> ReturnedFile:
        identity = identify(file.name, opened, self.campaign, self.stamp)
        headers = self._headers(opened, identity)
        cover = find_cover(opened.grids, self.campaign.definition)
        nil = read_nil(cover, self.campaign.definition, self.campaign.list_types) if cover else frozenset()
        sections = tuple(
            read_section(grid, header, self.cleaner, nil=header.list_type.key in nil) for grid, header in headers
        )
        refusal = _refusal(identity, bool(headers or nil))
        if refusal or identity.unit is None:
            grade = "notice" if refusal == "unused" else "error"
            found = finding(grade, refusal, file=file.name)
            return replace(file, foreign=True, sections=sections, findings=(found,))
        file = replace(
            file,
            unit=identity.unit.code,
            cover=read_fields(cover, self.campaign.definition) if cover else {},
            nil=nil,
            sections=sections,
        )
        kept, copies = _without_copies(file, opened)
        file = replace(file, sections=kept)
        notices = self._notices(file, identity, headers, sections)
        return replace(file, findings=(*notices, *copies))

    def _headers(self, opened: OpenedFile, identity: Identity) -> list[tuple[Grid, Header]]:
        found: list[tuple[Grid, Header]] = []
        for grid in opened.grids:
            wanted = sheet_list(grid, identity.tokens)
            headers = find_headers(grid, self.campaign.list_types, wanted)
            found += [(grid, header) for header in headers]
        return found

    def _notices(
        self,
        file: ReturnedFile,
        identity: Identity,
        headers: list[tuple[Grid, Header]],
        sections: tuple[Section, ...],
    ) -> list[Finding]:
        place = {"file": file.name, "unit": file.unit}
        found: list[Finding] = []
        if identity.forged:
            found.append(finding("warning", "forged", **place))
        if identity.sign in ("cell", "name"):
            unit = self.campaign.unit(file.unit).name
            found.append(finding("notice", f"unit_by_{identity.sign}", **place, unit_name=unit))
        if identity.others:
            unit, others = self.campaign.unit(file.unit).name, say("list.separator").join(identity.others)
            found.append(finding("warning", "conflict", **place, unit_name=unit, others=others))
        definition = self.campaign.definition
        lists = [token for token in identity.tokens if token.list_key != WHOLE]
        if any(token.digest != definition.digest(token.list_key) for token in lists):
            found.append(finding("warning", "old_definition", **place))
        if any(token.round != self.round for token in identity.tokens):
            rounds = sorted({token.round for token in identity.tokens} - {self.round})
            found.append(finding("warning", "other_round", **place, round=rounds[0]))
        for (grid, header), section in zip(headers, sections, strict=True):
            found += self._columns(grid, header, place)
            found += [
                finding(
                    "notice",
                    "left_out",
                    list=section.list_key,
                    sheet=section.sheet,
                    row=row,
                    **place,
                    why=say(f"left_out.{reason}"),
                    cell=f"A{row}",
                )
                for row, reason in section.left_out
                if reason != "as_issued"
            ]
            untouched = sum(reason == "as_issued" for _, reason in section.left_out)
            if untouched:
                where = {"list": section.list_key, "sheet": section.sheet, **place}
                found.append(finding("notice", "as_issued", **where, count=untouched))
        return found

    def _columns(self, grid: Grid, header: Header, place: dict[str, str]) -> list[Finding]:
        """Name the columns that are missing, and the ones that nobody asked for but that hold something."""
        where = {**place, "list": header.list_type.key, "sheet": grid.name, "row": header.row + 1}
        found = [
            finding(
                "error" if column.required else "warning",
                "column_missing",
                **where,
                column=column.label,
                cell=f"A{header.row + 1}",
            )
            for column in header.list_type.columns
            if column.key not in header.positions and not column.locked
        ]
        ours = {say("sheet.hint"), say("sheet.helper")}
        for position, heading in header.extra:
            filled = sum(
                1 for row in grid.rows[header.row + 1 : header.end] if position < len(row) and plain_text(row[position])
            )
            if heading not in ours and filled:
                cell = f"{letters(position)}{header.row + 1}"
                found.append(finding("notice", "column_extra", **where, value=heading, cell=cell, count=filled))
        return found


def _refusal(identity: Identity, has_lists: bool) -> str:
    """Say why a workbook is nobody's: the rule of the finding, empty where it is somebody's."""
    if identity.unused:
        return "unused"
    if identity.foreign:
        return "foreign_campaign"
    if not has_lists:
        return "foreign"
    if identity.mixed:
        return "mixed_units"
    return "" if identity.unit else "no_unit"


def _without_copies(file: ReturnedFile, opened: OpenedFile) -> tuple[tuple[Section, ...], list[Finding]]:
    """Leave out a list's second sheet when it is hidden, or the same record by record as one kept already."""
    hidden = {grid.name for grid in opened.grids if grid.hidden}
    kept: list[Section] = []
    found: list[Finding] = []
    for section in sorted(file.sections, key=lambda one: one.sheet in hidden):
        same_list = [one for one in kept if one.list_key == section.list_key]
        written = [record.written for record in section.records]
        copied = any([record.written for record in one.records] == written for one in same_list)
        if same_list and (section.sheet in hidden or (written and copied)):
            where = {"file": file.name, "unit": file.unit, "list": section.list_key, "sheet": section.sheet}
            other = same_list[0].sheet
            found.append(finding("warning", "copied_sheet", **where, other=other, count=len(written)))
            rows = tuple((record.row, "copied") for record in section.records)
            kept.append(replace(section, records=(), left_out=(*section.left_out, *rows), own=0))
        else:
            kept.append(section)
    return tuple(kept), found
