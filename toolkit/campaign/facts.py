"""Read the facts of the meeting from 基本信息: all optional, said by bulletins alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from toolkit.campaign.model import FactValue
from toolkit.campaign.sheets import FormReader, Row
from toolkit.cleaning import CleanedCell
from toolkit.definition import MEETING, Fact
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say


def load_facts(sheets: FormReader, settings: Row) -> tuple[dict[str, FactValue], tuple[Mistake, ...]]:
    """Return the value of every fact by its name in templates, and hints on facts that contradict each other.

    What cannot be understood is a mistake, which gathers in `sheets`.
    """
    facts = sheets.form.settings.facts
    values = {fact.key: _read_fact(sheets, fact, settings) for fact in facts}
    labels = {fact.key: fact.label for fact in facts}
    labels[MEETING] = next((each.label for each in sheets.form.settings.fields if each.key == "meeting_date"), MEETING)
    meeting = settings["meeting_date"][1].date if "meeting_date" in settings else None
    compared = {**values, MEETING: meeting}
    hints = tuple(
        make_mistake(
            "campaign.fact_order",
            say("place.separator").join([sheets.name, settings[fact.key][0]]),
            label=fact.label,
            value=values[fact.key],
            relation=say(f"fact.{bound}.{fact.kind}"),
            other=labels[other],
            other_value=compared[other],
        )
        for fact, bound, other in _find_contradictions(facts, compared)
    )
    return {labels[key]: value for key, value in values.items()}, hints


def _read_fact(sheets: FormReader, fact: Fact, settings: Row) -> FactValue:
    address, cell = settings.get(fact.key, ("", CleanedCell()))
    sheets.check_date(fact.column, address, cell)
    if cell.blank or cell.unknown:
        if fact.kind == "integer" and cell.unknown:
            sheets.add_mistake("campaign.not_a_number", address, label=fact.label, value=cell.text)
        return None
    if fact.kind == "date":
        return cell.date
    if fact.kind == "integer":
        number = cell.value if isinstance(cell.value, int) else None
        if number is None or number < 0:
            sheets.add_mistake("campaign.not_a_number", address, label=fact.label, value=cell.text)
        return number
    return str(cell.text)


def _find_contradictions(facts: tuple[Fact, ...], values: dict[str, FactValue]) -> Iterator[tuple[Fact, str, str]]:
    """Yield each fact beyond another, the bound that it breaks, and the other's key; blank ones are not judged."""
    for fact in facts:
        own = values[fact.key]
        for bound, other in (("at_most", fact.at_most), ("at_least", fact.at_least)):
            difference = _subtract(own, values.get(other))
            if difference is not None and (difference > 0 if bound == "at_most" else difference < 0):
                yield fact, bound, other


def _subtract(value: FactValue, limit: FactValue) -> int | None:
    """Return by how much, or how many days, a fact exceeds another; None where they cannot be compared."""
    if isinstance(value, int) and isinstance(limit, int):
        return value - limit
    if isinstance(value, dt.date) and isinstance(limit, dt.date):
        return (value - limit).days
    return None
