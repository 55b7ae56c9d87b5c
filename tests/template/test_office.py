"""The workbook in a real office program: what its formulas show is what the checker will say."""

import openpyxl
import pytest

from tests.awkward import write_odd_campaign
from tests.conftest import issued, write_campaign
from tests.summary.live import differences, stored
from toolkit.layout import FIRST_ROW
from toolkit.messages import load_catalogue
from toolkit.ooxml import Package
from toolkit.pipeline import collect, distribute, open_workspace

pytestmark = pytest.mark.libreoffice
COVER = "填报首页"


def cached_values(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: {c.coordinate: c.value for row in sheet for c in row if c.value is not None} for sheet in book}


def test_fresh_workbook__shows_before_recalculation_what_it_shows_after(small, office, tmp_path):
    path = issued(small, "01")
    (values,) = office([{"open": str(path), "steps": [["recalculate"]], "values": True}], tmp_path)
    cached = cached_values(path)
    checked = 0
    for sheet, cells in values.items():
        for address, value in cells.items():
            if sheet != "选项":  # today, which the program knows better
                assert (cached[sheet].get(address) or "") == (value or ""), f"{sheet}!{address}"
                checked += 1
    assert checked > 400


def test_numbers_moved_among_the_columns_to_fill_in__fill_no_row(small, office, tmp_path):
    steps = [["unprotect", "检视问题清单"], ["move_cells", "检视问题清单", "A3:A153", "E"], ["recalculate"]]
    (values,) = office([{"open": str(issued(small, "01")), "steps": steps, "values": True}], tmp_path)
    assert not any(hint for address, hint in values["检视问题清单"].items() if address[0] == "B")
    assert len(values["检视问题清单"]) >= 150 and values[COVER]["B10"] == 0


GOOD_DUTY = {"F": "主持全面工作", "G": "履行全面从严治党第一责任人职责"}
GOOD_PROBLEM = {
    "C": "班子成员", "D": "苏敏", "E": "带头深刻感悟“两个确立”的决定性意义", "F": "学习研讨",
    "G": "到学校调研听汇报多、看课堂少", "I": "阶段性整改", "J": "苏敏",
}  # fmt: skip
GOOD_MEASURE = {
    "C": "WT-001", "E": "每月到学校听课两次", "F": "苏敏", "G": "基教科", "I": "2022年6月底前", "J": "正在推进",
    "L": "已听课四次",
}  # fmt: skip
LISTS = {"岗位职责清单": GOOD_DUTY, "检视问题清单": GOOD_PROBLEM, "整改落实清单": GOOD_MEASURE}
# list, cells changed in a good row, words that the hint must hold (none: the row stays good)
CASES = [
    ("检视问题清单", {}, ()),
    ("整改落实清单", {}, ()),
    ("检视问题清单", {"G": ""}, ("“存在问题”未填",)),
    ("检视问题清单", {"G": "无"}, ("“存在问题”未填", "“存在问题”应5至2000个字")),
    ("检视问题清单", {"G": "同上"}, ("“存在问题”应5至2000个字",)),
    ("检视问题清单", {"D": ""}, ("“姓名”必填",)),
    ("检视问题清单", {"D": "路人甲"}, ("“姓名”不在选项中",)),
    ("检视问题清单", {"C": "领导班子"}, ("不应再填姓名",)),
    ("检视问题清单", {"E": "随便写的方面", "I": "马上改"}, ("“对照检查方面”不在选项中", "“整改类别”不在选项中")),
    ("检视问题清单", {"F": "学习研讨、道听途说"}, ("“问题来源”不在选项中",)),
    ("检视问题清单", {"F": "学习研讨、群众反映"}, ()),
    ("检视问题清单", {"K": "ZZ-099"}, ("“对应职责编号”在“岗位职责清单”里找不到",)),
    ("整改落实清单", {"C": "WT-099"}, ("“问题编号”在“检视问题清单”里找不到",)),
    ("整改落实清单", {"I": "2022-2-30"}, ("“整改时限”应写日期", "整改时限要有具体日期")),
    ("整改落实清单", {"I": "长期坚持"}, ("整改时限要有具体日期",)),
    ("整改落实清单", {"I": "2022.3.5"}, ("没有写未完成原因",)),
    ("整改落实清单", {"J": "已完成"}, ("“实际完成时间”必填",)),
    ("整改落实清单", {"J": "已完成", "K": "2022-03-01", "L": ""}, ("“进展情况及成效”必填",)),
    ("整改落实清单", {"J": "已完成", "K": "2022-03-01"}, ()),
    ("整改落实清单", {"J": "已完成", "K": "2022-05-01"}, ("在今天（统计截止日）之后",)),
    ("整改落实清单", {"J": "已完成", "K": "三月一日"}, ("“实际完成时间”应写成",)),
    ("整改落实清单", {"J": "申请延期"}, ("没有写未完成原因", "“延期至”必填")),
    ("整改落实清单", {"J": "申请延期", "P": "雨季停工", "Q": "2022-05-01"}, ("没有晚于整改时限",)),
    ("整改落实清单", {"M": "一项"}, ("“新建制度数”应为整数",)),
    ("整改落实清单", {"M": "99", "O": "《办法》"}, ("“新建制度数”应在0至50",)),
    ("整改落实清单", {"M": "1"}, ("没有写制度名称",)),
]


def steps_for(sheet, row, cells):
    steps = []
    for column, text in cells.items():
        if text and column in "KQ" and text[0] == "2" and sheet == "整改落实清单":
            steps.append(["day", sheet, f"{column}{row}", text])
        elif text.isdigit():
            steps.append(["number", sheet, f"{column}{row}", int(text)])
        elif text:
            steps.append(["text", sheet, f"{column}{row}", text])
    return steps


@pytest.fixture(scope="module")
def filled(office, tmp_path_factory):
    """Every case in a row of its own of one workbook, filled in by the office program, and read back."""
    folder = tmp_path_factory.mktemp("提示")
    members = [{"unit": "01", "name": "苏敏", "post": "局长"}]
    write_campaign(folder, units=[{"code": "01", "name": "市教育局"}], members=members)
    workspace = open_workspace(folder)
    distribute(workspace)
    used = dict.fromkeys(LISTS, FIRST_ROW)
    steps, rows = [], []
    for position, (sheet, changes, _) in enumerate(CASES):
        own = {**LISTS[sheet], **changes}
        for column in "GE":  # texts must differ between rows, or every row would be a twin
            if column in own and len(own[column]) > 6 and (sheet, column) != ("检视问题清单", "E"):
                own[column] += f"（{position}）"
        if sheet == "整改落实清单" and "C" not in changes:
            own["C"] = "WT-001"
        steps += steps_for(sheet, used[sheet], own)
        rows.append(used[sheet])
        used[sheet] += 1
    steps += steps_for("岗位职责清单", FIRST_ROW, GOOD_DUTY)
    target = workspace.folders.returned / "报回.xlsx"
    job = {"open": str(issued(workspace, "01")), "steps": [*steps, ["recalculate"]], "values": True}
    (values,) = office([{**job, "save": [str(target)]}], folder)
    return values, rows, collect(workspace)


@pytest.mark.parametrize("position", range(len(CASES)), ids=lambda n: f"{n}-{'-'.join(CASES[n][1].values()) or '好'}")
def test_hint__says_every_fault_of_its_row_and_nothing_else(filled, position):
    values, rows, _ = filled
    sheet, _, words = CASES[position]
    hint = values[sheet][f"B{rows[position]}"]
    if sheet == "检视问题清单":  # only the first problem has measures here
        hint = hint.replace("“整改落实清单”里还没有对应这一条的行；", "").replace(
            "；“整改落实清单”里还没有对应这一条的行", ""
        )
        hint = hint.replace("× “整改落实清单”里还没有对应这一条的行", "√")
    assert all(word in hint for word in words), hint
    assert hint.count("；") + 1 == len(words) if words else hint.startswith("√"), hint


def test_checker__finds_an_error_exactly_in_the_rows_that_the_hint_marks(filled):
    values, _, collected = filled
    errors = collected.findings.query("severity == 'error'")
    for sheet in ("检视问题清单", "整改落实清单"):
        marked = {int(a[1:]) for a, hint in values[sheet].items() if a[0] == "B" and str(hint).startswith("×")}
        found = {int(row) for row in errors.loc[errors["sheet"] == sheet, "row"] if row >= FIRST_ROW}
        assert marked == found


def test_checker__doubts_exactly_the_rows_that_the_hint_asks_to_look_at_again(filled):
    values, _, collected = filled
    hints = {key.removeprefix("hint.") for key in load_catalogue() if key.startswith("hint.")}
    doubts = collected.findings.query("severity == 'warning'")
    doubts = doubts[doubts["rule"].isin(hints)]
    asked = {
        sheet: {int(a[1:]) for a, hint in values[sheet].items() if a[0] == "B" and "请核对" in str(hint)}
        for sheet in ("检视问题清单", "整改落实清单")
    }
    for sheet, rows in asked.items():
        assert rows == {int(row) for row in doubts.loc[doubts["sheet"] == sheet, "row"] if row >= FIRST_ROW}, sheet


def test_cover__counts_rows_and_faults_and_links_to_the_first(filled):
    values, _, _ = filled
    cover = values[COVER]
    problems = sum(1 for sheet, _, _ in CASES if sheet == "检视问题清单")
    assert cover["B10"] == problems
    marked = [a for a, hint in values["检视问题清单"].items() if a[0] == "B" and str(hint).startswith("×")]
    assert cover["C10"] == len(marked)
    assert cover["D10"] == f"第{min(int(a[1:]) for a in marked)}行"
    assert "处待改" in cover["A7"]


@pytest.mark.parametrize(
    ("steps", "light"),
    [
        ([["text", COVER, "B4", "苏敏"]], "√"),
        ([], "零报告要写填报人"),
        ([["text", COVER, "B4", "苏敏"], ["text", "岗位职责清单", "F4", "主持工作"]], "已经填了内容"),
    ],
)
def test_nil_return__is_ready_only_when_signed_and_nothing_was_added(small, office, tmp_path, steps, light):
    nil = [["text", COVER, f"E{row}", "是"] for row in (9, 10, 11)]
    target = small.folders.returned / "零报告.xlsx"
    job = {"open": str(issued(small, "01")), "steps": [*nil, *steps, ["recalculate"]], "values": True}
    (values,) = office([{**job, "save": [str(target)]}], tmp_path)
    cover = values[COVER]
    ready = cover["A7"].startswith("√")
    assert ready == (light == "√")
    assert ready or any(light in str(value) for value in cover.values())
    errors = collect(small).findings.query("severity == 'error' and unit == '01'")
    assert ready == errors.empty


def test_odd_characters_in_every_label__break_no_formula(office, tmp_path):
    path = issued(write_odd_campaign(tmp_path), "01")
    (values,) = office([{"open": str(path), "steps": [["recalculate"]], "values": True}], tmp_path)
    assert differences(stored(path.read_bytes()), values) == []
    assert Package(path.read_bytes()).read_part("xl/workbook.xml").count(b"_xlnm.Print_Area") == 4
