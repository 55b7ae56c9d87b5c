"""How long reading takes against the bare reader: returned workbooks come in, a ratio goes out.

    python benchmarks/reading.py [NUMBER]

NUMBER (1,000) workbooks of three lists are read one by one, each first by python-calamine alone (every sheet) and
then by the toolkit with its scan, recognition, cleaning and ledger; the two take turns, so that a slow moment of
the machine falls on both. Every workbook has texts of its own: nothing is understood from memory of another one.
"""

from __future__ import annotations

import io
import re
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from toolkit.damage.book import DamageBook
from toolkit.execution import InlineExecutor
from toolkit.formats import use_executor
from toolkit.layout import FIRST_ROW
from toolkit.ooxml import patch_package
from toolkit.pipeline import Workspace, open_workspace
from toolkit.reading import FileReader
from toolkit.template import build_issue, build_workbook

CITY = Path(__file__).parents[1] / "examples" / "city"
RETURNED = "01-市委常委班子-三类清单.xlsx"  # saved by LibreOffice, which writes every formula in full
ROWS = 30
STRINGS = "xl/sharedStrings.xml"
INLINE = re.compile(rb'(<c [^>]*)t="inlineStr"[^>]*><is>(<t[^>]*>[^<]*</t>)</is></c>')
LONG_TEXT = re.compile(rb"(<t[^>]*>[^<]{40,})(</t>)")


def variant(content: bytes, number: int) -> bytes:
    """Return the workbook with its number behind every long text."""
    return patch_package(content, {STRINGS: lambda part: LONG_TEXT.sub(rb"\g<1> %d\g<2>" % number, part)})


def compact(workspace: Workspace) -> bytes:
    """Return the unit's workbook as handed out, ROWS rows of each list filled in: as short as Excel would save it."""
    campaign = workspace.campaign
    read = FileReader(campaign, workspace.stamp, 1).read(RETURNED, returned())
    book = DamageBook(build_workbook(build_issue(campaign, campaign.find_by_code(read.unit), workspace.stamp, round=1)))
    for section in read.sections:
        columns = campaign.definition.find_list_type(section.list_key).columns
        sheet = book.open_sheet(section.sheet)
        for row in range(ROWS):
            written = section.records[row % len(section.records)].written
            for place, column in enumerate(columns):
                if not column.locked and written.get(column.key):
                    sheet.put_text(FIRST_ROW + row, place, written[column.key])
    return shared(book.build_package())


def shared(content: bytes) -> bytes:
    """Return the workbook with the texts just written in its table of strings, where office programs keep them."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        strings = package.read(STRINGS)
        sheets = [name for name in package.namelist() if "worksheets/sheet" in name]
    first = strings.count(b"<si>")
    written: dict[bytes, int] = {}

    def moved(cell: re.Match[bytes]) -> bytes:
        place = written.setdefault(cell[2], first + len(written))
        return cell[1] + b't="s"><v>%d</v></c>' % place

    done = {name: (lambda part: INLINE.sub(moved, part)) for name in sheets}
    content = patch_package(content, done)
    table = b"".join(b"<si>%s</si>" % text for text in written)
    return patch_package(content, {STRINGS: lambda part: part.replace(b"</sst>", table + b"</sst>")})


def returned() -> bytes:
    return (CITY / "第1期" / "回收" / RETURNED).read_bytes()


def bare(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for place in range(len(book.sheet_names)):
        book.get_sheet_by_index(place).to_python(skip_empty_area=False)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(label: str, workspace: Workspace, content: bytes, number: int) -> None:
    reader = FileReader(workspace.campaign, workspace.stamp, workspace.folders.round)
    alone, ours = [], []
    for count in range(number):
        one = variant(content, count)
        alone.append(seconds(lambda one=one: bare(one)))
        ours.append(seconds(lambda one=one: reader.read(RETURNED, one)))
    records = sum(len(section.records) for section in reader.read(RETURNED, content).sections)
    print(
        f"{label}: {number} files of {len(content):,} bytes, {records} records\n"
        f"  bare reader {statistics.median(alone) * 1000:.1f} ms, toolkit {statistics.median(ours) * 1000:.1f} ms"
        f" a file (medians); ratio of the sums {sum(ours) / sum(alone):.2f}"
    )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with use_executor(InlineExecutor()):  # workers would only move the work to another processor
        workspace = open_workspace(CITY)
        measure(f"short, {ROWS} rows a list", workspace, compact(workspace), number)
        measure("saved by LibreOffice", workspace, returned(), number)


if __name__ == "__main__":
    main()
