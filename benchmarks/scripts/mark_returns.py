"""The ordinary script: every workbook in a folder loaded by openpyxl, thirty cells filled and noted, saved.

python mark_returns.py FOLDER
"""

import sys
import warnings
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

SHEETS, FIRST_ROW, FAULTS = ("岗位职责清单", "检视问题清单", "整改落实清单"), 4, 10

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    fill = PatternFill("solid", fgColor="FFF4CE")
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in SHEETS:
            for row in range(FIRST_ROW, FIRST_ROW + FAULTS):
                cell = book[sheet][f"F{row}"]
                cell.fill, cell.comment = fill, Comment("“存在问题”没有填。请填写。", "qingdan")
        book.save(path.name)
