"""The cover in a real office program and the checker say the same of a whole workbook: may it be sent as it is?

Every state of the lists as wholes: filled, empty, declared empty, both; a reporter named or not; people missing.
"""

import datetime as dt
import shutil
from typing import NamedTuple

import openpyxl
import pytest

from tests.conftest import ROOT, issued, write_campaign
from tests.template.test_office import GOOD_DUTY, GOOD_MEASURE, GOOD_PROBLEM
from toolkit.layout import FIRST_ROW
from toolkit.messages import load_catalogue
from toolkit.pipeline import collect, distribute, open_workspace

pytestmark = pytest.mark.libreoffice
COVER, DUTY, PROBLEM, MEASURE = "填报首页", "岗位职责清单", "检视问题清单", "整改落实清单"
# The kinds of rules that a hint can ask.
HINTS = {key.removeprefix("hint.") for key in load_catalogue() if key.startswith("hint.")}
LISTS = (DUTY, PROBLEM, MEASURE)
SIGNED = {(COVER, "填报人"): "苏敏"}
NIL = {name: {(COVER, name): "是"} for name in LISTS}
FILLED = {
    DUTY: {(DUTY, f"{column}{FIRST_ROW + row}"): text for row in (0, 1) for column, text in GOOD_DUTY.items()},
    PROBLEM: {(PROBLEM, f"{column}{FIRST_ROW}"): text for column, text in GOOD_PROBLEM.items()},
    MEASURE: {(MEASURE, f"{column}{FIRST_ROW}"): text for column, text in GOOD_MEASURE.items()},
}
FILLED[DUTY] = {key: f"{text}（{key[1][-1]}）" for key, text in FILLED[DUTY].items()}
WHOLE = {**FILLED[DUTY], **FILLED[PROBLEM], **FILLED[MEASURE]}
ALL_NIL = {**NIL[DUTY], **NIL[PROBLEM], **NIL[MEASURE]}
CLASS, PROGRESS, FINISHED = (PROBLEM, f"I{FIRST_ROW}"), (MEASURE, f"J{FIRST_ROW}"), (MEASURE, f"K{FIRST_ROW}")
TWICE = {(MEASURE, f"{column}{FIRST_ROW + 1}"): text for column, text in GOOD_MEASURE.items()}
STATES = {
    "照原样": {},
    "照原样，有填报人": SIGNED,
    "全部填好": {**SIGNED, **WHOLE},
    "全部填好，没有填报人": WHOLE,
    "零报告": {**SIGNED, **ALL_NIL},
    "零报告，没有填报人": ALL_NIL,
    "零报告，填报人只有空格": {**ALL_NIL, (COVER, "填报人"): "  "},
    "两张无内容，一张空着": {**NIL[DUTY], **NIL[PROBLEM]},
    "两张无内容，一张空着，有填报人": {**SIGNED, **NIL[DUTY], **NIL[PROBLEM]},
    "无内容又填了": {**SIGNED, **WHOLE, **NIL[PROBLEM]},
    "全部无内容又填了一张": {**ALL_NIL, **FILLED[DUTY]},
    "只有一张空着": {**SIGNED, **FILLED[DUTY], **FILLED[PROBLEM]},
    "只填了一张": {**SIGNED, **FILLED[DUTY]},
    "有人没有出现": {**SIGNED, **WHOLE, (PROBLEM, f"C{FIRST_ROW}"): "领导班子", (PROBLEM, f"D{FIRST_ROW}"): ""},
    "一行有差错": {**SIGNED, **WHOLE, (PROBLEM, f"I{FIRST_ROW}"): "马上改"},
    "长期整改却已完成": {**SIGNED, **WHOLE, CLASS: "长期整改", PROGRESS: "已完成", FINISHED: dt.date(2022, 3, 1)},
    "完成早于会议": {**SIGNED, **WHOLE, PROGRESS: "已完成", FINISHED: dt.date(2022, 1, 10)},
    "没有完成却有完成时间": {**SIGNED, **WHOLE, FINISHED: dt.date(2022, 3, 1)},
    "两条措施一样": {**SIGNED, **WHOLE, **TWICE},
    "一行有疑点": {**SIGNED, **WHOLE, (PROBLEM, f"I{FIRST_ROW}"): "即知即改"},
}


class Told(NamedTuple):
    """What the light says, the rules of the checker's errors, all cells, and the rows that the checker doubts."""

    light: str
    errors: list
    values: dict
    doubted: set


def fill(path, state, target):
    book = openpyxl.load_workbook(path)
    cover = book[COVER]
    for (sheet, place), text in state.items():
        if sheet == COVER:
            row = next(row for row in range(1, 30) if str(cover.cell(row, 1).value) == place)
            cover.cell(row, 2 if place == "填报人" else 5).value = text
        else:
            book[sheet][place].value = text or None
    book.save(target)


def make_campaign(folder, definition=None):
    members = [{"unit": "01", "name": "苏敏", "post": "局长"}]
    settings = {"definition": str(definition)} if definition else {}
    units = [{"code": "01", "name": "市教育局"}]
    write_campaign(folder, units=units, members=members, definition=definition, settings=settings)
    workspace = open_workspace(folder)
    distribute(workspace)
    return workspace


def compare(workspace, office, folder, states):
    """Return for every state what the light says, and the rules of the checker's errors."""
    jobs = []
    for number, state in enumerate(states.values()):
        path = folder / f"{number}.xlsx"
        fill(issued(workspace, "01"), state, path)
        jobs.append({"open": str(path), "steps": [["recalculate"]], "values": True})
    found = {}
    for number, (name, values) in enumerate(zip(states, office(jobs, folder), strict=True)):
        for old in workspace.folders.returned.iterdir():
            old.unlink()
        shutil.copy(folder / f"{number}.xlsx", workspace.folders.returned / "报回.xlsx")
        lights = [text for text in values[COVER].values() if str(text).startswith(("√", "× 尚有"))]
        findings = collect(workspace).findings
        errors, doubts = (findings[findings["severity"] == grade] for grade in ("error", "warning"))
        doubted = {
            (row.sheet, int(row.row)) for row in doubts.itertuples() if row.rule in HINTS and row.row >= FIRST_ROW
        }
        found[name] = Told(lights[0], sorted(errors["rule"]), values, doubted)
    return found


@pytest.fixture(scope="module")
def told(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("一致")
    return compare(make_campaign(folder / "c"), office, folder, STATES)


@pytest.mark.parametrize("state", list(STATES))
def test_light__is_green_exactly_where_the_checker_finds_no_error(told, state):
    light, errors = told[state].light, told[state].errors
    assert light.startswith("√") == (not errors), (light, errors)


def test_states__are_of_both_kinds(told):
    lights = {state: one.light[0] for state, one in told.items()}
    assert lights["全部填好"] == lights["零报告"] == "√" and set(lights.values()) == {"√", "×"}


def test_hint__asks_to_look_again_exactly_where_the_checker_doubts(told):
    for state, one in told.items():
        asked = {
            (sheet, row)
            for sheet in LISTS
            for row in range(FIRST_ROW, FIRST_ROW + 9)
            if "请核对" in str(one.values[sheet].get(f"B{row}", ""))
        }
        assert asked == one.doubted, state
    assert told["一行有疑点"].doubted


def test_people_missing__are_a_doubt_in_sheet_and_checker_where_the_definition_says_so(office, tmp_path):
    own = tmp_path / "定义"
    shutil.copytree(ROOT / "workbook_templates", own)
    path = own / "lists" / "problem.toml"
    rule = 'kind = "coverage"\ncolumn = "name"\nof = "members"\n'
    assert rule in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(rule, rule + 'severity = "warning"\n'), "utf-8")
    workspace = make_campaign(tmp_path / "c", own)
    state = {name: STATES[name] for name in ("有人没有出现", "全部填好")}
    found = compare(workspace, office, tmp_path, state)
    one = found["有人没有出现"]
    assert one.light.startswith("√") and one.errors == []
    assert any(str(text).startswith("请核对：名册上还没有出现的人：苏敏") for text in one.values[COVER].values())
    assert found["全部填好"].light.startswith("√")
