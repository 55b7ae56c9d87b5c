"""What a worker that writes bulletins loads before its limits hold: the library that draws needs a folder for that."""

from __future__ import annotations

from contextlib import suppress

from toolkit.bulletin import written
from toolkit.bulletin.charts import load_drawing

__all__ = ["written"]

with suppress(Exception):  # said where a chart is drawn
    load_drawing()
