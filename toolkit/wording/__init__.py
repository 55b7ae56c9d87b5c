"""The words of a document: a Word template comes in, its mistakes and its lines with their figures go out."""

from toolkit.wording.document import Passage
from toolkit.wording.lines import WordingLine
from toolkit.wording.model import Wording, load_wording
from toolkit.wording.speech import TROUBLES, Value, build_context, build_environment, format_percent

__all__ = [
    "TROUBLES",
    "Passage",
    "Value",
    "Wording",
    "WordingLine",
    "build_context",
    "build_environment",
    "format_percent",
    "load_wording",
]
