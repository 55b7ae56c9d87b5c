"""期末台账.xlsx: every item of the campaign as it stood when a round ended, to read and to keep."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator

from toolkit.campaign import Campaign
from toolkit.definition import ListType, StateKey
from toolkit.excel import create_workbook
from toolkit.followup import Closing, Item
from toolkit.messages import say
from toolkit.reporting.pages import Cell, Pages

# The columns before and after those of the list, with their widths in characters.
_BEFORE = {"code": 7, "unit": 22, "number": 10, "state": 12}
_AFTER = {"opened": 8, "reported": 10, "cycle": 6, "approved": 12, "closed_on": 12, "closed_by": 10}
_FROM = {"round": 8, "file": 34, "sheet": 14, "row": 6}
_OVERVIEW = {"list": 22, "state": 18, "count": 10}
_NARROWEST, _WIDEST = 8, 46
_NOTHING = "—"


def build_closing_book(campaign: Campaign, closing: Closing) -> bytes:
    """Return the workbook: what there is by list and state, then a sheet per list with all its items."""
    buffer = io.BytesIO()
    day = closing.as_of or campaign.issue_date
    workbook = create_workbook(buffer, day, say("closing_book.title"))
    pages = Pages(workbook, title=campaign.title, lead=campaign.lead)
    note = say("closing_book.note", round=_render_round(closing), day=day)
    rows = _count_states(campaign, closing)
    heads = [say(f"closing_book.{key}") for key in _OVERVIEW]
    pages.add_table(say("closing_book.overview"), heads, tuple(_OVERVIEW.values()), note, rows)
    for list_type in campaign.list_types:
        _add_list(pages, campaign, list_type, closing)
    workbook.close()
    return buffer.getvalue()


def _render_round(closing: Closing) -> str:
    label = say("folder.round", round=closing.round)
    return say("closing_book.round_name", label=label, name=closing.name) if closing.name else label


def _count_states(campaign: Campaign, closing: Closing) -> Iterator[list[Cell]]:
    words = _collect_state_words(campaign)
    for list_type in campaign.list_types:
        items = [item for item in closing.items if item.key.list_key == list_type.key]
        yield [list_type.label, say("closing_book.every"), len(items)]
        counts = Counter(item.state for item in items if item.state)
        for state, word in words.items():
            if counts[state]:
                yield [list_type.label, word, counts[state]]


def _collect_state_words(campaign: Campaign) -> dict[StateKey, str]:
    """Return the words for states by key; a list without follow-up uses those of the others."""
    words: dict[StateKey, str] = {}
    for list_type in campaign.list_types:
        if list_type.followup is not None:
            words |= {state: word for state, word in list_type.followup.states.items() if state not in words}
    return words


def _add_list(pages: Pages, campaign: Campaign, list_type: ListType, closing: Closing) -> None:
    columns = [column for column in list_type.columns if column != list_type.number and column.fill == ""]
    heads = [
        *(say(f"closing_book.{key}") for key in _BEFORE),
        *(column.label for column in columns),
        *(say(f"closing_book.{key}") for key in (*_AFTER, *_FROM)),
    ]
    own = (min(max(int(column.width), _NARROWEST), _WIDEST) for column in columns)
    widths = (*_BEFORE.values(), *own, *_AFTER.values(), *_FROM.values())
    names, words = {unit.code: unit.name for unit in campaign.units}, _collect_state_words(campaign)
    rows = (
        [
            item.key.unit,
            names.get(item.key.unit, _NOTHING),
            item.key.number,
            words.get(item.state, _NOTHING) if item.state else _NOTHING,
            *(item.texts.get(column.key, "") for column in columns),
            *_build_course_cells(item),
            *_build_origin_cells(item),
        ]
        for item in closing.items
        if item.key.list_key == list_type.key
    )
    note = say("closing_book.list_note", round=_render_round(closing))
    sheet = pages.add_table(list_type.label, heads, widths, note, rows)
    sheet.freeze_panes(3, len(_BEFORE))
    sheet.set_paper(8)  # A3: these are wide lists


def _build_course_cells(item: Item) -> list[Cell]:
    return [
        say("folder.round", round=item.opened),
        say(f"closing_book.came.{item.reported}"),
        item.cycle,
        _format_day(item.approved),
        _format_day(item.closed_on),
        item.closed_by,
    ]


def _build_origin_cells(item: Item) -> list[Cell]:
    origin = item.origin
    return [say("folder.round", round=origin.round), origin.file, origin.sheet, origin.row]


def _format_day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
