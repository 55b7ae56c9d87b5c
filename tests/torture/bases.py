"""The campaigns that runs begin with, made once: not handed out, with returns, with results, with an ended round."""

import contextlib
import io
import shutil

import openpyxl

from tests.conftest import issued, write_campaign
from tests.pipeline.ended import LISTS, return_workbook
from tests.pipeline.plans import replace_cells
from tests.reading.books import HEADINGS, ROWS, bare
from toolkit.cli import run
from toolkit.execution import InlineExecutor
from toolkit.formats import use_executor
from toolkit.pipeline import open_workspace

TODAY = ("--today", "2022-04-02")
UNITS = [
    {"code": "01", "name": "市教育局", "aliases": "教育局", "lead": "是"},
    {"code": "02", "name": "市公安局", "aliases": "公安局"},
]
MEMBERS = [
    {"unit": "市教育局", "name": "苏敏", "post": "局长"},
    {"unit": "市公安局", "name": "雷振宇", "post": "局长"},
]
FAULTY = {"检视问题清单": [{"主体类型": "领导班子", "存在问题": "调研不够", "整改类别": "马上就改"}]}
NOBODY = "说不清是谁的.xlsx"


def prepare_bases(folder):
    """Make every base below a folder; return their paths by name, None for none at all."""
    bases = {"nothing": None}
    with use_executor(InlineExecutor()), contextlib.redirect_stdout(io.StringIO()):
        for name, make in _MAKERS.items():
            place = folder / name / "市"
            place.parent.mkdir(parents=True)
            make(place, bases)
            bases[name] = place
    return bases


def _make_written(place, _):
    write_campaign(place, units=UNITS, members=MEMBERS)


def _make_returned(place, bases):
    shutil.copytree(bases["written"], place)
    _run("distribute", place, *TODAY)
    workspace = open_workspace(place)
    return_workbook(workspace, "01", LISTS)
    return_workbook(workspace, "02", FAULTY)
    (workspace.folders.returned / NOBODY).write_bytes(bare({"表": [HEADINGS, *ROWS]}))


def _make_checked(place, bases):
    """What a first check and merge wrote, an answer to take over, and a return that was mended since."""
    shutil.copytree(bases["returned"], place)
    _run("check", place, *TODAY)
    _run("merge", place, *TODAY)
    workspace = open_workspace(place)
    book = openpyxl.load_workbook(workspace.folders.report)
    sheet = book["待认定"]
    row = next(row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 2).value == "文件归属")
    sheet.cell(row, 6).value = "市公安局"
    book.save(workspace.folders.report)
    return_workbook(workspace, "02", LISTS)


def _make_ended(place, bases):
    shutil.copytree(bases["returned"], place)
    _run("next", place, "--yes", *TODAY)


def _make_changed(place, bases):
    """A workbook that somebody filled in where it was handed out, and a member with another name."""
    shutil.copytree(bases["returned"], place)
    workspace = open_workspace(place)
    path = issued(workspace, "01")
    book = openpyxl.load_workbook(path)
    book.active["A1"].value = "改过"
    book.save(path)
    replace_cells(place, "班子成员", 雷振宇="雷振华")


def _make_broken(place, bases):
    """The end of a round whose facts somebody changed."""
    shutil.copytree(bases["ended"], place)
    facts = next(place.rglob("期末.json"))
    facts.write_text(facts.read_text(encoding="utf-8").replace("学习不够", "学习很够"), encoding="utf-8")


def _run(*arguments):
    code = run([str(argument) for argument in arguments])
    if code not in {0, 1}:
        raise RuntimeError(f"{arguments[0]} ended with {code}")


_MAKERS = {
    "written": _make_written,
    "returned": _make_returned,
    "changed": _make_changed,
    "checked": _make_checked,
    "ended": _make_ended,
    "broken": _make_broken,
}
