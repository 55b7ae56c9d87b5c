"""One sheet of many rows of Chinese text, as the summary's merged lists are written.

python benchmarks/bulk_rows.py ROWS COLUMNS OUTPUT
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks" / "scripts")]

from made_rows import make_rows  # noqa: E402

from toolkit.excel import ColumnRenderer, RenderedCells, create_workbook  # noqa: E402


def main() -> None:
    """Write the sheet."""
    rows = make_rows(int(sys.argv[1]), int(sys.argv[2]))
    buffer = io.BytesIO()
    book = create_workbook(buffer, dt.date(2022, 3, 31), "清单")
    look = book.add_format({"border": 1, "text_wrap": True})
    sheet = book.add_worksheet("清单")
    columns = []
    for position, column in enumerate(zip(*rows, strict=True)):
        renderer = ColumnRenderer(sheet, position, look)
        columns.append(RenderedCells(renderer.render_text, renderer).list_cells(column))
    sheet.write_rows(0, columns, [None] * len(rows))
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    sheet.freeze_panes(1, 0)
    book.close()
    Path(sys.argv[3]).write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
