"""Load the rounds of 工作方案.xlsx from the sheet 期次; from 基本信息 where an older workbook has its days there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from toolkit.campaign.model import Round, RoundState
from toolkit.campaign.sheets import FormReader, Row, find_text
from toolkit.cleaning import CleanedCell
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.text import find_nearest, fold

_DAYS = ("issue_date", "due_date", "as_of")
_REQUIRED_DAYS = ("issue_date", "due_date")
# In the order in which rounds follow one another down the table.
_STATES: tuple[RoundState, ...] = ("ended", "running", "waiting")


def load_rounds(sheets: FormReader, settings: Row) -> tuple[tuple[Round, ...], tuple[Mistake, ...]]:
    """Return the rounds in order, and hints about days of 基本信息 that differ; mistakes gather in `sheets`.

    Where there are mistakes, the rounds are not to be used.
    """
    loader = _RoundsLoader(sheets, settings)
    rows = list(sheets.read_rows(sheets.form.rounds)) if sheets.has_sheet(sheets.form.rounds) else []
    if not rows:
        return loader.load_first_from_settings(), ()
    return loader.load_rows(rows)


def choose_round(rounds: Sequence[Round]) -> Round:
    """Return the round in progress; where all have ended, the last."""
    return next((each for each in rounds if each.state == "running"), rounds[-1])


def read_round_rows(sheets: FormReader) -> Iterator[tuple[int, Row]]:
    """Yield the number and the cells of every row of 期次 that has a number."""
    for row in sheets.read_rows(sheets.form.rounds):
        number = parse_round_number(row["number"][1])
        if number is not None:
            yield number, row


def parse_round_number(cell: CleanedCell) -> int | None:
    """Return a round's number as written alone or in words (第2期); None where it is none."""
    if isinstance(cell.value, int):
        return cell.value
    written = re.fullmatch(say("round.label", number="([0-9]{1,3})"), fold(cell.text or ""))
    return int(written[1]) if written else None


class _RoundsLoader:
    """Builds the rounds of one workbook; mistakes gather in `sheets`."""

    def __init__(self, sheets: FormReader, settings: Row) -> None:
        self.sheets, self.settings = sheets, settings
        self.form = sheets.form.rounds
        self.labels = {column.key: column.label for column in self.form.columns}

    # -- days in 基本信息 --------------------------------------------------------------------------------

    def load_first_from_settings(self) -> tuple[Round, ...]:
        """Return the one round of an older workbook."""
        if not any(key in self.settings for key in _REQUIRED_DAYS):
            if self.sheets.has_sheet(self.form):
                self.sheets.add_mistake("campaign.no_rounds", self.form.label)
            else:
                self.sheets.add_mistake("campaign.no_sheet", self.form.label, label=self.form.label)
            return ()
        for field in self.sheets.form.settings.old_fields:
            self.sheets.check_setting(field, self.settings)
        days = _collect_days(self.settings)
        self._check_days_in_round(self.settings, days)
        return (_build_round(1, days),) if all(key in days for key in _REQUIRED_DAYS) else ()

    def _find_differing_days(self, first: Round) -> Iterator[Mistake]:
        """Yield a hint for each day of 基本信息 that is not the first round's."""
        own = {"issue_date": first.issue_date, "due_date": first.due_date, "as_of": first.as_of}
        for key, day in _collect_days(self.settings).items():
            if key in _DAYS and own[key] != day:
                place = say("place.separator").join([self.sheets.name, self.settings[key][0]])
                facts = {"day": day, "other": own[key] or say("round.no_day"), "sheet": self.form.label}
                yield make_mistake("campaign.other_day", place, label=self.labels[key], **facts)

    # -- the table --------------------------------------------------------------------------------------

    def load_rows(self, rows: list[Row]) -> tuple[tuple[Round, ...], tuple[Mistake, ...]]:
        """Return the rounds of the table in order, and hints."""
        found: dict[int, tuple[Row, Round]] = {}
        for row in rows:
            self.sheets.check_required(self.form, row)
            number, days, state = self._read_number(row, found), self._read_days(row), self._read_state(row)
            if number is not None and state is not None and all(key in days for key in _REQUIRED_DAYS):
                found[number] = row, _build_round(number, days, name=find_text(row, "name"), state=state)
        if self.sheets.mistakes:
            return (), ()
        ordered = [found[number] for number in sorted(found)]
        self._check_numbers(ordered)
        for earlier, later in pairwise(ordered):
            self._check_days_between(earlier[1], *later)
            self._check_states_between(earlier[1], *later)
        self._check_running(ordered)
        rounds = tuple(each for _, each in ordered)
        return rounds, tuple(self._find_differing_days(rounds[0]))

    def _read_number(self, row: Row, found: dict[int, tuple[Row, Round]]) -> int | None:
        address, cell = row["number"]
        number = parse_round_number(cell)
        if cell.blank:
            return None
        if number is None or number < 1:
            self.sheets.add_mistake("campaign.round_number", address, value=cell.text)
            return None
        if number in found:
            other = found[number][0]["number"][0]
            self.sheets.add_mistake(
                "campaign.round_twice", address, round=say("round.label", number=number), other=other
            )
            return None
        return number

    def _read_days(self, row: Row) -> dict[str, dt.date]:
        for column in self.form.columns:
            if column.key in row:
                self.sheets.check_date(column, *row[column.key])
        days = _collect_days(row)
        self._check_days_in_round(row, days)
        return days

    def _read_state(self, row: Row) -> RoundState | None:
        address, cell = row["state"]
        words = {fold(word): state for state, word in self.form.states.items()}
        if cell.blank or fold(str(cell.text)) in words:
            return words.get(fold(str(cell.text)))
        known = list(self.form.states.values())
        near = find_nearest(str(cell.text), known) or ""
        facts = {"label": self.labels["state"], "value": cell.text, "nearest": near}
        self.sheets.add_mistake("campaign.unknown_value", address, **facts)
        return None

    def _check_numbers(self, ordered: list[tuple[Row, Round]]) -> None:
        for expected, (row, each) in enumerate(ordered, 1):
            if each.number != expected:
                facts = {"round": each.label, "expected": say("round.label", number=expected)}
                self.sheets.add_mistake("campaign.round_gap", row["number"][0], **facts)
                return

    def _check_days_in_round(self, row: Row, days: dict[str, dt.date]) -> None:
        meeting = self.settings.get("meeting_date", ("", CleanedCell()))[1].date
        labels = {field.key: field.label for field in self.sheets.form.settings.fields} | self.labels
        known = days if meeting is None else {**days, "meeting_date": meeting}
        for early, late in (("meeting_date", "due_date"), ("issue_date", "due_date"), ("meeting_date", "as_of")):
            if early in known and late in known and known[late] < known[early]:
                facts = {"late": labels[late], "early": labels[early]}
                self.sheets.add_mistake("campaign.day_order", row[late][0], **facts)

    def _check_days_between(self, earlier: Round, row: Row, each: Round) -> None:
        before = {"issue_date": earlier.issue_date, "due_date": earlier.due_date, "as_of": earlier.as_of}
        for key, day in _collect_days(row).items():
            old = before.get(key)
            if old is not None and day < old:
                facts = {"label": self.labels[key], "round": each.label, "other": earlier.label, "day": old}
                self.sheets.add_mistake("campaign.round_order", row[key][0], **facts)

    def _check_states_between(self, earlier: Round, row: Row, each: Round) -> None:
        if _STATES.index(each.state) < _STATES.index(earlier.state):
            words = self.form.states
            facts = {"round": each.label, "state": words[each.state]}
            facts |= {"other": earlier.label, "other_state": words[earlier.state]}
            self.sheets.add_mistake("campaign.round_states", row["state"][0], **facts)

    def _check_running(self, ordered: list[tuple[Row, Round]]) -> None:
        running = [(row, each) for row, each in ordered if each.state == "running"]
        facts = {"state": self.form.states["running"]}
        for row, _ in running[1:]:
            self.sheets.add_mistake("campaign.two_running", row["state"][0], other=running[0][1].label, **facts)
        waiting = [row for row, each in ordered if each.state == "waiting"]
        if waiting and not running:
            self.sheets.add_mistake("campaign.no_running", waiting[0]["state"][0], **facts)


def _collect_days(row: Row) -> dict[str, dt.date]:
    return {key: cell.date for key, (_, cell) in row.items() if cell.date is not None}


def _build_round(number: int, days: dict[str, dt.date], *, name: str = "", state: RoundState = "running") -> Round:
    return Round(
        number=number,
        name=name,
        issue_date=days["issue_date"],
        due_date=days["due_date"],
        as_of=days.get("as_of"),
        state=state,
    )
