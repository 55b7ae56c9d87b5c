"""The report's sheet of doubts: what each unit explained, and what the office thinks of it or can decide here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.campaign import Campaign
from toolkit.excel import INPUT_TAB
from toolkit.findings import Finding, Reply, render_found
from toolkit.messages import say
from toolkit.reporting.pages import FIRST_ROW, HEAD_ROW, Pages
from toolkit.reporting.questions import render_doubt
from toolkit.text import tidy

WIDTHS = {"reply_state": 9, "unit": 18, "place": 34, "said": 46, "reply": 36, "found": 44, "answer": 12}
_ANSWER = list(WIDTHS).index("answer")
_SUBJECT, _DECISION = len(WIDTHS), len(WIDTHS) + 1  # hidden
_ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
_STATE_STYLES = {"answered": "wait", "accepted": "done", "refused": "fault", "reopened": "fault"}


def render_reply(finding: Finding) -> str:
    """Say what the unit explained and what became of it; empty for all that a unit cannot explain."""
    reply = finding.reply
    if reply is None:
        return ""
    state = say(f"reply.{reply.state}")
    if reply.accepted:
        state = say("report.reply_before", state=state, accepted=reply.accepted)
    if not reply.text:
        return state
    return say("report.reply_empty" if reply.empty_phrase else "report.reply_text", state=state, text=reply.text)


def write_doubts(pages: Pages, doubts: Iterable[Finding], campaign: Campaign) -> None:
    """Add the sheet with a row per doubt that a unit may explain, accepted ones included.

    Those that were explained and wait are decided among the questions; all others have a dropdown here.
    """
    form, names = campaign.definition.campaign.decisions, {unit.code: unit.name for unit in campaign.units}
    rows = [(finding, finding.reply) for finding in doubts if finding.reply is not None]
    note = say("report.doubts_note", label=form.label, sheet=say("report.waiting"))
    heads = [say(f"asked.{head}" if head in _ASKED else f"report.{head}") for head in WIDTHS]
    widths = tuple(WIDTHS.values())
    sheet = pages.add_sheet(say("report.doubts"), heads, widths, note if rows else say("report.doubts_none"))
    sheet.set_column(_SUBJECT, _DECISION, 12, None, {"hidden": True})
    for column, head in ((_SUBJECT, "subject"), (_DECISION, "held")):
        sheet.write_string(HEAD_ROW, column, say(f"asked.{head}"), pages.styles["head"])
    if not rows:
        return
    decisions = campaign.render_decisions()
    for row, (finding, reply) in enumerate(rows, FIRST_ROW):
        pages.write_row(sheet, row, _build_cells(finding, reply, names), widths)
        _mark_state(pages, sheet, row, reply)
        sheet.write_string(row, _SUBJECT, form.kinds.get("doubt", ""), pages.styles["quiet"])
        held = decisions.get(("doubt", tidy(render_doubt(reply))), "")
        sheet.write_string(row, _DECISION, held, pages.styles["quiet"])
        if reply.state != "answered" and "doubt" in form.kinds:
            sheet.write_blank(row, _ANSWER, None, pages.styles.make_format("centre", unlocked=True))
            offered = {"validate": "list", "source": [form.agreed, form.refused]}
            sheet.data_validation(row, _ANSWER, row, _ANSWER, offered)
    sheet.autofilter(HEAD_ROW, 0, FIRST_ROW + len(rows) - 1, len(WIDTHS) - 1)
    sheet.protect("", _ALLOWED)
    sheet.set_tab_color(INPUT_TAB)


_ASKED = ("place", "found", "answer")


def _build_cells(finding: Finding, reply: Reply, names: Mapping[str, str]) -> list[str]:
    at = finding.at
    place = say("place.separator").join(part for part in (at.file, at.sheet, at.cell) if part)
    return [
        say(f"reply.{reply.state}"),
        names.get(finding.unit, finding.unit),
        place,
        render_found(finding),
        reply.text,
        render_doubt(reply),
        "",
    ]


def _mark_state(pages: Pages, sheet: Any, row: int, reply: Reply) -> None:
    if style := _STATE_STYLES.get(reply.state):
        sheet.conditional_format(row, 0, row, 0, {"type": "no_blanks", "format": pages.styles[style]})
