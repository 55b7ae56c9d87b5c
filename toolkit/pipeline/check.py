"""Check a round: what came back comes in, 校验报告.xlsx and annotated copies for faulty units go out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.findings import Finding, rows_of
from toolkit.messages import say
from toolkit.pipeline.collect import Collected, relative_link
from toolkit.pipeline.files import write_files
from toolkit.pipeline.sendback import send_back
from toolkit.reporting import ReportInput, build_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check wrote, and the findings that say which faulty files got no copy."""

    report: Path
    sent_back: tuple[Path, ...]
    unmarked: tuple[Finding, ...] = ()


def write_check(collected: Collected) -> Checked:
    """Write the report, and an annotated copy for every faulty file; copies of an earlier check are removed."""
    places = collected.workspace.places
    sent = send_back(collected)
    report = build_report(
        ReportInput(
            campaign=collected.workspace.campaign,
            findings=collected.findings,
            files=collected.files(),
            read=collected.batch.files,
            states=collected.unit_states,
            coverage=collected.coverage(),
            packed=frozenset(name for name, source in collected.sources.items() if source.inside),
            folder=relative_link(places.results, places.returned),
        )
    )
    pattern = say("output.annotated", name="*")
    old = [path for path in places.sent_back.glob(f"*/{pattern}") if path not in sent.copies]
    write_files({**sent.copies, places.report: report})
    for path in old:
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    unmarked = tuple(one for one in rows_of(collected.findings) if one["rule"] == "not_annotated")
    return Checked(report=places.report, sent_back=tuple(sent.copies), unmarked=unmarked)
