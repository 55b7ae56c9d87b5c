"""Check a round: what came back comes in, 校验报告.xlsx and annotated copies for faulty units go out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.findings import Finding, findings_frame, rows_of
from toolkit.messages import say
from toolkit.pipeline.collect import Collected, not_annotated, relative_link, why_no_copy
from toolkit.pipeline.files import write_files
from toolkit.reporting import ReportInput, annotate_workbook, build_report
from toolkit.text import file_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check wrote, and the findings that say which faulty files got no copy."""

    report: Path
    sent_back: tuple[Path, ...]
    unmarked: tuple[Finding, ...] = ()


def write_check(collected: Collected) -> Checked:
    """Write the report, and an annotated copy of every faulty xlsx; copies of an earlier check are removed."""
    places = collected.workspace.places
    copies, refused = _annotated(collected)
    findings = findings_frame([*rows_of(collected.findings), *refused])
    report = build_report(
        ReportInput(
            campaign=collected.workspace.campaign,
            findings=findings,
            files=collected.files(),
            read=collected.batch.files,
            states=collected.unit_states,
            packed=frozenset(name for name, source in collected.sources.items() if source.inside),
            folder=relative_link(places.results, places.returned),
        )
    )
    old = [path for path in places.sent_back.glob(f"*/{say('output.annotated', name='*')}") if path not in copies]
    write_files({**copies, places.report: report})
    for path in old:
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    unmarked = tuple(one for one in rows_of(findings) if one["rule"] == "not_annotated")
    return Checked(report=places.report, sent_back=tuple(copies), unmarked=unmarked)


def _annotated(collected: Collected) -> tuple[dict[Path, bytes], list[Finding]]:
    """Return the annotated copies by path, and a finding for each workbook that refuses to be marked."""
    places, campaign = collected.workspace.places, collected.workspace.campaign
    copies: dict[Path, bytes] = {}
    refused: list[Finding] = []
    for file in collected.batch.files:
        if collected.file_states[file.name] != "faulty" or why_no_copy(file):
            continue
        own = collected.findings[collected.findings["file"] == file.name]
        folder = places.unit_folder(places.sent_back, campaign.unit(file.unit))
        # The whole path under 回收/, so that two files of one name in two folders stay two.
        stem = file_name(file.name.rpartition(".")[0]).removeprefix(say("output.annotated", name=""))
        name = say("output.annotated", name=f"{stem}.xlsx")
        content = collected.sources[file.name].content()
        try:
            copies[folder / name] = annotate_workbook(content, own)
        except Exception:
            # The marking library refuses workbooks that every reader opens (an odd date or style value).
            refused.append(not_annotated(file, "refused"))
    return copies, refused
