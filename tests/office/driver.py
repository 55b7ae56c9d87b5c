"""Drive a headless LibreOffice as a clerk would; run by the system's Python, which has `uno`.

usage: driver.py JOBS.json [RESULT.json]
       driver.py --serve

With --serve, one office serves until the standard input ends: every line holds the two paths, parted by a tab, and
is answered by a line, empty or what went wrong.

JOBS is a list of jobs, done in one office session:
  {"open": path or null for a new document, "password": by which it opens and under which it is then saved as it was,
   "steps": [[name, argument, ...], ...], "save": [path, ...],
   "values": true to put every formula's value into RESULT, "shown": true to put the texts there that cells show}
Steps: text/number/day/formula SHEET CELL VALUE, clear SHEET RANGE, rename OLD NEW, delete_sheet NAME,
add_sheet NAME, delete_rows SHEET FIRST COUNT, merge SHEET RANGE, hide_rows/hide_columns SHEET RANGE,
sort SHEET RANGE COLUMN ASCENDING,
format SHEET RANGE CODE, hide_sheet NAME, recalculate, note SHEET CELL TEXT, strike SHEET RANGE,
strike_words SHEET CELL FIRST COUNT, text_box SHEET CELL TEXT, embed SHEET CELL.
"""

import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid

import uno
from com.sun.star.awt import Size
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
    ".csv": "Text - txt - csv (StarCalc)",
}
ERRORS = 4  # of formula results
CALC = "47BBB4CB-CE4C-4E80-a591-42d9ae74950f"  # the class of its spreadsheets
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
</oor:items>"""


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """One private LibreOffice: its own profile, its own pipe, ended by us alone."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="office_")
        settings = pathlib.Path(self.folder, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(PROFILE)
        pipe = "clerk" + uuid.uuid4().hex[:10]
        self.process = subprocess.Popen(
            [
                "soffice",
                "-env:UserInstallation=" + uno.systemPathToFileUrl(self.folder),
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nofirststartwizard",
                f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
        give_up = time.time() + 120
        while True:
            try:
                remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.time() > give_up:
                    self.end()
                    raise
                time.sleep(0.2)
        self.desktop = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        return self

    def __exit__(self, *_):
        try:
            self.desktop.terminate()
            self.process.wait(20)
        except Exception:
            self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def load(self, path, password=None):
        if path is None:
            return self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        # A private copy: a stale lock file beside the original would make loading return nothing.
        copy = shutil.copy(path, tempfile.mkdtemp(dir=self.folder))
        url = uno.systemPathToFileUrl(copy)
        # Hidden documents have no view and would lose frozen panes when saved.
        opening = (option("Hidden", False), *([option("Password", password)] if password else []))
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, opening)
        if document is None:
            raise RuntimeError("cannot open " + path)
        return document

    def save(self, document, path, locked=False):
        target = pathlib.Path(path).resolve()
        if locked:  # only saved in its own place does a document keep its password
            document.store()
            shutil.copy(uno.fileUrlToSystemPath(document.URL), target)
            return
        kind = FILTERS[target.suffix.lower()]
        document.storeToURL(uno.systemPathToFileUrl(str(target)), (option("FilterName", kind),))


def step(document, name, *arguments):
    sheets = document.Sheets
    if name == "recalculate":
        document.calculateAll()
    elif name == "rename":
        sheets.getByName(arguments[0]).Name = arguments[1]
    elif name == "delete_sheet":
        sheets.removeByName(arguments[0])
    elif name == "add_sheet":
        sheets.insertNewByName(arguments[0], sheets.Count)
    elif name == "hide_sheet":
        sheets.getByName(arguments[0]).IsVisible = False
    elif name == "format":
        sheet = sheets.getByName(arguments[0])
        sheet.getCellRangeByName(arguments[1]).NumberFormat = format_key(document, arguments[2])
    else:
        sheet = sheets.getByName(arguments[0])
        if name in BESIDE:
            BESIDE[name](document, sheet, sheet.getCellRangeByName(arguments[1]), *arguments[2:])
        else:
            on_sheet(sheet, name, *arguments[1:])


def format_key(document, code):
    chinese = Locale("zh", "CN", "")
    known = document.NumberFormats.queryKey(code, chinese, False)
    return document.NumberFormats.addNew(code, chinese) if known < 0 else known


def on_sheet(sheet, name, *arguments):
    if name == "unprotect":
        sheet.unprotect("")
    elif name == "delete_rows":
        sheet.Rows.removeByIndex(arguments[0] - 1, arguments[1])
    elif name == "move_cells":  # into a new column before another, as by cutting and inserting
        source, before = arguments
        sheet.Columns.insertByIndex(sheet.getCellRangeByName(f"{before}1").CellAddress.Column, 1)
        cells = sheet.getCellRangeByName(source).RangeAddress
        sheet.moveRange(sheet.getCellRangeByName(f"{before}{cells.StartRow + 1}").CellAddress, cells)
    elif name == "sort":  # by one of the columns of a range, from 0
        area, column, ascending = arguments
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, ascending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        sheet.getCellRangeByName(area).sort((option("SortFields", fields), option("ContainsHeader", False)))
    elif name == "merge":
        sheet.getCellRangeByName(arguments[0]).merge(True)
    elif name == "hide_rows":
        sheet.getCellRangeByName(arguments[0]).Rows.IsVisible = False
    elif name == "hide_columns":
        sheet.getCellRangeByName(arguments[0]).Columns.IsVisible = False
    elif name == "clear":
        sheet.getCellRangeByName(arguments[0]).clearContents(1 | 2 | 4)
    else:
        fill(sheet.getCellRangeByName(arguments[0]), name, arguments[1])


def put_note(_document, sheet, cell, text):
    sheet.Annotations.insertNew(cell.CellAddress, text)


def strike(_document, _sheet, cells):
    cells.CharStrikeout = 1


def strike_words(_document, _sheet, cell, first, count):
    cursor = cell.createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(first, False)
    cursor.goRight(count, True)
    cursor.CharStrikeout = 1


def put_shape(document, sheet, cell, text=None):
    """Put a text box on a cell, or an embedded spreadsheet where no text is given."""
    kind = "OLE2" if text is None else "Text"
    shape = document.createInstance(f"com.sun.star.drawing.{kind}Shape")
    shape.Size, shape.Position = Size(5000, 2000), cell.Position
    sheet.DrawPage.add(shape)
    shape.Anchor = cell
    if text is None:
        shape.CLSID = CALC
    else:
        shape.String = text


BESIDE = {
    "note": put_note,
    "strike": strike,
    "strike_words": strike_words,
    "text_box": put_shape,
    "embed": put_shape,
}


def fill(cell, name, value):
    if name == "text":
        cell.String = value
    elif name == "number":
        cell.Value = value
    elif name == "day":
        cell.Value = (datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days
    elif name == "formula":
        cell.Formula = value
    else:
        raise ValueError(name)


def formula_values(document):
    """Return {sheet: {cell: text or number, or null for an error}}."""
    return {sheet.Name: sheet_values(sheet) for sheet in document.Sheets}


def sheet_values(sheet):
    """Return the value of every formula of a sheet; the office hands over a whole sheet faster than many cells."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    wrong = {(cell.CellAddress.Row, cell.CellAddress.Column) for cell in cells_of(sheet.queryFormulaCells(ERRORS))}
    values = {}
    for row, (formulas, found) in enumerate(zip(area.FormulaArray, area.DataArray, strict=True)):
        for column, (formula, value) in enumerate(zip(formulas, found, strict=True)):
            if formula.startswith("="):
                values[f"{letters(column)}{row + 1}"] = None if (row, column) in wrong else value
    return values


def shown_texts(document):
    """Return {sheet: {cell: text}} of the filled cells, as the office shows them."""
    everything = 1 | 2 | 4 | 16
    return {
        sheet.Name: {
            f"{letters(cell.CellAddress.Column)}{cell.CellAddress.Row + 1}": cell.String
            for cell in cells_of(sheet.queryContentCells(everything))
        }
        for sheet in document.Sheets
    }


def cells_of(ranges):
    cells = ranges.Cells.createEnumeration()
    while cells.hasMoreElements():
        yield cells.nextElement()


def letters(position):
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def run_jobs(office, jobs, results):
    """Do the jobs of one file, and write what they ask for into another if there is one."""
    found = [run_job(office, job) for job in json.loads(pathlib.Path(jobs).read_text(encoding="utf-8"))]
    if results is not None:
        pathlib.Path(results).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def run_job(office, job):
    document = office.load(job.get("open"), job.get("password"))
    try:
        for name, *arguments in job.get("steps", ()):
            step(document, name, *arguments)
        values = formula_values(document) if job.get("values") else None
        values = shown_texts(document) if job.get("shown") else values
        for path in job.get("save", ()):
            office.save(document, path, locked="password" in job)
    finally:
        document.close(True)
    return values


def serve(office):
    for line in sys.stdin:
        try:
            run_jobs(office, *line.rstrip("\n").split("\t"))
            answer = ""
        except Exception as error:
            answer = repr(error).replace("\n", " ")
        print(answer, flush=True)


def main():
    with Office() as office:
        if sys.argv[1:] == ["--serve"]:
            serve(office)
        else:
            run_jobs(office, *sys.argv[1:2], *(sys.argv[2:] or [None]))


if __name__ == "__main__":
    main()
