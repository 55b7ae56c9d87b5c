"""Load the operator's 工作方案.xlsx: settings, rounds, units, members, own options and decisions become one Campaign.

Every mistake of every sheet is collected and reported at once, each at its sheet!cell.
"""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.campaign.emails import EmailReader
from toolkit.campaign.facts import load_facts
from toolkit.campaign.form import collect_list_labels
from toolkit.campaign.member_names import MemberNames
from toolkit.campaign.model import (
    ACCEPTED,
    REFUSED,
    Campaign,
    Decision,
    Member,
    Unit,
)
from toolkit.campaign.roster_hints import find_roster_hints
from toolkit.campaign.rounds import choose_round, load_rounds
from toolkit.campaign.sheets import (
    FormReader,
    Row,
    find_items,
    find_text,
)
from toolkit.campaign.unit_index import UnitIndex
from toolkit.cleaning import CleanedCell, split_items
from toolkit.definition import (
    ChoiceList,
    Definition,
    Option,
    date_texts,
    load_definition,
)
from toolkit.errors import CampaignError, make_mistake
from toolkit.formats import Grid, UnreadableError, explain_own_refusal, open_workbook
from toolkit.text import find_nearest, fold
from toolkit.unit_token import CODE, find_doubt_code


def load_campaign(content: bytes, definition: Definition, *, name: str, folder: Path) -> Campaign:
    """Return the campaign that a workbook describes.

    `name` is the workbook's name in messages. `definition` is used unless the workbook names a definition folder of
    its own, which may be relative to `folder`. Raises CampaignError with every mistake.
    """
    try:
        grids = open_workbook(content).grids
    except UnreadableError as error:
        raise CampaignError(make_mistake("campaign.unreadable", name, why=explain_own_refusal(error))) from error
    definition = _load_own_definition(grids, definition, name, folder)
    sheets = FormReader(name, grids, definition)
    campaign = _CampaignLoader(sheets).load()
    if sheets.mistakes or campaign is None:
        raise CampaignError(sheets.mistakes)
    return campaign


def _load_own_definition(grids: tuple[Grid, ...], definition: Definition, name: str, folder: Path) -> Definition:
    _, cell = FormReader(name, grids, definition).read_settings().get("definition", ("", None))
    if cell is None or cell.blank:
        return definition
    return load_definition((folder / str(cell.text)).resolve())


class _CampaignLoader:
    """Builds a campaign from the sheets of one workbook; mistakes gather in `sheets`."""

    def __init__(self, sheets: FormReader) -> None:
        self.sheets = sheets
        self.form = sheets.form
        self.definition = sheets.definition
        self.emails = EmailReader(sheets.name)
        # Where the names of units and members stand, for hints about them.
        self.unit_cells: dict[str, str] = {}
        self.member_cells: list[tuple[Member, str]] = []

    def load(self) -> Campaign | None:
        settings = self.sheets.read_settings()
        for field in self.form.settings.fields:
            self.sheets.check_setting(field, settings)
        rounds, hints = load_rounds(self.sheets, settings)
        facts, doubts = load_facts(self.sheets, settings)
        units = self._load_units()
        index = UnitIndex(units)
        members = self._load_members(index)
        meeting_label = find_text(settings, "meeting")
        meeting = next((each for each in self.definition.meetings if each.label == meeting_label), None)
        usual_lists = tuple(list_type.key for list_type in self.definition.usual_lists)
        lists = self._parse_list_keys(settings.get("lists")) or usual_lists
        decisions = self._load_decisions(index)
        options = self._load_options()
        self._check_lists(units, lists)
        day = settings["meeting_date"][1].date if "meeting_date" in settings else None
        if self.sheets.mistakes or meeting is None or day is None or not units:
            return None
        return Campaign(
            meeting=meeting.key,
            title=find_text(settings, "title") or meeting.label,
            lead=find_text(settings, "lead"),
            meeting_date=day,
            rounds=rounds,
            round=choose_round(rounds),
            definition=date_texts(self.definition.choose_meeting(meeting).replace_choices(*options), day),
            lists=lists,
            units=tuple(units),
            members=tuple(members),
            decisions=tuple(decisions),
            hints=(*hints, *doubts, *self.emails.hints),
            roster_hints=find_roster_hints(self.sheets, units, self.unit_cells, self.member_cells, lists),
            facts=facts,
        )

    def _load_units(self) -> list[Unit]:
        units: list[Unit] = []
        codes: dict[str, str] = {}
        names: dict[str, str] = {}
        for row in self.sheets.read_rows(self.form.units):
            self.sheets.check_required(self.form.units, row)
            code, name = find_text(row, "code"), find_text(row, "name")
            address = row["code"][0]
            if code and not re.fullmatch(CODE, code):
                self.sheets.add_mistake("campaign.code", address, code=code)
            if code in codes:
                self.sheets.add_mistake("campaign.code_twice", address, code=code, other=codes[code])
            codes.setdefault(code, address)
            self.unit_cells.setdefault(code, row["name"][0])
            former, aliases = _sort_aliases(find_items(row, "aliases"))
            for text in (name, *aliases, *former):
                owner = names.setdefault(fold(text), code) if text else code
                if owner != code:
                    self.sheets.add_mistake("campaign.name_twice", row["name"][0], name=text, other=owner)
            self._check_lead(row, units)
            units.append(
                Unit(
                    code=code,
                    name=name,
                    aliases=aliases,
                    former_codes=former,
                    contact=find_text(row, "contact"),
                    phone=find_text(row, "phone"),
                    emails=self.emails.read(code, find_text(row, "email"), row["email"][0] if "email" in row else ""),
                    lists=self._parse_list_keys(row.get("lists")),
                    lead=self._is_yes(row, "lead"),
                )
            )
        if not units and self.sheets.has_sheet(self.form.units):
            self.sheets.add_mistake("campaign.no_units", self.form.units.label)
        return units

    def _check_lead(self, row: Row, units: list[Unit]) -> None:
        first = next((unit for unit in units if unit.lead), None)
        if self._is_yes(row, "lead") and first is not None:
            self.sheets.add_mistake("campaign.two_leads", row["lead"][0], other=first.name)

    def _load_members(self, units: UnitIndex) -> list[Member]:
        members: list[Member] = []
        names = MemberNames(self.sheets)
        for row in self.sheets.read_rows(self.form.members):
            self.sheets.check_required(self.form.members, row)
            written, name = find_text(row, "unit"), "".join(find_text(row, "name").split())
            unit = units.find(written)
            if written and unit is None:
                near = find_nearest(written, units.names) or ""
                self.sheets.add_mistake("campaign.no_unit", row["unit"][0], unit=written, nearest=near)
                continue
            if unit is None:
                continue
            names.check(unit.code, name, row["name"][0])
            members.append(Member(unit=unit.code, name=name, post=find_text(row, "post")))
            self.member_cells.append((members[-1], row["name"][0]))
        return members

    def _load_options(self) -> list[ChoiceList]:
        labels = collect_list_labels(self.definition)
        by_key: dict[str, list[Option]] = {}
        for row in self.sheets.read_rows(self.form.options):
            self.sheets.check_required(self.form.options, row)
            key = labels.get(find_text(row, "choice_list"))
            value = find_text(row, "value")
            if key is None:
                near = find_nearest(find_text(row, "choice_list"), labels) or ""
                self.sheets.add_mistake("campaign.no_choice_list", row["choice_list"][0], nearest=near)
            elif any(option.value == value for option in by_key.get(key, ())):
                self.sheets.add_mistake("campaign.option_twice", row["value"][0], value=value)
            else:
                option = Option(value=value, short=find_text(row, "short"), aliases=find_items(row, "aliases"))
                by_key.setdefault(key, []).append(option)
        return [ChoiceList(key=key, options=tuple(options)) for key, options in by_key.items()]

    def _load_decisions(self, units: UnitIndex) -> list[Decision]:
        sheet = self.form.decisions
        kinds = {label: kind for kind, label in sheet.kinds.items()}
        decisions: list[Decision] = []
        decided: dict[tuple[str, str], str] = {}
        for row in self.sheets.read_rows(sheet):
            subject, meaning = find_text(row, "subject"), find_text(row, "meaning")
            kind = kinds.get(subject)
            if kind == "doubt" and not meaning:
                continue  # what was decided is taken back
            self.sheets.check_required(sheet, row)
            if kind is None and subject:
                self.sheets.add_mistake(
                    "campaign.decision_kind", row["subject"][0], subject=subject, known="、".join(kinds)
                )
            if kind is not None and meaning:
                if kind == "doubt" and find_doubt_code(find_text(row, "found")) is None:
                    self.sheets.add_mistake("campaign.doubt_code", row["found"][0], found=find_text(row, "found"))
                known = self._resolve_meaning(kind, meaning, row["meaning"][0], units)
                if decided.setdefault((kind, find_text(row, "found")), known) != known:
                    self.sheets.add_mistake("campaign.decided_twice", row["meaning"][0], found=find_text(row, "found"))
                decisions.append(Decision(kind=kind, found=find_text(row, "found"), meaning=known))
        return decisions

    def _resolve_meaning(self, kind: str, text: str, location: str, units: UnitIndex) -> str:
        """Return a decision's meaning as a code or key (see `Decision`), empty for `not used` and for a mistake."""
        if kind == "doubt":
            return self._resolve_verdict(text, location)
        if fold(text) == fold(self.form.decisions.unused):
            return ""
        if kind in ("change", "withdrawal"):
            return self._resolve_consent(text, location)
        if kind in ("file", "spelling"):
            unit = units.find(text)
            if unit is None:
                near = find_nearest(text, units.names) or ""
                self.sheets.add_mistake("campaign.no_unit", location, unit=text, nearest=near)
            return unit.code if unit else ""
        lists = self.definition.list_types
        if kind == "sheet":
            offered = {list_type.label: list_type.key for list_type in lists}
        else:
            offered = {column.label: column.label for list_type in lists for column in list_type.columns}
        by_fold = {fold(label): key for label, key in offered.items()}
        if fold(text) not in by_fold and kind == "sheet":
            self.sheets.add_mistake("campaign.no_list", location, list=text, nearest=find_nearest(text, offered) or "")
        elif fold(text) not in by_fold:
            self.sheets.add_mistake(
                "campaign.no_such_column", location, column=text, nearest=find_nearest(text, offered) or ""
            )
        return by_fold.get(fold(text), "")

    def _resolve_verdict(self, text: str, location: str) -> str:
        """Return what a unit's explanation was decided to be; empty for a mistake."""
        sheet = self.form.decisions
        known = {fold(sheet.agreed): ACCEPTED, fold(sheet.refused): REFUSED}
        if fold(text) not in known:
            self.sheets.add_mistake("campaign.verdict", location, text=text, agreed=sheet.agreed, refused=sheet.refused)
        return known.get(fold(text), "")

    def _resolve_consent(self, text: str, location: str) -> str:
        form = self.form.decisions
        if fold(text) != fold(form.accepted):
            self.sheets.add_mistake(
                "campaign.no_consent", location, text=text, accepted=form.accepted, unused=form.unused
            )
            return ""
        return ACCEPTED

    def _parse_list_keys(self, setting: tuple[str, CleanedCell] | None) -> tuple[str, ...]:
        if setting is None or setting[1].blank:
            return ()
        address, cell = setting
        keys: list[str] = []
        by_label = {list_type.label: list_type.key for list_type in self.definition.list_types}
        for label in split_items(str(cell.text), self.definition.vocabulary):
            if label in by_label:
                keys.append(by_label[label])
            else:
                self.sheets.add_mistake(
                    "campaign.no_list", address, list=label, nearest=find_nearest(label, by_label) or ""
                )
        return tuple(keys)

    def _check_lists(self, units: list[Unit], lists: tuple[str, ...]) -> None:
        for unit in units:
            for key in unit.lists:
                if key not in lists:
                    label = self.definition.find_list_type(key).label
                    self.sheets.add_mistake("campaign.list_not_used", self.form.units.label, unit=unit.name, list=label)

    def _is_yes(self, row: Row, key: str) -> bool:
        yes = {fold(word) for word in self.definition.vocabulary.yes}
        return fold(find_text(row, key)) in yes


def _sort_aliases(written: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes that a unit had before, and its other names: no unit is called by digits and letters alone."""
    codes = tuple(text for text in written if re.fullmatch(CODE, text) and any(map(str.isdigit, text)))
    return codes, tuple(text for text in written if text not in codes)
