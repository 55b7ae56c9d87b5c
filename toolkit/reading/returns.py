"""Which return counts: the files of all units come in, each list of a unit counted in one file goes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from toolkit.batch import ReturnedFile
from toolkit.findings import finding
from toolkit.messages import say

_VERSION = re.compile(r"[vV](\d{1,3})|[(（](\d{1,3})[)）]|(\d{8}|\d{4})(?=\D*$)")


def choose_counted(files: Iterable[ReturnedFile]) -> list[ReturnedFile]:
    """Mark which lists of which file count; several files of one unit that hold different lists are joined.

    Of two files that hold the same list, the one saved later counts (by the date in the workbook, else
    the file's own), then the one with the higher version in its name, then the later name. A file of
    the same bytes as another of its unit counts for nothing. A list left as it was issued never takes the
    place of a filled one. The reason is a finding on the file set aside.
    """
    gathered = list(files)
    ranked = sorted((one for one in gathered if one.unit), key=_rank)
    winner: dict[tuple[str, str], ReturnedFile] = {}
    originals: dict[tuple[str, str], ReturnedFile] = {}
    for file in ranked:
        if originals.setdefault((file.unit, file.sha256), file) is not file:
            continue
        for list_key in file.lists:
            before = winner.get((file.unit, list_key))
            if before is None or file.says(list_key) or not before.says(list_key):
                winner[file.unit, list_key] = file
    return [_marked(file, winner, originals) for file in gathered]


def _marked(
    file: ReturnedFile,
    winner: dict[tuple[str, str], ReturnedFile],
    originals: dict[tuple[str, str], ReturnedFile],
) -> ReturnedFile:
    if not file.unit:
        return file
    twin = originals[file.unit, file.sha256]
    if twin is not file:
        found = finding("notice", "same_bytes", file=file.name, unit=file.unit, other=twin.name)
        return replace(file, superseded_by=dict.fromkeys(file.lists, twin.name), findings=(*file.findings, found))
    winners = {key: winner[file.unit, key] for key in sorted(file.lists)}
    counted = frozenset(key for key, one in winners.items() if one is file)
    lost = {key: one.name for key, one in winners.items() if one is not file}
    if not lost:
        return replace(file, counted=counted)
    if not any(file.says(key) for key in lost):
        return replace(file, counted=counted, superseded_by=lost)
    found = finding(
        "notice",
        "partly_superseded" if counted else "superseded",
        file=file.name,
        unit=file.unit,
        other=say("list.separator").join(sorted(set(lost.values()))),
        when=f"{file.modified:%Y-%m-%d %H:%M}" if file.modified else "—",
    )
    return replace(file, counted=counted, superseded_by=lost, findings=(*file.findings, found))


def _rank(file: ReturnedFile) -> tuple[dt.datetime, int, str]:
    versions = [int(next(part for part in match if part)) for match in _VERSION.findall(file.name)]
    return (file.modified or dt.datetime.min, max(versions, default=0), file.name)
