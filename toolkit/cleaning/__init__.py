"""Understand written cells: raw values and columns come in, typed values go out."""

from toolkit.cleaning.cell import Cleaned, Cleaner, TypedValue, is_blank_word, plain_text, split_items
from toolkit.cleaning.dates import DateReader

__all__ = ["Cleaned", "Cleaner", "DateReader", "TypedValue", "is_blank_word", "plain_text", "split_items"]
