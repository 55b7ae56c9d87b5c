"""Which texts of the lead team the bulletin prints: what our columns say, and what the office chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.bulletin import TextChoice, end_sentence, shorten_text
from toolkit.campaign import Campaign
from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import CHOSEN_KEYS, Column, InnerSeries, LedgerSheet, ListingSpec, split_path
from toolkit.errors import Mistake, make_mistake
from toolkit.followup import Item, ItemKey
from toolkit.formats import find_value, format_plain_text
from toolkit.messages import say
from toolkit.reviews.pages import LedgerPage
from toolkit.text import fold, keep_visible

Cells = dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChoices:
    """What the office chose, where it says so in words, and what is wrong with single rows."""

    choices: dict[ItemKey, TextChoice] = field(default_factory=dict)
    places: dict[ItemKey, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def build_chosen_rows(form: LedgerSheet, campaign: Campaign, items: Iterable[Item]) -> Iterator[Cells]:
    """Yield a row for every item of the lead unit that the bulletin may print, in the order of the items."""
    names = {unit.code: unit.name for unit in campaign.units}
    for item in items:
        if item.key.unit == campaign.lead_unit and item.state != "withdrawn":
            inner = _find_inner_series(campaign, item)
            if inner is not None:
                yield {
                    "code": item.key.unit,
                    "unit": names.get(item.key.unit, ""),
                    **{
                        column.key: keep_visible(item.texts.get(column.key, ""))
                        for column in form.columns
                        if column.key not in CHOSEN_KEYS
                    },
                    "number": item.key.number,
                    "by_rule": _apply_rule(inner, item),
                }


def find_chosen_lists(campaign: Campaign) -> tuple[str, ...]:
    """Return the keys of the lists whose texts the office chooses from."""
    inner = (series.inside for series in campaign.definition.summary.series)
    keys = dict.fromkeys(split_path(each.listing)[0] for each in inner if each and each.chosen)
    return tuple(key for key in keys if key in campaign.lists)


def _find_inner_series(campaign: Campaign, item: Item) -> InnerSeries | None:
    """Return the list of the bulletin that prints an item, None where none does."""
    for series in campaign.definition.summary.series:
        inner = series.inside
        list_key, key = split_path(inner.listing) if inner else ("", "")
        if inner is None or not inner.chosen or list_key != item.key.list_key or list_key not in campaign.lists:
            continue
        listings = campaign.definition.find_list_type(list_key).listings
        if any(each.key == key and _may_list(each, item) for each in listings):
            return inner
    return None


def _may_list(listing: ListingSpec, item: Item) -> bool:
    """Tell whether the texts of an item meet the listing's conditions, as far as texts alone can tell."""
    written = ((condition, item.texts.get(path)) for path, condition in listing.when.items())
    return all(condition.among is None or text is None or text in condition.among for condition, text in written)


def _apply_rule(inner: InnerSeries, item: Item) -> str:
    text = keep_visible(item.texts.get(inner.fields[inner.chosen], ""))
    length = inner.shorten.get(inner.chosen)
    short = shorten_text(text, length) if length else text
    return end_sentence(short) if inner.chosen in inner.sentences else short


def read_choices(page: LedgerPage, campaign: Campaign) -> ReadChoices:
    """Return what the office chose; a row that is not understood is named, and its text printed by the rule."""
    return _ChoiceReader(page, campaign).read()


class _ChoiceReader:
    """Reads the rows in which the office wrote something."""

    def __init__(self, page: LedgerPage, campaign: Campaign) -> None:
        self.page, self.campaign = page, campaign
        self._cleaner = Cleaner(campaign.definition, issued=campaign.issue_date)
        self._columns = {column.key: column for column in page.form.columns}
        offered = campaign.definition.choice_lists.get(self._columns["printed"].choices or "")
        self._answers: dict[str, bool | None] = {fold(value): False for value in (offered.values if offered else ())}
        self._answers |= {fold(word): True for word in campaign.definition.vocabulary.yes} | {"": None}
        self.result = ReadChoices()

    def read(self) -> ReadChoices:
        lists = find_chosen_lists(self.campaign)
        for row in self.page.find_rows(self.page.form.office_keys):
            choice = self._read_choice(row)
            number = self.page.read_text(row, "number")
            if choice is None or not lists:
                continue
            if not number:
                self._add_mistake("ledger.choice_without_number", row, "number")
                continue
            for list_key in lists:
                self._add(row, ItemKey(unit=self._read_unit(row), list_key=list_key, number=number), choice)
        return self.result

    def _add(self, row: int, key: ItemKey, choice: TextChoice) -> None:
        known = self.result.choices.setdefault(key, choice)
        self.result.places.setdefault(key, self._locate(row, "number"))
        if known != choice:
            self._add_mistake("ledger.choice_twice", row, "number", number=key.number, other=self.result.places[key])

    def _read_unit(self, row: int) -> str:
        """Return the code of a row's unit; programs make the number 1 of the code 01."""
        code, lead = self.page.read_text(row, "code"), self.campaign.lead_unit
        return lead if code.lstrip("0") == lead.lstrip("0") else code

    def _read_choice(self, row: int) -> TextChoice | None:
        printed, wording = self._clean(row, "printed"), self._clean(row, "wording")
        answer = fold("" if printed.blank else str(printed.text))
        for key, unclear in (
            ("printed", printed.unknown or answer not in self._answers),
            ("wording", wording.unknown),
        ):
            if unclear:
                value = format_plain_text(find_value(self.page.grid, row, self.page.columns[key]))
                self._add_mistake("ledger.unknown_choice", row, key, value=value)
                return None
        return TextChoice(printed=self._answers[answer], wording="" if wording.blank else str(wording.text))

    def _clean(self, row: int, key: str) -> CleanedCell:
        address = (row, self.page.columns[key])
        column: Column = self._columns[key]
        shown = self.page.grid.shown.get(address, "")
        return self._cleaner.clean(self.page.form.label, column, find_value(self.page.grid, *address), shown)

    def _add_mistake(self, key: str, row: int, column: str, **facts: object) -> None:
        label = self._columns[column].label
        self.result.mistakes.append(make_mistake(key, self._locate(row, column), label=label, **facts))

    def _locate(self, row: int, key: str) -> str:
        places = [say("output.ledger"), f"{self.page.name}!{self.page.locate(row, key)}"]
        return say("place.separator").join(places)
