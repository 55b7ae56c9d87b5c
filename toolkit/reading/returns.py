"""Which return counts: the files of all units come in, each list of a unit counted where it is said last goes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from toolkit.batch import ReturnedFile
from toolkit.findings import Finding, finding
from toolkit.messages import say

_VERSION = re.compile(r"[vV](\d{1,3})|[(（](\d{1,3})[)）]|(\d{8}|\d{4})(?=\D*$)")


@dataclass(slots=True)
class _Choice:
    """The files that count, by unit and list: the latest one, and parts that hold other rows of the same list."""

    chosen: dict[tuple[str, str], list[ReturnedFile]] = field(default_factory=dict)
    originals: dict[tuple[str, str], ReturnedFile] = field(default_factory=dict)

    def take(self, file: ReturnedFile) -> None:
        """Let a file count for its lists; files come from the earliest to the latest."""
        if self.originals.setdefault((file.unit, file.sha256), file) is not file:
            return
        for list_key in file.lists:
            before = self.chosen.get((file.unit, list_key), [])
            if not before or file.says(list_key) or not any(one.says(list_key) for one in before):
                parts = [one for one in before if _apart(one, file, list_key)]
                self.chosen[file.unit, list_key] = [*parts, file]


def choose_counted(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Mark which lists of which file count; several files of one unit that hold different lists are joined.

    Of two files that hold the same list, the one saved later counts (by the date in the workbook, else
    the file's own), then the one with the higher version in its name, then the later name; but two that
    fill in different running numbers are parts of one list, and both count. A file of the same bytes as
    another of its unit counts for nothing. A list left as it was issued never takes the place of a filled
    one. The reason is a finding on the file set aside.
    """
    gathered = list(files)
    choice = _Choice()
    for file in sorted((one for one in gathered if one.unit), key=_rank):
        choice.take(file)
    return [_marked(file, choice) if file.unit else file for file in gathered]


def _apart(one: ReturnedFile, other: ReturnedFile, list_key: str) -> bool:
    """Tell whether two files fill in different rows of a list."""
    mine, others = one.numbered(list_key), other.numbered(list_key)
    return bool(mine and others) and not set(mine) & set(others)


def _marked(file: ReturnedFile, choice: _Choice) -> ReturnedFile:
    twin = choice.originals[file.unit, file.sha256]
    if twin is not file:
        found = finding("notice", "same_bytes", file=file.name, unit=file.unit, other=twin.name)
        return replace(file, superseded_by=dict.fromkeys(file.lists, twin.name), findings=(*file.findings, found))
    winners = {key: choice.chosen[file.unit, key] for key in sorted(file.lists)}
    counted = frozenset(key for key, ones in winners.items() if any(one is file for one in ones))
    lost = {key: ones[-1].name for key, ones in winners.items() if all(one is not file for one in ones)}
    findings = [*file.findings, *_joined(file, winners)]
    if any(file.says(key) for key in lost):
        doubts = list(dict.fromkeys(why for key in lost for why in _doubts(file, winners[key][-1], key)))
        findings.append(_superseded(file, counted, lost, doubts))
    return replace(file, counted=counted, superseded_by=lost, findings=tuple(findings))


def _doubts(file: ReturnedFile, later: ReturnedFile, list_key: str) -> Iterable[str]:
    """Yield why a later file may not be the better one: fewer rows, other matters under its numbers, the same time."""
    if later.filled(list_key) < file.filled(list_key):
        yield "fewer"
    mine, others = file.numbered(list_key), later.numbered(list_key)
    shared = [number for number in mine if number in others]
    # Two records that share no free text speak of different things; a corrected one keeps most of its texts.
    other = [number for number in shared if mine[number] and others[number] and not mine[number] & others[number]]
    if len(other) * 2 > len(shared):
        yield "unlike"
    if file.modified is not None and file.modified == later.modified:
        yield "same_time"


def _joined(file: ReturnedFile, winners: dict[str, list[ReturnedFile]]) -> Iterable[Finding]:
    for key, ones in winners.items():
        others = [one.name for one in ones if one is not file]
        if 0 < len(others) < len(ones):
            names = say("list.separator").join(others)
            sheet = next((section.sheet for section in file.sections if section.list_key == key), "")
            where = {"file": file.name, "unit": file.unit, "list": key, "sheet": sheet}
            yield finding("notice", "joined", **where, other=names, list_label=sheet)


def _superseded(file: ReturnedFile, counted: frozenset[str], lost: dict[str, str], doubts: list[str]) -> Finding:
    said = "".join(say(f"superseded.{why}") for why in doubts)
    return finding(
        "warning" if doubts else "notice",
        "partly_superseded" if counted else "superseded",
        file=file.name,
        unit=file.unit,
        other=say("list.separator").join(sorted(set(lost.values()))),
        when=_local(file.modified),
        doubts=said,
    )


def _local(moment: dt.datetime | None) -> str:
    """Say a moment in UTC as the operator's clock showed it."""
    if moment is None:
        return "—"
    return f"{moment.replace(tzinfo=dt.UTC).astimezone():%Y-%m-%d %H:%M}"


def _rank(file: ReturnedFile) -> tuple[dt.datetime, int, str]:
    versions = [int(next(part for part in match if part)) for match in _VERSION.findall(file.name)]
    return (file.modified or dt.datetime.min, max(versions, default=0), file.name)
