"""Compare and measure texts: their folded form, their width, their nearest neighbour.

forms      texts for matching, storing and showing: tidied, folded, without tricks; names of files; the nearest word
measuring  width, length in UTF-16 units and bytes, natural order
"""

from toolkit.text.forms import (
    begins_like_formula,
    escape_tricks,
    find_look_alikes,
    find_nearest,
    find_odd_characters,
    fold,
    fold_name,
    format_file_name,
    holds_soft_breaks,
    keep_visible,
    remove_control_characters,
    replace_surrogates,
    replace_tricks,
    show_tricks,
    tidy,
    unify_characters,
    unify_ideographs,
)
from toolkit.text.measuring import (
    NaturalKey,
    build_natural_key,
    cut_to_bytes,
    cut_to_utf16,
    measure_utf16_length,
    measure_width,
    wrap_label,
)

__all__ = [
    "NaturalKey",
    "begins_like_formula",
    "build_natural_key",
    "cut_to_bytes",
    "cut_to_utf16",
    "escape_tricks",
    "find_look_alikes",
    "find_nearest",
    "find_odd_characters",
    "fold",
    "fold_name",
    "format_file_name",
    "holds_soft_breaks",
    "keep_visible",
    "measure_utf16_length",
    "measure_width",
    "remove_control_characters",
    "replace_surrogates",
    "replace_tricks",
    "show_tricks",
    "tidy",
    "unify_characters",
    "unify_ideographs",
    "wrap_label",
]
