"""Read the operator's 工作方案.xlsx: its bytes come in, one frozen Campaign or every mistake at once goes out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.campaign.form import form_choices, list_labels
from toolkit.campaign.model import Campaign, Decision, Member, Unit
from toolkit.cleaning import Cleaned, Cleaner, split_items
from toolkit.definition import ChoiceList, Column, Definition, FormSheet, Option, load_definition
from toolkit.errors import CampaignError, Mistake, mistake
from toolkit.messages import say
from toolkit.opening import CellValue, Grid, UnreadableError, open_workbook
from toolkit.stamp import CODE
from toolkit.text import fold, nearest

Row = dict[str, tuple[str, Cleaned]]  # column key -> cell address, content


def load_campaign(content: bytes, definition: Definition, *, name: str, folder: Path) -> Campaign:
    """Load a campaign; `definition` is used unless the workbook names a folder of its own.

    Raises CampaignError with every mistake, each at sheet!cell.
    """
    try:
        grids = open_workbook(content).grids
    except UnreadableError as error:
        raise CampaignError(mistake("campaign.unreadable", name, why=say(f"file.{error.code}"))) from error
    definition = _own_definition(grids, definition, name, folder)
    loader = _Loader(name, grids, definition)
    campaign = loader.load()
    if loader.mistakes or campaign is None:
        raise CampaignError(loader.mistakes)
    return campaign


def _own_definition(grids: tuple[Grid, ...], definition: Definition, name: str, folder: Path) -> Definition:
    loader = _Loader(name, grids, definition)
    settings = loader.settings()
    where = settings.get("definition")
    if where is None or where[1].blank:
        return definition
    return load_definition((folder / str(where[1].text)).resolve())


class _Loader:
    """Reads the sheets of one campaign workbook, gathering mistakes on the way."""

    def __init__(self, name: str, grids: tuple[Grid, ...], definition: Definition) -> None:
        self.name = name
        self.grids = {fold(grid.name): grid for grid in grids}
        self.form = definition.campaign
        self.definition = definition.with_choices(*form_choices(definition))
        self.cleaner = Cleaner(self.definition)
        self.mistakes: list[Mistake] = []

    def load(self) -> Campaign | None:
        settings = self.settings()
        for field in self.form.settings.fields:
            self._check_setting(field, settings)
        units = self._units()
        members = self._members(units)
        days = self._days(settings)
        meeting_label = self._text(settings, "meeting")
        meeting = next((one for one in self.definition.meetings if one.label == meeting_label), None)
        lists = self._list_keys(settings.get("lists")) or tuple(one.key for one in self.definition.usual_lists)
        decisions = self._decisions(units)
        options = self._options()
        self._check_lists(units, lists)
        if self.mistakes or meeting is None or not units:
            return None
        return Campaign(
            meeting=meeting.key,
            title=self._text(settings, "title") or meeting.label,
            lead=self._text(settings, "lead"),
            meeting_date=days["meeting_date"],
            issue_date=days["issue_date"],
            due_date=days["due_date"],
            as_of=days.get("as_of"),
            definition=self.definition.with_choices(meeting.aspects, *options),
            lists=lists,
            units=tuple(units),
            members=tuple(members),
            decisions=tuple(decisions),
        )

    # -- sheets ---------------------------------------------------------------------------------

    def settings(self) -> Row:
        """Return each setting's cell and content by key."""
        sheet = self.form.settings
        grid = self._grid(sheet.label)
        found: Row = {}
        names = {fold(label): field for field in sheet.fields for label in field.names}
        for position, row in enumerate(grid.rows if grid else [], 1):
            field = names.get(fold(str(row[0]))) if row else None
            if field is not None and len(row) > 1:
                place = f"{sheet.label}!B{position}"
                found[field.key] = (place, self.cleaner.clean("settings", field, row[1]))
        return found

    def _grid(self, label: str) -> Grid | None:
        return self.grids.get(fold(label))

    def _rows(self, sheet: FormSheet) -> Iterator[Row]:
        """Yield the filled rows of a table, example rows left out."""
        grid = self._grid(sheet.label)
        if grid is None:
            self._say("campaign.no_sheet", sheet.label, label=sheet.label)
            return
        start, positions = _header(grid, sheet)
        for column in sheet.columns:
            if column.required and column.key not in positions:
                self._say("campaign.no_column", sheet.label, label=column.label)
        examples = [_example(sheet, example) for example in sheet.examples]
        for number, cells in enumerate(grid.rows[start:], start + 1):
            texts = [str(value).strip() for value in cells]
            if not any(texts) or _shown(cells, positions) in examples:
                continue
            yield {
                column.key: (
                    f"{sheet.label}!{_letters(positions[column.key])}{number}",
                    self.cleaner.clean(sheet.label, column, cells[positions[column.key]]),
                )
                for column in sheet.columns
                if column.key in positions
            }

    # -- tables ---------------------------------------------------------------------------------

    def _units(self) -> list[Unit]:
        units: list[Unit] = []
        codes: dict[str, str] = {}
        names: dict[str, str] = {}
        for row in self._rows(self.form.units):
            self._required(self.form.units, row)
            code, name = self._text(row, "code"), self._text(row, "name")
            place = row["code"][0]
            if code and not re.fullmatch(CODE, code):
                self._say("campaign.code", place, code=code)
            if code in codes:
                self._say("campaign.code_twice", place, code=code, other=codes[code])
            codes.setdefault(code, place)
            aliases = self._items(row, "aliases")
            for one in (name, *aliases):
                other = names.setdefault(fold(one), code) if one else code
                if other != code:
                    self._say("campaign.name_twice", row["name"][0], name=one, other=other)
            self._lead(row, units)
            units.append(
                Unit(
                    code=code,
                    name=name,
                    aliases=aliases,
                    contact=self._text(row, "contact"),
                    phone=self._text(row, "phone"),
                    lists=self._list_keys(row.get("lists")),
                    lead=self._yes(row, "lead"),
                )
            )
        if not units and self._grid(self.form.units.label):
            self._say("campaign.no_units", self.form.units.label)
        return units

    def _lead(self, row: Row, units: list[Unit]) -> None:
        first = next((unit for unit in units if unit.lead), None)
        if self._yes(row, "lead") and first is not None:
            self._say("campaign.two_leads", row["lead"][0], other=first.name)

    def _members(self, units: list[Unit]) -> list[Member]:
        members: list[Member] = []
        seen: dict[tuple[str, str], str] = {}
        for row in self._rows(self.form.members):
            self._required(self.form.members, row)
            written, name = self._text(row, "unit"), "".join(self._text(row, "name").split())
            unit = _named(units, written)
            if written and unit is None:
                near = nearest(written, [one.name for one in units]) or ""
                self._say("campaign.no_unit", row["unit"][0], unit=written, nearest=near)
                continue
            if unit is None:
                continue
            if (unit.code, name) in seen:
                self._say("campaign.member_twice", row["name"][0], name=name, other=seen[unit.code, name])
            seen.setdefault((unit.code, name), row["name"][0])
            members.append(Member(unit=unit.code, name=name, post=self._text(row, "post")))
        return members

    def _options(self) -> list[ChoiceList]:
        labels = list_labels(self.definition)
        by_key: dict[str, list[Option]] = {}
        for row in self._rows(self.form.options):
            self._required(self.form.options, row)
            key = labels.get(self._text(row, "choice_list"))
            value = self._text(row, "value")
            if key is None:
                near = nearest(self._text(row, "choice_list"), labels) or ""
                self._say("campaign.no_choice_list", row["choice_list"][0], nearest=near)
            elif any(option.value == value for option in by_key.get(key, ())):
                self._say("campaign.option_twice", row["value"][0], value=value)
            else:
                option = Option(value=value, short=self._text(row, "short"), aliases=self._items(row, "aliases"))
                by_key.setdefault(key, []).append(option)
        return [ChoiceList(key=key, options=tuple(options)) for key, options in by_key.items()]

    def _decisions(self, units: list[Unit]) -> list[Decision]:
        sheet = self.form.decisions
        kinds = {label: kind for kind, label in sheet.kinds.items()}
        decisions: list[Decision] = []
        for row in self._rows(sheet):
            self._required(sheet, row)
            subject, meaning = self._text(row, "subject"), self._text(row, "meaning")
            kind, unit = kinds.get(subject), _named(units, meaning)
            if kind is None and subject:
                self._say("campaign.decision_kind", row["subject"][0], subject=subject, known="、".join(kinds))
            if unit is None and meaning and fold(meaning) != fold(sheet.unused):
                near = nearest(meaning, [one.name for one in units]) or ""
                self._say("campaign.no_unit", row["meaning"][0], unit=meaning, nearest=near)
            if kind is not None:
                decisions.append(Decision(kind=kind, found=self._text(row, "found"), unit=unit.code if unit else ""))
        return decisions

    # -- single cells ---------------------------------------------------------------------------

    def _check_setting(self, field: Column, settings: Row) -> None:
        label = self.form.settings.label
        if field.key not in settings:
            if field.required:
                self._say("campaign.no_setting", label, label=field.label)
            return
        place, cell = settings[field.key]
        if cell.blank and field.required:
            self._say("campaign.blank", place, label=field.label)
        if cell.unknown:
            self._say("campaign.not_a_date", place, label=field.label, value=cell.text)
        offered = self.definition.choice_lists.get(field.choices or "")
        if offered and field.kind == "choice" and cell.text and cell.text not in offered.values:
            near = nearest(cell.text, offered.values) or ""
            self._say("campaign.unknown_value", place, label=field.label, value=cell.text, nearest=near)

    def _days(self, settings: Row) -> dict[str, dt.date]:
        days = {key: cell.date for key, (_, cell) in settings.items() if cell.date is not None}
        for early, late in (
            ("meeting_date", "due_date"),
            ("issue_date", "due_date"),
            ("meeting_date", "as_of"),
        ):
            if early in days and late in days and days[late] < days[early]:
                place, _ = settings[late]
                labels = {field.key: field.label for field in self.form.settings.fields}
                self._say("campaign.day_order", place, late=labels[late], early=labels[early])
        return days

    def _required(self, sheet: FormSheet, row: Row) -> None:
        for column in sheet.columns:
            if column.required and column.key in row and row[column.key][1].blank:
                self._say("campaign.blank", row[column.key][0], label=column.label)

    def _list_keys(self, found: tuple[str, Cleaned] | None) -> tuple[str, ...]:
        if found is None or found[1].blank:
            return ()
        keys: list[str] = []
        by_label = {one.label: one.key for one in self.definition.list_types}
        for label in split_items(str(found[1].text), self.definition.vocabulary):
            if label in by_label:
                keys.append(by_label[label])
            else:
                self._say("campaign.no_list", found[0], list=label, nearest=nearest(label, by_label) or "")
        return tuple(keys)

    def _check_lists(self, units: list[Unit], lists: tuple[str, ...]) -> None:
        for unit in units:
            for key in unit.lists:
                if key not in lists:
                    label = self.definition.list_type(key).label
                    self._say("campaign.list_not_used", self.form.units.label, unit=unit.name, list=label)

    def _yes(self, row: Row, key: str) -> bool:
        yes = {fold(word) for word in self.definition.vocabulary.yes}
        return fold(self._text(row, key)) in yes

    @staticmethod
    def _text(row: Row, key: str) -> str:
        return str(row[key][1].text or "") if key in row else ""

    @staticmethod
    def _items(row: Row, key: str) -> tuple[str, ...]:
        value: Any = row[key][1].value if key in row else None
        return tuple(value) if isinstance(value, tuple) else ()

    def _say(self, key: str, place: str, /, **facts: object) -> None:
        self.mistakes.append(mistake(key, say("place.separator").join([self.name, place]), **facts))


def _named(units: list[Unit], text: str) -> Unit | None:
    wanted = fold(text)
    return next((u for u in units if text == u.code or wanted in {fold(name) for name in u.names}), None)


def _header(grid: Grid, sheet: FormSheet) -> tuple[int, dict[str, int]]:
    """Return the first data row (from 0) and each column's position, by the best matching row."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(grid.rows[:20], 1):
        texts = [fold(str(value)) for value in cells]
        found = {c.key: texts.index(fold(n)) for c in sheet.columns for n in c.names if fold(n) in texts}
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def _shown(cells: list[CellValue], positions: dict[str, int]) -> dict[str, str]:
    shown = {key: str(cells[position]).strip() for key, position in positions.items()}
    return {key: text for key, text in shown.items() if text}


def _example(sheet: FormSheet, example: dict[str, str]) -> dict[str, str]:
    keys = {column.key for column in sheet.columns}
    return {key: text for key, text in example.items() if text and key in keys}


def _letters(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
