"""What was ever handed out in a round, as its register keeps it: a line per workbook and time, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.campaign import Campaign, Unit
from toolkit.formats import CellValue, UnreadableError, open_workbook
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.pipeline.workspace import CampaignFolders
from toolkit.records import IssuedVersion, IssuedVersions
from toolkit.unit_token import WHOLE

_SHA_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """One workbook as it was handed out once: everything as the register says it, in texts.

    `code` and `name` are the unit's then; `number` counts from 1 how often this workbook was handed out in the round;
    `rows` were filled in beforehand; `day` is the day in ISO form, `written` when the file was made, in minutes;
    `changes` say what became different from the time before. A register of an earlier version lacks some: then texts
    are empty.

    `sha256` is that of the file. Of one that was handed out under a password `plain_sha256` is that of the workbook in
    it, else empty. A workbook whose password alone was changed has another line with the same number.
    """

    code: str
    file: str
    sha256: str
    number: int = 1
    rows: int = 0
    name: str = ""
    contact: str = ""
    phone: str = ""
    lists: str = ""
    day: str = ""
    written: str = ""
    changes: str = ""
    plain_sha256: str = ""

    @property
    def locked(self) -> bool:
        """Whether it was handed out under a password."""
        return bool(self.plain_sha256)

    @property
    def workbook_sha256(self) -> str:
        """That of the workbook, whether it was handed out under a password or not."""
        return self.plain_sha256 or self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueHistory:
    """All lines of one round, in the order of the register."""

    campaign: Campaign
    folders: CampaignFolders
    lines: tuple[IssueLine, ...] = ()
    _latest: dict[tuple[str, str], IssueLine] = field(init=False, repr=False, compare=False, default_factory=dict)

    def find_latest(self, unit: Unit, list_key: str) -> IssueLine | None:
        """Return the line of the last time that a unit was handed a workbook, None where it never was.

        `list_key` is WHOLE, or the list that the workbook has alone.
        """
        return self._find_last((unit.code, list_key))

    def is_latest(self, line: IssueLine) -> bool:
        """Tell whether the same workbook was not handed out again after a line, nor under another password."""
        return self._find_last(self._find_place(line)) is line

    def _find_last(self, place: tuple[str, str]) -> IssueLine | None:
        if not self._latest:
            for line in self.lines:
                latest = self._latest.get(own := self._find_place(line))
                if latest is None or latest.number <= line.number:  # of equal numbers the one written last
                    self._latest[own] = line
        return self._latest.get(place)

    def find_locked_units(self) -> frozenset[str]:
        """Return the present codes of the units of which a workbook was last handed out under a password."""
        places = dict.fromkeys(map(self._find_place, self.lines))
        latest = ((unit, self._find_last((unit, list_key))) for unit, list_key in places)
        return frozenset(unit for unit, line in latest if line is not None and line.locked)

    def trace_unit(self, line: IssueLine) -> str:
        """Return the code that the unit of a line has now."""
        return self.campaign.trace_code(self.folders.round, line.code)

    def _find_place(self, line: IssueLine) -> tuple[str, str]:
        return self.trace_unit(line), find_named_list(self.folders, self.campaign, line.file)

    def collect_versions(self) -> IssuedVersions:
        """Return how often each workbook was handed out, by the unit's code now and by list key (or WHOLE)."""
        found: dict[tuple[str, str], list[IssuedVersion]] = {}
        for line in self.lines:
            version = IssuedVersion(
                number=line.number,
                day=line.day,
                changes=line.changes,
                locked=line.locked,
                sha256=line.workbook_sha256,
            )
            own = found.setdefault(self._find_place(line), [])
            earlier = next((each for each in own if each.number == line.number), None)
            if earlier is None:
                own.append(version)
            else:  # it was given another password alone
                own[own.index(earlier)] = replace(earlier, locked=line.locked)
        return {place: tuple(sorted(own, key=lambda each: each.number)) for place, own in found.items()}


def find_named_list(folders: CampaignFolders, campaign: Campaign, name: str) -> str:
    """Return the key of the list that a workbook is named after, WHOLE where it is named after all together."""
    alone = (list_type.key for list_type in campaign.list_types if folders.is_named_after(name, list_type.label))
    return next(alone, WHOLE)


def read_issue_history(folders: CampaignFolders, campaign: Campaign) -> IssueHistory:
    """Return what the round's register says was handed out; nothing where there is none, or none that can be read.

    Earlier versions kept the register elsewhere, one line per file.
    """
    path = next((path for path in (folders.register, folders.old_register) if path.is_file()), None)
    lines: tuple[IssueLine, ...] = ()
    if path is not None:
        try:
            grids = open_workbook(read_file(path)).grids
        except UnreadableError:
            grids = ()
        own = [grid for grid in grids if grid.name == say("register.issued")] or list(grids[:1])
        lines = tuple(line for grid in own for line in _read_lines(grid.rows))
    return IssueHistory(campaign=campaign, folders=folders, lines=lines)


def _read_lines(rows: list[list[CellValue]]) -> Iterator[IssueLine]:
    """Yield a line for every row under the headings that has a fingerprint."""
    wanted = {say("register.code"), say("register.file"), say("register.sha")}
    start = next((index for index, row in enumerate(rows) if wanted <= set(map(str, row))), len(rows))
    if start == len(rows):
        return
    columns = {str(head): index for index, head in enumerate(rows[start])}
    for row in rows[start + 1 :]:
        cells = {head: str(row[index]).strip() for head, index in columns.items() if index < len(row)}
        line = _read_line({key: cells.get(say(f"register.{key}"), "") for key in _HEADS})
        if len(line.sha256) == _SHA_LENGTH:
            yield line


_HEADS = (
    *("code", "unit", "contact", "phone", "file", "lists", "rows", "issue", "date", "written", "changes", "sha"),
    "plain_sha",
)


def _read_line(cells: Mapping[str, str]) -> IssueLine:
    return IssueLine(
        code=cells["code"],
        name=cells["unit"],
        contact=cells["contact"],
        phone=cells["phone"],
        file=cells["file"],
        lists=cells["lists"],
        rows=_read_count(cells["rows"], 0),
        number=_read_count(cells["issue"], 1),
        day=cells["date"],
        written=cells["written"],
        changes=cells["changes"],
        sha256=cells["sha"],
        plain_sha256=cells["plain_sha"] if len(cells["plain_sha"]) == _SHA_LENGTH else "",
    )


def _read_count(text: str, missing: int) -> int:
    try:
        return int(float(text))
    except ValueError:
        return missing


def add_lines(history: IssueHistory, lines: Iterable[IssueLine]) -> IssueHistory:
    """Return a history with the lines of what was handed out just now."""
    return IssueHistory(campaign=history.campaign, folders=history.folders, lines=(*history.lines, *lines))
