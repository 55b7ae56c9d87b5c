"""Serial days: how spreadsheet programs number days."""

from __future__ import annotations

import pandas as pd

EPOCH = pd.Timestamp(1899, 12, 30)  # day 0 of sheets
