"""The bulletin: a Word template, figures and charts come in, the bytes of the document go out."""

from toolkit.bulletin.charts import ChartData, draw_charts
from toolkit.bulletin.document import build_bulletin, columns_of

__all__ = ["ChartData", "build_bulletin", "columns_of", "draw_charts"]
