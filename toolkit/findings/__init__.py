"""Findings of reading and checking: the typed value, the order they are shown in, the sentences people read.

A worker that marks a returned workbook enters by this door, too: so each name is imported when it is first used.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.findings.fact_words import render_facts
    from toolkit.findings.finding import SEVERITIES, Finding, Location, Reply, ReplyState, make_finding
    from toolkit.findings.findings_frame import FINDING_COLUMNS, build_findings_frame, frame_to_dicts, sort_findings
    from toolkit.findings.note_lines import END_OF_OURS, count_our_characters, keep_clerks_words
    from toolkit.findings.sentences import (
        concerns_clerk,
        render_clerks_way_out,
        render_found,
        render_kind,
        render_location,
        render_sentence,
        render_way_out,
    )
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "fact_words": ("render_facts",),
            "finding": ("SEVERITIES", "Finding", "Location", "Reply", "ReplyState", "make_finding"),
            "findings_frame": ("FINDING_COLUMNS", "build_findings_frame", "frame_to_dicts", "sort_findings"),
            "note_lines": ("END_OF_OURS", "count_our_characters", "keep_clerks_words"),
            "sentences": (
                "concerns_clerk",
                "render_clerks_way_out",
                "render_found",
                "render_kind",
                "render_location",
                "render_sentence",
                "render_way_out",
            ),
        },
    )

__all__ = [
    "END_OF_OURS",
    "FINDING_COLUMNS",
    "SEVERITIES",
    "Finding",
    "Location",
    "Reply",
    "ReplyState",
    "build_findings_frame",
    "concerns_clerk",
    "count_our_characters",
    "frame_to_dicts",
    "keep_clerks_words",
    "make_finding",
    "render_clerks_way_out",
    "render_facts",
    "render_found",
    "render_kind",
    "render_location",
    "render_sentence",
    "render_way_out",
    "sort_findings",
]
