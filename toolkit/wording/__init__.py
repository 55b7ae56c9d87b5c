"""The words of a document: a Word template comes in, its mistakes and its lines with their figures go out."""

from toolkit.wording.document import Passage
from toolkit.wording.lines import Line
from toolkit.wording.model import Wording, load_wording
from toolkit.wording.speech import TROUBLES, Value, context_of, environment, percent

__all__ = ["TROUBLES", "Line", "Passage", "Value", "Wording", "context_of", "environment", "load_wording", "percent"]
