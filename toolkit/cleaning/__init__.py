"""Understand what a clerk wrote in a cell: dates, numbers, names and choices, however they are written."""

from toolkit.cleaning.cell import CleanedCell, Cleaner, is_blank_word, split_items
from toolkit.cleaning.dates import DateReader
from toolkit.formats import format_plain_text

__all__ = ["CleanedCell", "Cleaner", "DateReader", "format_plain_text", "is_blank_word", "split_items"]
