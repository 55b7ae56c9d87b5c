"""How long the summary takes: made-up rounds come in, ratios and an office program's recalculation go out.

    python benchmarks/summarising.py [UNITS ...]

Every unit returns 7 duties, 20 problems and 40 measures; 300 units make 20,100 records. The yardstick is the
same lists written as plain values by pandas and xlsxwriter. Recalculation is what `calculateAll` adds in
LibreOffice to opening the workbook, all formulas counted.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from reading import seconds

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.summary.rounds import book_of, random_round, summed  # noqa: E402

DRIVER = ROOT / "tests" / "office" / "driver.py"


def plain(lists: dict[str, pd.DataFrame]) -> bytes:
    """Write the lists as values."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as writer:
        for key, frame in lists.items():
            frame.to_excel(writer, sheet_name=key, index=False)
    return buffer.getvalue()


def office(content: bytes, steps: list[list[str]]) -> float:
    """Return how long an office program takes for some steps, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        book, plan = Path(folder, "book.xlsx"), Path(folder, "jobs.json")
        book.write_bytes(content)
        plan.write_text(json.dumps([{"open": str(book), "steps": steps}]), encoding="utf-8")
        return seconds(lambda: subprocess.run(["/usr/bin/python3", str(DRIVER), str(plan)], check=True))


def main() -> None:
    for units in [int(one) for one in sys.argv[1:]] or [18, 300]:
        campaign, returned = random_round(units, 7, 20, 40)
        summary, _ = summed(campaign, returned)
        lists = summary.lists
        yardstick = seconds(lambda lists=lists: plain(lists))
        made: list[bytes] = []
        own = seconds(lambda c=campaign, r=returned, m=made: m.append(book_of(c, r)[1].content))
        records = sum(map(len, lists.values()))
        print(f"{records} records: {own:.1f} s, {own / yardstick:.1f} x the plain lists; {len(made[0]) / 1e6:.1f} MB")
        if shutil.which("soffice"):
            opened, reckoned = office(made[0], []), office(made[0], [["recalculate"]])
            print(f"  LibreOffice: opens in {opened:.1f} s with its start, recalculates in {reckoned - opened:.1f} s")


if __name__ == "__main__":
    main()
