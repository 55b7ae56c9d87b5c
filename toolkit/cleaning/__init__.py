"""Understand what a clerk wrote in a cell: dates, numbers, names and choices, however they are written.

cell         one cell by its column's kind; it asks choices, dates, deadlines, names and units
lost_text    tells filled cells whose value is not there
items        takes a several-valued cell apart
garbled      tells texts that were read with the wrong encoding
replies      tells explanations from empty phrases
"""

from toolkit.cleaning.cell import BLANK_CELL, CleanedCell, Cleaner
from toolkit.cleaning.dates import DateReader
from toolkit.cleaning.garbled import find_garbling
from toolkit.cleaning.items import is_blank_word, is_han, split_items
from toolkit.cleaning.lost_text import LOSSES
from toolkit.cleaning.replies import is_empty_phrase
from toolkit.formats import format_plain_text

__all__ = [
    "BLANK_CELL",
    "LOSSES",
    "CleanedCell",
    "Cleaner",
    "DateReader",
    "find_garbling",
    "format_plain_text",
    "is_blank_word",
    "is_empty_phrase",
    "is_han",
    "split_items",
]
