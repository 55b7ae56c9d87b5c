"""What the checker says: facts of single findings come in, one frame with one row per finding goes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from toolkit.messages import has_message, say

# `row` is the sheet's row number from 1, NA for findings on a whole sheet or file; `column` is the
# heading; `value` is what stood in the cell; `facts` is a dict with whatever the sentence needs.
FINDING_COLUMNS = ("severity", "rule", "list", "unit", "file", "sheet", "row", "column", "value", "facts")
SEVERITIES = ("error", "warning", "notice")
Finding = dict[str, Any]


def make_finding(severity: str, rule: str, /, **parts: Any) -> Finding:
    """Build one finding; parts not among FINDING_COLUMNS become facts."""
    facts = {key: value for key, value in parts.items() if key not in FINDING_COLUMNS}
    blank: Finding = dict.fromkeys(FINDING_COLUMNS, "")
    own = {key: value for key, value in parts.items() if key in FINDING_COLUMNS}
    return {**blank, "row": None, **own, "severity": severity, "rule": rule, "facts": facts}


def build_findings_frame(found: Iterable[Finding]) -> pd.DataFrame:
    """Return one row per finding, ordered by unit, file, gravity, sheet and row."""
    frame = pd.DataFrame(list(found), columns=list(FINDING_COLUMNS))
    frame["row"] = frame["row"].astype("Int64")
    rank = frame["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    order = frame.assign(rank=rank).sort_values(
        ["unit", "file", "rank", "sheet", "row", "column", "rule"], kind="stable", na_position="first"
    )
    return frame.loc[order.index].reset_index(drop=True)


def frame_to_dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as dicts by column name."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def render_location(finding: Any) -> str:
    """Say where: file, sheet, cell and heading, as far as the finding has them."""
    cell = finding["facts"].get("cell", "")
    heading = say("place.heading", column=finding["column"]) if finding["column"] else ""
    parts = [finding["file"], finding["sheet"], f"{cell}{heading}"]
    return say("place.separator").join(part for part in parts if part)


def render_kind(finding: Any) -> str:
    """Say what kind of finding it is: the name of its rule, or what its definition says of it."""
    message = finding["facts"].get("message")
    return str(message) if message else say(f"finding.{finding['rule']}.title")


def concerns_clerk(finding: Any) -> bool:
    """Tell whether the clerk is told of it: how a file was recognised is the operator's business alone."""
    key = f"finding.{finding['rule']}.clerk"
    return not has_message(key) or bool(say(key, **_collect_facts(finding)))


def render_found(finding: Any) -> str:
    """Say what was found."""
    facts = _collect_facts(finding)
    return facts.get("message") or say(f"finding.{finding['rule']}.found", **facts)


def render_way_out(finding: Any) -> str:
    """Say what to do about it."""
    facts = _collect_facts(finding)
    if facts.get("fix"):
        return str(facts["fix"])
    way_out = say(f"finding.{finding['rule']}.way_out", **facts)
    if facts.get("nearest") and has_message(f"finding.{finding['rule']}.nearest"):
        way_out = say(f"finding.{finding['rule']}.nearest", **facts)
    return way_out


def render_clerks_way_out(finding: Any) -> str:
    """Say what the clerk can do about it, where the way out is the operator's."""
    if has_message(f"finding.{finding['rule']}.clerk"):
        return say(f"finding.{finding['rule']}.clerk", **_collect_facts(finding))
    return render_way_out(finding)


def render_sentence(finding: Any) -> str:
    """Say place, what was found, and the way out in one sentence."""
    return say(
        "finding.sentence",
        place=render_location(finding) or finding["unit"],
        found=render_found(finding),
        way_out=render_way_out(finding),
    )


def _collect_facts(finding: Any) -> dict[str, Any]:
    shown = str(finding["value"])
    return {"label": finding["column"], "value": shown if len(shown) <= 40 else shown[:38] + "…", **finding["facts"]}
