"""The ordinary script: a workbook of three lists for each unit, by xlsxwriter. No preview, no hints, no tokens.

    python write_workbooks.py UNITS FOLDER

Each has a cover, three lists of 12 columns and 200 formatted rows with dropdowns, one marking rule and protection, and
a hidden sheet of choices.
"""

import sys
from pathlib import Path

import xlsxwriter

SHEETS = ("岗位职责清单", "检视问题清单", "整改落实清单")
CHOICES = ("领导班子", "班子成员", "即知即改", "阶段性整改", "长期整改")
COLUMNS, ROWS, HEADING = 12, 200, 2


def write_workbook(path: Path, unit: str) -> None:
    book = xlsxwriter.Workbook(path)
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7", "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "locked": False, "valign": "top"})
    red = book.add_format({"bg_color": "#FFC7CE"})
    cover = book.add_worksheet("填报首页")
    cover.write(0, 0, f"{unit}三类清单", title)
    for row, text in enumerate(("填报人", "联系电话", "填报日期"), 2):
        cover.write(row, 0, text, head)
        cover.write_blank(row, 1, None, cell)
    for name in SHEETS:
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, COLUMNS - 1, name, title)
        sheet.write_row(HEADING, 0, [f"★栏目{column + 1}" for column in range(COLUMNS)], head)
        sheet.set_column(0, COLUMNS - 1, 16)
        for row in range(HEADING + 1, HEADING + 1 + ROWS):
            for column in range(COLUMNS):
                sheet.write_blank(row, column, None, cell)
        area = (HEADING + 1, 2, HEADING + ROWS, 2)
        sheet.data_validation(*area, {"validate": "list", "source": f"=选项!$A$1:$A${len(CHOICES)}"})
        sheet.conditional_format(*area, {"type": "formula", "criteria": '=AND($D4<>"",$C4="")', "format": red})
        sheet.freeze_panes(HEADING + 1, 2)
        sheet.protect()
    hidden = book.add_worksheet("选项")
    hidden.write_column(0, 0, CHOICES)
    hidden.hide()
    book.close()


def main() -> None:
    units, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir()
    for place in range(1, units + 1):
        write_workbook(folder / f"{place:03d}.xlsx", f"某市第{place:03d}局")


if __name__ == "__main__":
    main()
