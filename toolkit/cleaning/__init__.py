"""Understand written cells: raw values and columns come in, typed values go out."""

from toolkit.cleaning.cell import CleanedCell, Cleaner, TypedValue, format_plain_text, is_blank_word, split_items
from toolkit.cleaning.dates import DateReader

__all__ = ["CleanedCell", "Cleaner", "DateReader", "TypedValue", "format_plain_text", "is_blank_word", "split_items"]
