"""The ordinary script: the lists of all workbooks in a folder under one another, in one workbook. It checks nothing.

    python merge_returns.py ENGINE FOLDER OUTPUT

ENGINE `openpyxl` reads every list with a call of its own and writes with openpyxl, as such scripts are mostly written;
`calamine` reads all lists of a file with one call, and writes with xlsxwriter.
"""

import sys
import warnings
from pathlib import Path

import pandas as pd

SHEETS = ("岗位职责清单", "检视问题清单", "整改落实清单")
HEADING = 2  # the rows above the columns' names
FILLED = 3  # cells that a row must have: the numbers stand in every row


def main() -> None:
    engine, folder, output = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    warnings.simplefilter("ignore")
    files, merged = sorted(folder.glob("*.xlsx")), {}
    if engine == "openpyxl":
        for sheet in SHEETS:
            frames = [pd.read_excel(file, sheet_name=sheet, header=HEADING, engine="openpyxl") for file in files]
            merged[sheet] = pd.concat([frame.dropna(thresh=FILLED) for frame in frames])
    else:
        books = [pd.read_excel(file, sheet_name=list(SHEETS), header=HEADING, engine=engine) for file in files]
        for sheet in SHEETS:
            merged[sheet] = pd.concat([book[sheet].dropna(thresh=FILLED) for book in books])
    with pd.ExcelWriter(output, engine="openpyxl" if engine == "openpyxl" else "xlsxwriter") as writer:
        for sheet, frame in merged.items():
            frame.to_excel(writer, sheet_name=sheet, index=False)


if __name__ == "__main__":
    main()
