"""The ordinary scripts: one sheet of many rows of Chinese text, written by a library.

    python write_rows.py LIBRARY ROWS COLUMNS OUTPUT

LIBRARY is `xlsxwriter`, cell by cell, or `pandas`, which is `to_excel` as it comes (by openpyxl).
"""

import sys

from made_rows import make_rows


def write_by_xlsxwriter(rows: list[list[str]], output: str) -> None:
    import xlsxwriter  # noqa: PLC0415 - the other way must not pay for it

    book = xlsxwriter.Workbook(output)
    border = book.add_format({"border": 1, "text_wrap": True})
    sheet = book.add_worksheet("清单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, border)
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    sheet.freeze_panes(1, 0)
    book.close()


def write_by_pandas(rows: list[list[str]], output: str) -> None:
    import pandas as pd  # noqa: PLC0415 - the other way must not pay for it

    pd.DataFrame(rows[1:], columns=rows[0]).to_excel(output, sheet_name="清单", index=False, engine="openpyxl")


def main() -> None:
    library, count, columns, output = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    rows = make_rows(count, columns)
    {"xlsxwriter": write_by_xlsxwriter, "pandas": write_by_pandas}[library](rows, output)


if __name__ == "__main__":
    main()
