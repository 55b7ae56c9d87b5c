"""Bring the office's ledger up to date: its own cells, columns and looks stay as they are.

A row is found by what it is about, wherever the office sorted it to; a column by its heading.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.errors import Mistake, OperatorError, make_mistake
from toolkit.followup import ItemKey
from toolkit.messages import say
from toolkit.ooxml import Package, PackageSheets, PackageStyles, PatchError, adopt_sheet, extract_sheet
from toolkit.reviews.blank import build_blank_ledger, build_blank_sheet, fill_up_rows
from toolkit.reviews.contents import ApplicationPlace, Cells, LedgerContents, find_application
from toolkit.reviews.model import LedgerFacts
from toolkit.reviews.page_patch import PagePatch
from toolkit.reviews.pages import KEYS, LedgerBook, LedgerPage, open_ledger
from toolkit.reviews.waiting import WaitingReader, WaitingRow
from toolkit.text import fold, tidy

_UNEXPECTED = (PatchError, KeyError, ValueError, SyntaxError, StopIteration, zipfile.BadZipFile, OSError)


def build_ledger(facts: LedgerFacts) -> bytes:
    """Return a new ledger; the same facts give the same bytes."""
    contents = LedgerContents(facts)
    counts = {
        "waiting": len(contents.build_waiting()),
        "chosen": len(contents.chosen),
        "items": len(contents.followed),
        "events": len(facts.events),
        "evidence": len(facts.evidence),
    }
    blank = build_blank_ledger(facts.campaign, counts)
    book = open_ledger(blank, facts.campaign.definition.ledger)
    with name_failures():
        patch = _LedgerPatch(Package(blank), book, contents)
        patch.fill_up_pages()
        patch.bring_up_to_date()
        return patch.package.build_bytes()


def patch_ledger(content: bytes, facts: LedgerFacts) -> bytes:
    """Return the ledger brought up to date; the same bytes where nothing is new.

    Raises OperatorError where it cannot be read, or cannot be changed without loss.
    """
    form = facts.campaign.definition.ledger
    book, contents = open_ledger(content, form), LedgerContents(facts)
    with name_failures():
        if "chosen" not in book.present and contents.chosen:
            content = _add_chosen_sheet(content, contents)
            book = open_ledger(content, form)
        patch = _LedgerPatch(Package(content), book, contents)
        return patch.package.build_bytes() if patch.bring_up_to_date() else content


@contextlib.contextmanager
def name_failures() -> Iterator[None]:
    """Raise OperatorError where a ledger cannot be changed without loss."""
    try:
        yield
    except _UNEXPECTED as error:
        raise OperatorError(make_mistake("ledger.not_written", say("output.ledger"))) from error


def _add_chosen_sheet(content: bytes, contents: LedgerContents) -> bytes:
    """Return a ledger that is older than the sheet of chosen texts with that sheet, blank, behind the decisions."""
    campaign = contents.campaign
    form = campaign.definition.ledger
    part, their_styles = extract_sheet(build_blank_sheet(campaign, "chosen", len(contents.chosen)))
    package = Package(content)
    sheets, styles = PackageSheets(package), PackageStyles(package)
    own = adopt_sheet(styles, fill_up_rows(part).replace(b' tabSelected="1"', b""), their_styles)
    styles.save()
    label = fold(form.waiting.label)
    earlier = next((name for name in sheets.parts if fold(name) == label), "")
    sheets.put_after(form.sheets["chosen"].label, own, earlier)
    return package.build_bytes()


class _LedgerPatch:
    """Patches the sheets of one ledger."""

    def __init__(self, package: Package, book: LedgerBook, contents: LedgerContents) -> None:
        self.package, self.facts, self.contents = package, contents.facts, contents
        parts = {fold(name): part for name, part in PackageSheets(self.package).parts.items()}
        self.pages = {place: (parts[fold(page.name)], page) for place, page in book.pages.items()}

    def fill_up_pages(self) -> None:
        """Give every sheet of a new ledger its blank rows."""
        for part, _ in self.pages.values():
            self.package.put_part(part, fill_up_rows(self.package.read_part(part)))

    def bring_up_to_date(self) -> bool:
        """Bring every sheet of the package up to date; return whether anything was new."""
        changed = False
        for place, (part, page) in self.pages.items():
            patch = PagePatch(self.package, part, page)
            self._bring_page_up_to_date(place, patch)
            patch.save()  # one sheet after the other: each is large
            changed = changed or patch.changed
        return changed

    def _bring_page_up_to_date(self, place: str, patch: PagePatch) -> None:
        patches = {
            "waiting": self._patch_waiting,
            "chosen": self._patch_chosen,
            "items": self._patch_items,
            "events": self._patch_events,
            "evidence": self._patch_evidence,
        }
        patches[place](patch)

    # -- waiting ------------------------------------------------------------------------------------------

    def _patch_waiting(self, patch: PagePatch) -> None:
        reader = WaitingReader(patch.page, self.facts.campaign, self.facts.opening)
        rows = [row for row in reader.read_rows() if not row.frozen]
        wanted = self.contents.build_waiting()
        found = _match_rows(rows, wanted)
        for row in rows:
            self._update_waiting_row(patch, reader, row, wanted if row.row in found.values() else {})
        for key, cells in wanted.items():
            if key not in found:
                patch.append_row({**cells, "status": self._render_waiting(key[0])})

    def _update_waiting_row(
        self, patch: PagePatch, reader: WaitingReader, row: WaitingRow, wanted: Mapping[ApplicationPlace, Cells]
    ) -> None:
        if row.round > self.facts.campaign.round.number:
            return
        status = self._render_status(reader, row)
        cells = wanted.get((row.item, row.application), {}) if row.item and row.application else {}
        if cells and not row.is_decided:
            patch.update_row(row.row, {**cells, "status": status})
            return
        if row.item and row.application is None:
            patch.update_row(row.row, self.contents.build_typed(row.item), blank_only=True)
        round_cell = {"round": row.review.round} if row.review else {}
        patch.update_row(row.row, {**round_cell, "status": status})

    def _render_status(self, reader: WaitingReader, row: WaitingRow) -> str:
        """Say how a row stands."""
        if row.is_decided:
            refused = row.mistakes or self.facts.refused.get(reader.build_origin(row.row), ())
            return _render_refusal(refused) if refused else say("ledger.status.in_force")
        if row.item is None:
            return _render_refusal(row.mistakes) if row.mistakes else ""
        item = self.contents.find_item(row.item)
        if item is None:
            return say("ledger.status.gone")
        if row.application is None:
            return say("ledger.status.half") if row.mistakes else ""
        waits_for = find_application(item)
        if waits_for == row.application:
            return say("ledger.status.half") if row.mistakes else self._render_waiting(row.item)
        return say("ledger.status.replaced" if waits_for else "ledger.status.withdrawn")

    def _render_waiting(self, item: ItemKey) -> str:
        """Say that an item waits; where its unit's return has faults, that it comes again."""
        return say("ledger.status.waiting_faulty" if item.unit in self.facts.faulty else "ledger.status.waiting")

    # -- chosen -------------------------------------------------------------------------------------------

    def _patch_chosen(self, patch: PagePatch) -> None:
        rows = _RowIndex(patch.page, KEYS["chosen"])
        for cells in self.contents.chosen:
            _put_row(patch, rows, KEYS["chosen"], cells)

    # -- items --------------------------------------------------------------------------------------------

    def _patch_items(self, patch: PagePatch) -> None:
        rows = _RowIndex(patch.page, KEYS["items"])
        column = self._ensure_round_column(patch)
        for cells, progress in self.contents.build_items():
            _put_row(patch, rows, KEYS["items"], cells, {column: progress})

    def _ensure_round_column(self, patch: PagePatch) -> int:
        """Return the column of the round at work, a new one behind all others where there is none."""
        number, rounds = self.facts.campaign.round.number, patch.page.rounds
        if number in rounds:
            return rounds[number]
        heading = self.facts.campaign.definition.ledger.round_heading.format(round=number)
        model = rounds[max(rounds)] if rounds else max(patch.page.columns.values())
        return patch.add_column(heading, model)

    # -- events and evidence ------------------------------------------------------------------------------

    def _patch_events(self, patch: PagePatch) -> None:
        rows = _RowIndex(patch.page, KEYS["events"])
        for cells in self.contents.build_events():
            _put_row(patch, rows, KEYS["events"], cells)

    def _patch_evidence(self, patch: PagePatch) -> None:
        rows = _RowIndex(patch.page, KEYS["evidence"])
        for cells in self.contents.build_evidence():
            _put_row(patch, rows, KEYS["evidence"], cells)


class _RowIndex:
    """The rows of a sheet by what identifies them; of equal rows each is found once, from the top."""

    def __init__(self, page: LedgerPage, keys: Sequence[str]) -> None:
        self._rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row in page.find_rows(keys):
            self._rows[tuple(page.read_text(row, key) for key in keys)].append(row)

    def find_row(self, identity: tuple[str, ...]) -> int | None:
        """Return the next row of an identity, None where there is no other."""
        rows = self._rows.get(identity)
        return rows.pop(0) if rows else None


def _put_row(
    patch: PagePatch, rows: _RowIndex, keys: Sequence[str], cells: Cells, more: Mapping[int, str] | None = None
) -> None:
    """Update the row that cells belong to, or append one; `more` are texts by column."""
    row = rows.find_row(tuple(tidy(str(cells[key])) for key in keys))
    if row is None:
        patch.append_row(cells, more)
    else:
        patch.update_row(row, cells, more)


def _match_rows(rows: Iterable[WaitingRow], wanted: Mapping[ApplicationPlace, Cells]) -> dict[ApplicationPlace, int]:
    """Return the row of each application that waits: a decided one first, then the latest round's, then the lowest."""
    found: dict[ApplicationPlace, WaitingRow] = {}
    for row in rows:
        if row.item is None or row.application is None:
            continue
        place = row.item, row.application
        if place in wanted and (place not in found or _rank_row(row) >= _rank_row(found[place])):
            found[place] = row
    return {place: row.row for place, row in found.items()}


def _rank_row(row: WaitingRow) -> tuple[bool, int]:
    return row.is_decided, row.round


def _render_refusal(mistakes: Iterable[Mistake]) -> str:
    why = [say("ledger.status.why", found=mistake.found, way_out=mistake.way_out) for mistake in mistakes]
    return say("ledger.status.refused", why="\n".join(why))
