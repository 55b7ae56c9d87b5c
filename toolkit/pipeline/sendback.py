"""Make what goes back to the units: a collected round comes in; annotated copies by path, and who got none, go out."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.excel import column_letters, parse_column, parse_row
from toolkit.findings import Finding, frame_to_dicts, make_finding
from toolkit.layout import FIRST_ROW, HEADER_ROW, ListLayout
from toolkit.leaks import Leak, LeakGuard, render_leaks
from toolkit.messages import say
from toolkit.ooxml import PatchError
from toolkit.pipeline.collect import CollectedRound
from toolkit.pipeline.since_last_return import Progress
from toolkit.records import Record, ReturnedFile
from toolkit.reporting import Review, annotate_workbook, find_workbook_ending
from toolkit.stamp import format_revision
from toolkit.template import add_report, build_issue, build_workbook
from toolkit.text import format_file_name


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCopies:
    """What goes back: the copies' bytes by path, their paths by unit; and a finding for each copy kept back."""

    copies: dict[Path, bytes] = field(default_factory=dict)
    by_unit: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    kept_back: tuple[Finding, ...] = ()


def annotate_returns(collected: CollectedRound, progress: Mapping[str, Progress] | None = None) -> SentCopies:
    """Annotate every file that its clerk must mend; what came under a password goes out to nobody in clear.

    `progress` is what each unit's last return changed. A copy that would show what is another unit's is kept back.
    """
    since, campaign = progress or {}, collected.workspace.campaign
    texts = _collect_own_texts(collected)
    guard = LeakGuard(campaign, collected.workspace.stamp, texts)
    copies: dict[Path, bytes] = {}
    by_unit: dict[str, tuple[Path, ...]] = {}
    kept_back: list[Finding] = []
    for file in collected.batch.files:
        if collected.file_states[file.name] != "faulty" or file.source.encrypted:
            continue
        leaks: tuple[Leak, ...] = ()
        for copy in _build_copies(collected, file, since.get(file.unit)):
            written = () if copy.original else texts.get(file.unit, ())
            leaks = guard.find_leaks(file.unit, copy.content, original=copy.original, written=written)
            if not leaks:
                path = _find_free_path(copy.path, copies)
                copies[path] = copy.content
                by_unit[file.unit] = (*by_unit.get(file.unit, ()), path)
            # Another unit's token: what stands in the file may be that unit's, and is not written anew either.
            if not leaks or any(one.kind == "token" for one in leaks):
                break
        if leaks:
            kept_back.append(
                make_finding("error", "leak", file=file.name, unit=file.unit, leaks=render_leaks(campaign, leaks))
            )
    return SentCopies(copies=copies, by_unit=by_unit, kept_back=tuple(kept_back))


def _find_free_path(path: Path, taken: Container[Path]) -> Path:
    """Return a path that no other copy goes to: names that differ may be alike once they are fit for every disk."""
    names = (path if n == 1 else path.with_stem(f"{path.stem}({n})") for n in itertools.count(1))
    return next(one for one in names if one not in taken)


def _collect_own_texts(collected: CollectedRound) -> dict[str, tuple[str, ...]]:
    """Return everything that each unit wrote in its records, whichever of its files counts."""
    texts: dict[str, list[str]] = {}
    for file in collected.batch.files:
        if file.unit:
            own = texts.setdefault(file.unit, [])
            own += [text for one in file.sections for record in one.records for text in record.written.values()]
    return {unit: tuple(dict.fromkeys(own)) for unit, own in texts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """An annotated copy: where it goes, its bytes, and the clerk's own file if it was made on that."""

    path: Path
    content: bytes
    original: bytes | None = None


def _build_copies(collected: CollectedRound, file: ReturnedFile, since: Progress | None) -> Iterator[_Copy]:
    """Yield the clerk's own workbook marked, then a fresh one with the same content; the first that may go is sent.

    The clerk's own cannot be marked in other formats, or where it is spelled in a way that is risky to change; and it
    must not go where something of another unit lies hidden in it.
    """
    findings = collected.findings[collected.findings["file"] == file.name]
    review = _build_review(collected, file, since)
    new = since.new_labels if since else None
    if file.source.format == "xlsx":
        content = collected.sources[file.name].read_content()
        with contextlib.suppress(PatchError):
            ending = find_workbook_ending(content)
            marked = annotate_workbook(content, findings, review, new)
            yield _Copy(path=_build_copy_path(collected, file, ending), content=marked, original=content)
    fresh, moved = _build_fresh_workbook(collected, file, findings)
    shown = replace(review, made_from=(file.name.rpartition("/")[2], file.source.format))
    yield _Copy(path=_build_copy_path(collected, file, ".xlsx"), content=annotate_workbook(fresh, moved, shown, new))


def _build_review(collected: CollectedRound, file: ReturnedFile, since: Progress | None) -> Review:
    campaign = collected.workspace.campaign
    return Review(
        title=campaign.title,
        unit=campaign.find_by_code(file.unit).name,
        token=format_revision(file.source.sha256),
        progress=(since.solved, since.open, since.new) if since else None,
    )


def _build_copy_path(collected: CollectedRound, file: ReturnedFile, ending: str) -> Path:
    """Return where a file's copy goes: named by its whole path, so that two of one name in two folders stay two."""
    places, campaign = collected.workspace.folders, collected.workspace.campaign
    stem = format_file_name(file.name.rpartition(".")[0] or file.name)
    while stem.startswith(prefix := say("output.annotated", name="")):
        stem = stem.removeprefix(prefix)
    name = say("output.annotated", name=f"{stem}{ending}")
    return places.locate_unit_folder(places.sent_back, campaign.find_by_code(file.unit)) / name


# -- a fresh workbook -----------------------------------------------------------------------------------


def _build_fresh_workbook(
    collected: CollectedRound, file: ReturnedFile, findings: pd.DataFrame
) -> tuple[bytes, pd.DataFrame]:
    """Return this campaign's workbook with what a file reports filled in, and the findings at their new places."""
    workspace = collected.workspace
    unit = workspace.campaign.find_by_code(file.unit)
    issue = build_issue(workspace.campaign, unit, workspace.stamp, round=workspace.folders.round)
    filled: dict[str, list[Mapping[str, str]]] = {}
    rows: dict[tuple[str, int], tuple[str, int]] = {}
    for section in file.sections:
        if section.list_key not in file.counted:
            continue
        held = filled.setdefault(section.list_key, [])
        for record in section.records:
            rows[section.sheet, record.row] = (section.list_key, FIRST_ROW + len(held))
            held.append(_render_record(record))
    issue = add_report(issue, filled, cover=file.content.cover, nil=file.content.nil)
    layouts = {one.list_type.key: one for one in issue.build_layout().lists}
    moved = [_relocate_finding(one, layouts, rows) for one in frame_to_dicts(findings)]
    together = (
        ({**one["facts"], **_relocate_twins(one, rows, place[2])}, place)
        for one, place in zip(frame_to_dicts(findings), moved, strict=True)
    )
    placed = findings.assign(
        sheet=[one[0] for one in moved],
        row=pd.array([one[1] for one in moved], dtype="Int64"),
        facts=pd.Series([{**facts, "cell": one[2]} for facts, one in together], index=findings.index, dtype=object),
    )
    return build_workbook(issue), placed


def _relocate_twins(
    finding: dict[str, Any], rows: Mapping[tuple[str, int], tuple[str, int]], cell: str
) -> dict[str, str]:
    """Return the addresses of equal rows of one sheet in the fresh workbook, where the finding, now at `cell`, has any.

    They stand in that cell's column. Those that name a sheet may be in another file, and stay.
    """
    separator, written = say("list.separator"), finding["facts"].get("twins", "")
    if not (written and cell) or "!" in written:
        return {}
    moved = [rows.get((finding["sheet"], parse_row(twin))) for twin in written.split(separator)]
    return {"twins": separator.join(f"{column_letters(parse_column(cell))}{row[1]}" for row in moved if row)}


def _render_record(record: Record) -> dict[str, str]:
    """Return a record as it is written anew: what was understood in its plain form, the rest as it was written."""
    shown = {}
    for key, written in record.written.items():
        one = record.cleaned[key]
        shown[key] = written if one.unknown or one.text is None else one.text
    return shown


def _relocate_finding(
    finding: dict[str, Any], layouts: Mapping[str, ListLayout], rows: Mapping[tuple[str, int], tuple[str, int]]
) -> tuple[str, int | None, str]:
    """Return a finding's sheet, row and cell in the fresh workbook; on a row that is not there, the list alone."""
    layout = layouts.get(finding["list"])
    if layout is None:
        return "", None, ""
    column = next((c for c in layout.list_type.columns if c.label == finding["column"]), None)
    row = rows.get((finding["sheet"], 0 if pd.isna(finding["row"]) else int(finding["row"])))
    if column is None:
        return layout.sheet, None, ""
    number = row[1] if row else HEADER_ROW
    return layout.sheet, number, f"{column_letters(layout.find_column_index(column.key))}{number}"
