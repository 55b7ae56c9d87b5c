"""Results that the office chose outside the ledger, written into the sheet of decisions as if it had typed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.ooxml import Package, PackageSheets
from toolkit.reviews.contents import ApplicationPlace, LedgerContents
from toolkit.reviews.model import LedgerFacts
from toolkit.reviews.page_patch import PagePatch
from toolkit.reviews.pages import LedgerPage, open_ledger
from toolkit.reviews.patch import name_failures
from toolkit.reviews.waiting import WaitingReader, WaitingRow
from toolkit.text import fold

# What tells of which item a row is; whoever shows the row says so above it.
_NAMED = frozenset({"round", "code", "unit", "number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """An item on which the office has to decide: what the sheet of decisions says of it, and the results it offers.

    `shown` are our columns' texts by label, in their order, without those that are empty. `written` is what the office
    wrote so far, by the keys of its columns.
    """

    place: ApplicationPlace
    shown: Mapping[str, str]
    results: tuple[str, ...]
    written: Mapping[str, str]


def list_waiting(facts: LedgerFacts, content: bytes | None) -> Iterator[WaitingItem]:
    """Yield every item that waits, in the order of the sheet; `content` is the ledger, None where there is none yet."""
    contents, form = LedgerContents(facts), facts.campaign.definition.ledger.waiting
    labels = {column.key: column.label for column in form.columns}
    written = _read_written(content, facts) if content is not None else {}
    for place, cells in contents.build_waiting().items():
        list_type = facts.campaign.definition.find_list_type(place[0].list_key)
        results = tuple(dict.fromkeys(list_type.followup.results.values())) if list_type.followup else ()
        shown = {labels[key]: str(cells[key]) for key in labels if key not in _NAMED and str(cells.get(key, ""))}
        yield WaitingItem(place=place, shown=shown, results=results, written=written.get(place, {}))


def write_results(
    content: bytes, facts: LedgerFacts, chosen: Mapping[ApplicationPlace, Mapping[str, str]]
) -> tuple[bytes, tuple[ApplicationPlace, ...]]:
    """Write what was chosen for items into their rows: texts by the keys of the office's columns.

    Returns the ledger, and the items that have no row, for which nothing was written. A row that the office had filled
    in says afterwards what was chosen now. Raises OperatorError where the ledger cannot be changed without loss.
    """
    page = open_ledger(content, facts.campaign.definition.ledger).waiting
    rows = _find_rows(page, facts)
    with name_failures():
        package = Package(content)
        parts = {fold(name): part for name, part in PackageSheets(package).parts.items()}
        patch = PagePatch(package, parts[fold(page.name)], page)
        missing = []
        for place, cells in chosen.items():
            row = rows.get(place)
            if row is None:
                missing.append(place)
                continue
            patch.update_row(row.row, {key: cells.get(key, "") for key in page.form.office_keys})
        patch.save()
        return package.build_bytes() if patch.changed else content, tuple(missing)


def _find_rows(page: LedgerPage, facts: LedgerFacts) -> dict[ApplicationPlace, WaitingRow]:
    """Return the row of each item and application of the round at work: the lowest that is in no effect yet."""
    reader = WaitingReader(page, facts.campaign, facts.opening)
    return {
        (row.item, row.application): row
        for row in reader.read_rows()
        if row.item is not None
        and row.application is not None
        and not row.frozen
        and row.round <= facts.campaign.round.number
    }


def _read_written(content: bytes, facts: LedgerFacts) -> dict[ApplicationPlace, dict[str, str]]:
    page = open_ledger(content, facts.campaign.definition.ledger).waiting
    return {
        place: {key: page.read_text(row.row, key) for key in page.form.office_keys}
        for place, row in _find_rows(page, facts).items()
    }
