"""Small campaigns with a round that has ended."""

import datetime as dt

import openpyxl

from tests.conftest import issued
from toolkit.pipeline import end_round, open_workspace, prepare_ending
from toolkit.storage.cache import CACHE

DAY = dt.date(2022, 4, 2)
LISTS = {
    "检视问题清单": [{"主体类型": "领导班子", "存在问题": "学习不够深入，联系实际不紧", "整改类别": "即知即改"}],
    "整改落实清单": [
        {"问题编号": "WT-001", "整改措施": "每月组织一次专题学习", "整改进展": "正在推进"},
        {"问题编号": "WT-001", "整改措施": "修订学习制度", "整改进展": "已完成", "实际完成时间": DAY},
    ],
}


def return_workbook(workspace, code, rows, name=""):
    """Fill a unit's issued workbook, sheets with rows of cells by heading, and put it into 回收."""
    path = issued(workspace, code)
    book = openpyxl.load_workbook(path)
    for label, records in rows.items():
        sheet = book[label]
        head = next(row for row in sheet.iter_rows() if sum(cell.value is not None for cell in row) > 3)
        columns = {str(cell.value).lstrip("★").strip(): cell.column for cell in head if cell.value}
        for number, record in enumerate(records, head[0].row + 1):
            for heading, value in record.items():
                sheet.cell(number, columns[heading]).value = value
    workspace.folders.returned.mkdir(parents=True, exist_ok=True)
    target = workspace.folders.returned / (name or path.name)
    book.save(target)
    return target


def end(workspace, **options):
    """End the round in progress and return what came of it, with the campaign opened anew."""
    ended = end_round(prepare_ending(workspace, today=DAY, **options))
    return ended, open_workspace(workspace.folders.folder)


def read_files(folder):
    """Return the bytes of every file in a folder, by path; what is only kept for the next run is left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != CACHE)
    return {path.relative_to(folder): path.read_bytes() for path in files}
