"""Damage how cells show what they hold: numbers and days that a number format shows as another text."""

from __future__ import annotations

import random

from toolkit.damage.draft import Draft, DraftCell
from toolkit.damage.kind import Kind, make_inner_kind
from toolkit.excel import count_serial_days

# A share, its format, and the text that every office program shows for them.
_SHARE, _SHARE_FORMAT, _SHARE_TEXT = 0.875, "0.0%", "87.5%"
_PADDED, _PADDED_FORMAT, _PADDED_TEXT = 123, "00000", "00123"


def _find_free_texts(draft: Draft) -> list[DraftCell]:
    """Return the filled cells that may hold any text, one in each row at most."""
    cells = draft.find_cells("text", "long_text", want=lambda cell: cell.filled)
    return list({(cell.table.name, cell.record.row): cell for cell in cells}.values())


def _put_formatted(draft: Draft, cell: DraftCell, value: float, code: str) -> None:
    sheet = cell.table.sheet
    sheet.put_number(*cell.address, value)
    sheet.set_style(*cell.address, draft.book.add_format_style(sheet.find_style(*cell.address), code))


def _format_numbers(draft: Draft, rng: random.Random) -> bool:
    """Make numbers of texts, as a spreadsheet does with what it takes for a share or an amount."""
    cells = _find_free_texts(draft)
    for cell in rng.sample(cells, min(2, len(cells))):
        value, code, text = rng.choice(((_SHARE, _SHARE_FORMAT, _SHARE_TEXT), (_PADDED, _PADDED_FORMAT, _PADDED_TEXT)))
        _put_formatted(draft, cell, value, code)
        cell.update_texts(text, text)
    return bool(cells)


def _show_months(draft: Draft, rng: random.Random) -> bool:
    """Type a month into a deadline: a spreadsheet keeps its first day and shows the month."""
    words = draft.subject.definition.vocabulary.dates
    code = f'yyyy"{words.year}"m"{words.month}"'
    cells = draft.find_cells("deadline", want=lambda cell: cell.whole and cell.cleaned.date is not None)
    for cell in cells:
        day = cell.cleaned.date
        if day is not None:
            text = f"{day.year}{words.year}{day.month}{words.month}"
            _put_formatted(draft, cell, count_serial_days(day.replace(day=1)), code)
            cell.update_texts(text, text)
    return bool(cells)


SHOWN_KINDS: tuple[Kind, ...] = (
    make_inner_kind(51, "numbers_shown", _format_numbers),
    make_inner_kind(51, "months_shown", _show_months),
)
