"""The facts of a finding in words: codes become phrases, row numbers and names become enumerations.

To put a fact of a single rule into words, add a function to `_BY_RULE`: from the facts to texts by placeholder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from toolkit.excel import convert_to_office_time
from toolkit.findings.finding import Finding
from toolkit.formats import Excess, advise_refusal, explain_refusal
from toolkit.messages import has_message, say

_MOST_NAMED = 10  # rows or ranges in one sentence
_LONGEST_VALUE = 39  # of a cell, quoted in a sentence
_LONGEST_OF_MANY = 16  # of one of several cells
_MOST_QUOTED, _LONGEST_QUOTED = 5, 60  # texts that stand beside the cells, quoted in a sentence
_BESIDE = ("note", "text_box", "embedded", "picture", "below", "unread")


def render_facts(finding: Finding) -> dict[str, Any]:
    """Return what the sentences of a finding are filled with, by placeholder.

    Beside the facts: `label`, the column's heading, and `value`, what stood in the cell, cut short if it is long.
    """
    shown = _shorten(str(finding.value))
    facts = {name: _join(fact) if isinstance(fact, tuple) else fact for name, fact in finding.facts.items()}
    words = _BY_RULE[finding.rule](finding.facts) if finding.rule in _BY_RULE else {}
    return {"label": finding.at.column, "value": shown, **facts, **words}


def _shorten(text: str, most: int = _LONGEST_VALUE) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _join(parts: Iterable[object]) -> str:
    return say("list.separator").join(map(str, parts))


def _render_rows(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"rows": _join(facts["rows"][:_MOST_NAMED])}


def _render_active(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"kinds": _join(say(f"active.{kind}") for kind in facts["kinds"])}


def _render_own_number(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"number": facts["number"] or say("finding.blank")}


def _render_given_numbers(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"rows": _join_first(facts["rows"]), "numbers": _join_first(facts["numbers"])}


def _render_merges(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"ranges": _join_first(facts["ranges"]), "rows": _join_first(facts["rows"])}


def _render_cells(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"cells": _join_first(facts["cells"])}


def _render_hidden_cells(facts: Mapping[str, Any]) -> dict[str, str]:
    """Quote what merges cover, each with its address."""
    pairs = zip(facts["cells"], facts["texts"], strict=True)
    quoted = [say("finding.merged_hidden.hidden_cell", cell=cell, text=_shorten(text)) for cell, text in pairs]
    return {"cells": _join_first(quoted)}


def _join_first(parts: Sequence[object], most: int = _MOST_NAMED) -> str:
    """Join the first parts, and say so where there are more."""
    return _join(parts[:most]) + (say("list.more") if len(parts) > most else "")


def _render_above(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"rows": _join_first(facts["rows"])}


def _render_beside(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name the places with what stands there; nothing where neither an address nor a text is known."""
    named = [text for place in facts["places"] if (text := _render_place(*place))]
    return {"places": say("beside.places", places=_join_first(named, _MOST_QUOTED)) if named else ""}


def _render_place(cell: str, text: str) -> str:
    quoted = _shorten(" ".join(text.split()), _LONGEST_QUOTED)
    return say("beside.quoted", cell=cell, text=quoted) if quoted else cell


def _render_struck(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name the rows that are struck out, with their numbers, then single cells with what is struck out of them."""
    numbers = [number for number in facts["numbers"] if number]
    known = say("beside.numbers", numbers=_join_first(numbers)) if numbers else ""
    parts = [say("beside.rows", rows=_join_first(facts["rows"])) + known] if facts["rows"] else []
    cells = [_render_place(*place) for place in facts["places"]]
    return {"struck": say("list.separator").join(parts + ([_join_first(cells, _MOST_QUOTED)] if cells else []))}


def _render_left_out(facts: Mapping[str, Any]) -> dict[str, str]:
    return {**_render_rows(facts), "why": say(f"left_out.{facts['why']}")}


def _render_unreadable(facts: Mapping[str, Any]) -> dict[str, str]:
    code = facts["code"]
    excess = Excess(**facts["excess"]) if facts.get("excess") else None
    fix = {"fix": say(f"file_fix.{code}")} if has_message(f"file_fix.{code}") else {}
    if facts.get("issued_to"):
        fix = {"fix": say(f"file_fix.issued.{code}", unit=facts["issued_to"])}
    if excess is not None:
        fix = {"fix": advise_refusal(excess)}
    return {"why": explain_refusal(code, excess), **fix}


def _render_not_understood(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"why": say(f"unknown.{facts['why']}"), "how": say(f"kind.how.{facts['how']}")}


def _render_column_evidence(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"signs": _join(say(f"sign.{code}") for code in facts["signs"])}


def _render_seen_unit(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"seen": say("finding.seen", text=facts["written"]) if facts["written"] else ""}


def _render_superseded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Say by which evidence the later file counts, and what casts doubt on that."""
    time, later = map(_format_local_time, facts["times"])
    word, later_word = (text or say("superseded_by.unmarked") for text in facts["words"])
    reason = say(f"superseded_by.{facts['evidence']}", time=time, later=later, word=word, later_word=later_word)
    return {"reason": reason, "doubts": "".join(say(f"superseded.{doubt}") for doubt in facts["doubts"])}


def _render_count_cause(facts: Mapping[str, Any]) -> dict[str, str]:
    """Say what most likely makes the count on the cover differ."""
    return {"cause": say(f"finding.control_total.{'more' if facts['read'] > facts['counted'] else 'fewer'}")}


def _render_joined(facts: Mapping[str, Any]) -> dict[str, str]:
    """Say what casts doubt on joining two files."""
    doubts = [say(f"finding.joined.{doubt}", alike=facts["alike"]) for doubt in ("alike", "differing") if facts[doubt]]
    return {"doubt": "".join(doubts)}


def _format_local_time(timestamp: dt.datetime | None) -> str:
    """Return a time in UTC as the office's clock shows it."""
    if timestamp is None:
        return say("superseded_by.no_time")
    return f"{convert_to_office_time(timestamp):%Y-%m-%d %H:%M:%S}"


def _render_twins(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name the equal cells: with their sheet where the address alone would be read as on the finding's own sheet."""
    named = (f"{twin.sheet}!{twin.cell}" if facts["elsewhere"] else twin.cell for twin in facts["twins"])
    return {"twins": _join(named)}


def _render_places(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name cells with what is written there and, where it is known, what that was read as or had been."""
    rendered = [
        say(
            "finding.place_read" if read else "finding.place_written",
            cell=cell,
            text=_shorten(text, _LONGEST_OF_MANY),
            read=read,
        )
        for cell, text, read in facts["places"]
    ]
    return {"places": _join_first(rendered)}


def _render_garbled(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name garbled cells; the arrow is explained where there is one."""
    inferred = any(original for _, _, original in facts["places"])
    return {**_render_places(facts), "inferred": say("finding.inferred") if inferred else ""}


def _render_numbers(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"numbers": _join_first(facts["numbers"])}


def _render_fixed_changes(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name the cells of a row that were changed, with what was issued and what stands there now."""
    rendered = [
        say(
            "finding.place_changed",
            cell=cell,
            label=label,
            old=_shorten(old) or say("finding.blank"),
            new=_shorten(new) or say("finding.blank"),
        )
        for cell, label, old, new in facts["changes"]
    ]
    return {
        "changed": say("finding.changes_separator").join(rendered),
        "note": _shorten(facts["note"], _LONGEST_QUOTED),
    }


def _render_missing_rows(facts: Mapping[str, Any]) -> dict[str, str]:
    return {**_render_numbers(facts), "note": _shorten(facts["note"], _LONGEST_QUOTED)}


def _render_later_issues(facts: Mapping[str, Any]) -> dict[str, str]:
    """Say for which times a workbook was handed out since, on which days, and what became different."""
    said = [say("finding.older_issue.later", number=n, day=day, changes=text) for n, day, text in facts["later"]]
    day = say("finding.older_issue.day", day=facts["day"]) if facts["day"] else ""
    return {"later": say("finding.changes_separator").join(said), "when": day}


def _render_recoded_units(facts: Mapping[str, Any]) -> dict[str, str]:
    said = [say("finding.unit_recoded.one", name=name, old=old, new=new) for name, old, new in facts["units"]]
    return {"units": _join_first(said)}


def _render_missing_people(facts: Mapping[str, Any]) -> dict[str, str]:
    said = [
        say("finding.not_on_roster.one", unit=unit, name=name, places=_join_first(places, 3))
        for unit, name, places in facts["people"]
    ]
    return {"people": _join_first(said, len(said))}


def _render_former_values(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"places": _join_first([say("finding.former", of=of, value=_shorten(text)) for of, text in facts["places"]])}


def _render_token_places(facts: Mapping[str, Any]) -> dict[str, str]:
    """Name the places where tokens stand: cells, the notes on cells, the file's properties."""
    named = [say(f"token_place.{kind}", sheet=sheet, cell=cell) for kind, sheet, cell in facts["places"]]
    return {"places": _join_first(named, _MOST_QUOTED)}


_BY_RULE: Mapping[str, Callable[[Mapping[str, Any]], dict[str, str]]] = {
    "readable": _render_not_understood,
    "unique": _render_twins,
    "struck": _render_struck,
    "no_unit": _render_seen_unit,
    "active_content": _render_active,
    **dict.fromkeys(("no_year", "doubtful_word", "run_together"), _render_places),
    "garbled": _render_garbled,
    **dict.fromkeys(("unreadable", "not_a_workbook", "ignored_file"), _render_unreadable),
    **dict.fromkeys(("superseded", "partly_superseded"), _render_superseded),
    **dict.fromkeys(("column_nearest", "column_by_content"), _render_column_evidence),
    **dict.fromkeys(("left_out", "left_out_rows"), _render_left_out),
    **dict.fromkeys(("shows_nothing", "shown_otherwise", "shown_unknown"), _render_cells),
    "referenced": _render_own_number,
    "number_given": _render_given_numbers,
    **dict.fromkeys(("hidden_rows", "strangers", "second_team"), _render_rows),
    "joined": _render_joined,
    **dict.fromkeys(("forged", "forged_used", "revoked", "foreign_campaign"), _render_token_places),
    "office_column": _render_places,
    **dict.fromkeys(
        ("fixed_changed", "fixed_changed_noted", "fixed_changed_accepted", "fixed_mended"), _render_fixed_changes
    ),
    **dict.fromkeys(
        ("issued_row_missing", "issued_row_missing_noted", "issued_row_withdrawn"),
        _render_missing_rows,
    ),
    **dict.fromkeys(
        ("unchanged_but_changed", "not_updated", "matched_by_texts", "closed_row_returned", "number_taken"),
        _render_numbers,
    ),
    "older_issue": _render_later_issues,
    **dict.fromkeys(("members_left", "options_gone"), _render_former_values),
    "not_on_roster": _render_missing_people,
    "unit_recoded": _render_recoded_units,
    "control_total": _render_count_cause,
    "merged_hidden": _render_hidden_cells,
    **dict.fromkeys(("above_read", "above_asked"), _render_above),
    **dict.fromkeys(
        (*(f"beside_{kind}" for kind in _BESIDE), "hint_words"),
        _render_beside,
    ),
    **dict.fromkeys(("merged_filled", "merged_rows", "merged_across"), _render_merges),
}
