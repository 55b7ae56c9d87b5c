"""The bare reader: every sheet of every workbook in a folder by python-calamine, and nothing is made of it.

python read_returns.py FOLDER
"""

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for place in range(len(book.sheet_names)):
            book.get_sheet_by_index(place).to_python(skip_empty_area=False)
