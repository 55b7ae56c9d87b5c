"""Whose item a row of the ledger is about: the unit, list and number, as we wrote them or as the office typed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.campaign import Campaign, Unit
from toolkit.cleaning import Cleaner
from toolkit.definition import ApplicationKey, ListType
from toolkit.followup import ItemKey
from toolkit.messages import say
from toolkit.reviews.pages import LedgerPage
from toolkit.text import find_nearest, fold


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a row cannot be taken at its word: the message's key, the column that it is about, its facts."""

    key: str
    column: str
    facts: Mapping[str, object]


def make_doubt(key: str, column: str, /, **facts: object) -> Doubt:
    """Return a doubt about a column of a row."""
    return Doubt(key, column, facts)


class SubjectReader:
    """Reads the columns of a row that say which item it is about."""

    def __init__(self, campaign: Campaign, cleaner: Cleaner) -> None:
        self._campaign, self._cleaner = campaign, cleaner
        self._units = {fold(name): campaign.find_by_code(code) for name, code in campaign.collect_unit_names()}
        self._codes = {unit.code: unit for unit in campaign.units}
        self._lists = {fold(name): each for each in campaign.definition.list_types for name in each.names}
        self._followed = [each for each in campaign.list_types if each.followup]

    def read_item(self, page: LedgerPage, row: int, round: int) -> tuple[ItemKey | None, list[Doubt]]:
        """Return the item that a row of a round is about, None where that cannot be told, and why not."""
        code = self._campaign.trace_code(round, page.read_text(row, "code"))
        unit, doubts = self._read_unit(code, page.read_text(row, "unit"))
        number = page.read_text(row, "number")
        list_type, more = self._read_list(page.read_text(row, "list"), number)
        doubts += more
        if not number:
            doubts.append(make_doubt("ledger.no_number", "number"))
        if unit is None or list_type is None or doubts:
            return None, doubts
        cleaned = self._cleaner.clean(list_type.key, list_type.number, number) if list_type.number else None
        return ItemKey(unit=unit.code, list_key=list_type.key, number=str(cleaned.text if cleaned else number)), []

    def find_list(self, item: ItemKey) -> ListType:
        """Return an item's list."""
        return self._campaign.definition.find_list_type(item.list_key)

    def read_application(self, text: str) -> ApplicationKey | None:
        """Return what a row says was applied for, None for a row that the office typed."""
        wanted = fold(text)
        if not wanted:
            return None
        if wanted == fold(say("ledger.application.done")):
            return "close"
        return next((key for key, word in self._collect_applications() if fold(word) == wanted), None)

    def _collect_applications(self) -> Iterator[tuple[ApplicationKey, str]]:
        for list_type in self._followed:
            if list_type.followup:
                yield from ((key, word) for word, key in list_type.followup.application_words.items())

    def _read_unit(self, code: str, name: str) -> tuple[Unit | None, list[Doubt]]:
        by_code = self._find_code(code) if code else None
        by_name = self._units.get(fold(name)) if name else None
        if by_code and (by_name is None or by_name == by_code):
            return by_code, []
        if by_code and by_name:
            return None, [make_doubt("ledger.two_units", "code", code=code, unit=name)]
        if by_name and not code:
            return by_name, []
        written = code or name
        if not written:
            return None, [make_doubt("ledger.no_unit", "code")]
        near = find_nearest(written, [*self._codes] if code else [unit.name for unit in self._campaign.units])
        return None, [make_doubt("ledger.unknown_unit", "code" if code else "unit", unit=written, nearest=near or "")]

    def _find_code(self, code: str) -> Unit | None:
        """Return the unit of a code; programs make the number 1 of the code 01."""
        if code in self._codes:
            return self._codes[code]
        alike = [unit for known, unit in self._codes.items() if known.lstrip("0") == code.lstrip("0")]
        return alike[0] if len(alike) == 1 else self._units.get(fold(code))

    def _read_list(self, name: str, number: str) -> tuple[ListType | None, list[Doubt]]:
        """Return the list that a row names, or the one whose numbers look like the row's."""
        if name:
            known = self._lists.get(fold(name))
            return known, [] if known else [make_doubt("ledger.unknown_list", "list", list=name)]
        alike = [each for each in self._followed if each.number and _is_numbered_like(number, each.number.numbering)]
        found = alike or self._followed
        return (found[0], []) if len(found) == 1 else (None, [make_doubt("ledger.no_list", "list")])


def _is_numbered_like(number: str, mask: str | None) -> bool:
    prefix = fold((mask or "").replace("#", ""))
    return bool(prefix) and fold(number).startswith(prefix)
