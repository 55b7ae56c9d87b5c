"""Follow the items of a campaign from round to round until they are closed.

item         an item, the office's reviews of it, its events, and how a round ended
join         the returns of a round beside the items of the round before; its parts, from the whole to the cell:
             list_join, matching, returned_row, issued, and carried, office_cells
follow       every item through one round: what units reported, what the office decided
step         one item through one round
states       where an item stands: the two tables that say what reports and results make of it
judging      which results of the office take effect, and why the others do not
numbers      which item a record belongs to
texts        what an item keeps of its record
known_texts  what a unit knows of its items already
fills        what the office's columns show of an item; review_words, its review in words
rewriting    puts it into the records
parents      a record is closed once all that lead to it are
events       what happened, each with where it is written
closing      how a round ended, as bytes and back
former_values  what is not offered any more, and stands in items all the same
recoding     gives items to their units where codes changed
"""

from toolkit.followup.closing import (
    CLOSING_FORMAT,
    ClosingError,
    build_closing,
    dump_closing,
    list_closing_parts,
    parse_closing,
)
from toolkit.followup.event_words import render_event
from toolkit.followup.fills import FillRenderer, find_followup, find_parent_list
from toolkit.followup.follow import Followed, follow_items, sort_keys
from toolkit.followup.former_values import FormerValues, find_former_values
from toolkit.followup.issued import IssuedTexts, sort_columns
from toolkit.followup.item import (
    NOTHING_BEFORE,
    Closing,
    Event,
    EventKind,
    Item,
    ItemKey,
    Origin,
    Reported,
    Review,
)
from toolkit.followup.join import JoinedReturns, join_opening
from toolkit.followup.judging import RejectedReview
from toolkit.followup.known_texts import collect_known_texts
from toolkit.followup.recoding import recode_closing, recode_event
from toolkit.followup.returned_row import RowComparer
from toolkit.followup.review_words import render_decisions, render_review
from toolkit.followup.states import APPLIED, RESULTS
from toolkit.followup.texts import find_passing_columns

__all__ = [
    "APPLIED",
    "CLOSING_FORMAT",
    "NOTHING_BEFORE",
    "RESULTS",
    "Closing",
    "ClosingError",
    "Event",
    "EventKind",
    "FillRenderer",
    "Followed",
    "FormerValues",
    "IssuedTexts",
    "Item",
    "ItemKey",
    "JoinedReturns",
    "Origin",
    "RejectedReview",
    "Reported",
    "Review",
    "RowComparer",
    "build_closing",
    "collect_known_texts",
    "dump_closing",
    "find_followup",
    "find_former_values",
    "find_parent_list",
    "find_passing_columns",
    "follow_items",
    "join_opening",
    "list_closing_parts",
    "parse_closing",
    "recode_closing",
    "recode_event",
    "render_decisions",
    "render_event",
    "render_review",
    "sort_columns",
    "sort_keys",
]
