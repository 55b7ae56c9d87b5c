"""The lists of preparation from handing out to the next round, where one unit fills them in and another the usual."""

import io
import itertools

import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.pipeline.ended import end, return_workbook
from toolkit.pipeline import collect, distribute, merge, open_workspace, write_merge

TEAM = ["王大明", "李小红", "张三"]
PREPARATION = "征求意见汇总表、谈心谈话登记表、相互批评意见表、检视剖析材料表、制度清单"
USUAL = "岗位职责清单、检视问题清单、整改落实清单"


def talk(one, other, kind):
    return {"谈话人": one, "谈话对象": other, "谈话类型": kind, "谈话日期": "2022-01-10", "主要内容": "交换意见"}


FILLED = {
    "征求意见汇总表": [
        {"征求方式": "意见箱", "指向": "领导班子", "意见原文": "多到社区走走", "处理方式": "说明解释"},
        {"征求方式": "座谈访谈", "指向": "班子成员", "姓名": "张三", "意见原文": "少开会", "处理方式": "不采纳"},
    ],
    "谈心谈话登记表": [
        talk("王大明书记", "李小红、张三", "主要负责同志与成员"),
        talk("李小红", "张三", "成员之间"),
        talk("孙党员", "王大明", "与支部党员代表"),
        talk("吴群众", "张三", "接受约谈"),
    ],
    "相互批评意见表": [
        {"批评人": one, "被批评人": other, "批评意见": f"给{other}的意见", "是否采纳": "是"}
        for one, other in itertools.permutations(TEAM, 2)
    ],
    "检视剖析材料表": [
        {"撰写人": "办公室", "修改次数": 3, "审议日期": "2022-01-15"},
        *({"撰写人": name, "修改次数": 2, "有事例": "是"} for name in TEAM),
    ],
    "制度清单": [
        {
            "制度名称": "《调研办法》",
            "类别": "新建",
            "文号": "某办发〔2022〕5号",
            "印发日期": "2022-03-15",
            "状态": "已印发",
        },
    ],
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = write_campaign(
        tmp_path_factory.mktemp("会前") / "c",
        settings={"lists": f"{USUAL}、{PREPARATION}"},
        units=[
            {"code": "01", "name": "市委常委班子", "lists": PREPARATION, "lead": "是"},
            {"code": "02", "name": "市教育局", "lists": USUAL},
        ],
        members=[*({"unit": "01", "name": name} for name in TEAM), {"unit": "02", "name": "苏敏"}],
    )
    workspace = open_workspace(folder)
    distribute(workspace)
    return_workbook(workspace, "01", FILLED)
    return workspace


@pytest.fixture(scope="module")
def collected(prepared):
    return collect(prepared, today=prepared.campaign.as_of)


def test_each_unit__is_issued_its_own_lists(prepared):
    names = [set(openpyxl.load_workbook(issued(prepared, code)).sheetnames) for code in ("01", "02")]
    assert names[0] >= set(PREPARATION.split("、")) and not names[0] & set(USUAL.split("、"))
    assert names[1] >= set(USUAL.split("、")) and not names[1] & set(PREPARATION.split("、"))


def test_honest_lists_of_preparation__have_no_error_and_no_doubt(collected):
    assert [finding for finding in collected.found if finding.severity != "notice"] == []


def test_talks_and_criticism__are_counted_by_pairs(collected):
    values = merge(collected).summary.values
    assert (values["应谈对子"], values["已谈对子"], values["未谈对子"]) == (3, 3, 0)
    assert (values["未与党员代表谈成员数"], values["未与科室负责人谈成员数"]) == (2, 3)
    assert (values["应批评对子"], values["未批评对子"]) == (6, 0)


def test_unit_of_the_usual_lists__stands_in_no_table_of_the_others(collected):
    content = write_merge(merge(collected)).paths[0].read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    shown = {cell.value for name in ("谈心谈话情况", "谈心谈话缺口", "制度情况") for row in book[name] for cell in row}
    assert "市委常委班子" in shown and "市教育局" not in shown


def test_next_round__hands_the_talks_out_again(prepared):
    _, workspace = end(prepared)
    distribute(workspace)
    sheet = openpyxl.load_workbook(issued(workspace, "01"))["谈心谈话登记表"]
    assert "李小红、张三" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_stranger_in_a_talk_of_members__is_a_doubt_and_in_another_talk_none(tmp_path):
    folder = write_campaign(
        tmp_path / "c",
        settings={"lists": "谈心谈话登记表"},
        units=[{"code": "01", "name": "市委常委班子"}],
        members=[{"unit": "01", "name": name} for name in TEAM],
    )
    workspace = open_workspace(folder)
    distribute(workspace)
    rows = [talk("王大明", "李小虹、张三", "成员之间"), talk("王大明", "吴科长", "与分管科室负责人")]
    return_workbook(workspace, "01", {"谈心谈话登记表": rows})
    found = [finding for finding in collect(workspace, today=workspace.campaign.as_of).found if finding.at.cell]
    assert [(finding.rule, finding.severity, finding.at.cell[1:]) for finding in found] == [("one_of", "warning", "4")]
    assert found[0].facts["nearest"] == "李小红"
