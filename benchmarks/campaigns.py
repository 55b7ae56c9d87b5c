"""Make what the tasks begin with: a large round, the same before anything was handed out, and a changed return.

python -m benchmarks.campaigns FOLDER UNITS ROWS
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from benchmarks.large_round import RETURNED_AT, build_large_round, fill_workbook
from benchmarks.tasks import CITY, FRESH, NEW

# The time of the changed return is so many seconds later than that of all others.
_LATER = 3600


def build_campaigns(folder: Path, units: int, rows: int) -> None:
    """Fill a folder that is not there yet."""
    workspace = build_large_round(folder / CITY, units, rows)
    folders = workspace.folders
    fresh = folder / FRESH
    fresh.mkdir()
    for path in (folder / CITY).iterdir():
        if path.is_file():
            shutil.copy2(path, fresh)
    first = workspace.campaign.units[0]
    issued = next(folders.locate_unit_folder(folders.issued, first).glob("*.xlsx"))
    changed = folder / NEW / issued.name
    changed.parent.mkdir()
    changed.write_bytes(fill_workbook(issued.read_bytes(), workspace.campaign, first, rows + 1, faulty=False))
    os.utime(changed, (RETURNED_AT + _LATER, RETURNED_AT + _LATER))


if __name__ == "__main__":
    build_campaigns(Path(sys.argv[1]), *map(int, sys.argv[2:]))
