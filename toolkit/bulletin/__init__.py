"""The bulletin: a Word template, figures and charts come in, the bytes of the document go out."""

from toolkit.bulletin.charts import ChartData, draw_charts
from toolkit.bulletin.document import build_bulletin, find_list_columns

__all__ = ["ChartData", "build_bulletin", "draw_charts", "find_list_columns"]
