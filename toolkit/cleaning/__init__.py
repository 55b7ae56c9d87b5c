"""Understand what a clerk wrote in a cell: dates, numbers, names and choices, however they are written."""

from toolkit.cleaning.cell import CleanedCell, Cleaner, format_plain_text, is_blank_word, split_items
from toolkit.cleaning.dates import DateReader

__all__ = ["CleanedCell", "Cleaner", "DateReader", "format_plain_text", "is_blank_word", "split_items"]
