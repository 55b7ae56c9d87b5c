"""Returned workbooks to read: the filled one with something done to it, and bare ones written anew."""

import io
import re

import openpyxl
import xlsxwriter

from toolkit.damage.book import DamageBook
from toolkit.layout import FIRST_ROW, HEADER_ROW
from toolkit.ooxml import patch_package
from toolkit.pipeline import open_workspace

DUTY, PROBLEM, MEASURE, COVER = "岗位职责清单", "检视问题清单", "整改落实清单", "填报首页"
# Headings of a problem list and two true rows, for workbooks written anew.
HEADINGS = [
    "问题编号",
    "主体类型",
    "姓名",
    "对照检查方面",
    "问题来源",
    "存在问题",
    "原因分析",
    "整改类别",
    "责任领导(认领人)",
]
ROWS = [
    ["WT-001", "领导班子", "", "两个确立", "群众反映", "听汇报多、看现场少", "", "即知即改", "苏敏"],
    ["WT-002", "班子成员", "任重远", "两个确立", "其他", "学习联系实际不紧", "", "阶段性整改", "任重远"],
]


def column(name):
    """Return the position from 0 of a column's letter."""
    return ord(name) - ord("A")


def place(cell):
    """Return a cell's row from 1 and its column from 0."""
    return int(cell[1:]), column(cell[0])


def edited(content, sheet, change):
    """Return the workbook with one sheet changed by a function of its part."""
    book = DamageBook(content)
    change(book.open_sheet(sheet))
    return book.build_package()


def with_cells(content, sheet, cells):
    """Return the workbook with some cells' texts (or numbers) replaced."""

    def change(part):
        for cell, value in cells.items():
            if isinstance(value, str):
                part.put_text(*place(cell), value)
            else:
                part.put_number(*place(cell), value)

    return edited(content, sheet, change)


def with_row(content, sheet, row, texts):
    """Return the workbook with a row written from column A on, without the hint beside the number."""
    cells = {f"{chr(65 + number + (number > 0))}{row}": text for number, text in enumerate(texts)}
    return with_cells(content, sheet, cells)


def with_column(content, sheet, letter, texts, first=FIRST_ROW):
    """Return the workbook with a column written from the first record on."""
    return with_cells(content, sheet, {f"{letter}{row}": text for row, text in enumerate(texts, first)})


def with_heading(content, sheet, letter, text):
    return with_cells(content, sheet, {f"{letter}{HEADER_ROW}": text})


def bare(sheets, options=None):
    """Return a workbook written anew: sheets of rows by name."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if value != "":
                    sheet.write(number, at, value)
    workbook.close()
    return buffer.getvalue()


def rewritten(content, part, pattern, new):
    """Return the package with a pattern replaced in one part; the part must have it."""

    def change(old):
        made, count = re.subn(pattern, new, old, flags=re.DOTALL)
        assert count, pattern
        return made

    return patch_package(content, {part: change})


def without_marks(content):
    """Return the workbook without any token, in cells, notes and properties, and without the unit's name."""
    for part in DamageBook(content).find_parts(r"\.xml$"):
        content = patch_package(content, {part: _unmarked})
    return content


def _unmarked(part):
    return re.sub(rb"QD[12]\.[\w.]+", b"-", part).replace("市教育局".encode(), "某单位".encode())


def decide(workspace, *rows):
    """Write rows into 认定 of the operator's workbook and open the workspace again."""
    path = workspace.folders.folder / "工作方案.xlsx"
    plan = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 3):
        for at, text in enumerate(row, 1):
            plan["认定"].cell(number, at).value = text
    plan.save(path)
    return open_workspace(workspace.folders.folder)


# -- what was read ------------------------------------------------------------------------------------


def texts(file, list_key, key=None):
    """Return a list's records as understood texts, or those of one column."""
    records = [one for section in file.sections if section.list_key == list_key for one in section.records]
    rows = [{name: cell.text or "" for name, cell in record.cleaned.items()} for record in records]
    return rows if key is None else [row[key] for row in rows]


def section(file, list_key):
    """Return the only section of a list."""
    (found,) = [one for one in file.sections if one.list_key == list_key]
    return found


def found(file, *rules):
    """Return the findings by some rules."""
    return [one for one in file.findings if one.rule in rules]


def only(file, rule):
    """Return the only finding by a rule."""
    (one,) = found(file, rule)
    return one


def rules(file):
    return [one.rule for one in file.findings]


def left_out(file, list_key):
    return [(row, why) for one in file.sections if one.list_key == list_key for row, why in one.left_out]
