"""The bulletin: type-check a Word template, print it with figures and charts, spell its sentences as formulas."""

from toolkit.bulletin.charts import ChartData, draw_charts
from toolkit.bulletin.document import build_bulletin
from toolkit.bulletin.environment import TROUBLES, Value, build_context, build_environment, format_percent
from toolkit.bulletin.template import Passage
from toolkit.bulletin.unroll import WordingLine
from toolkit.bulletin.wording import Wording, load_wording

__all__ = [
    "TROUBLES",
    "ChartData",
    "Passage",
    "Value",
    "Wording",
    "WordingLine",
    "build_bulletin",
    "build_context",
    "build_environment",
    "draw_charts",
    "format_percent",
    "load_wording",
]
