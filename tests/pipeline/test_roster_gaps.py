"""People whom the roster lacks are said to the operator, once; who shares a name is asked of the clerk."""

import shutil

import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.pipeline.ended import return_workbook
from toolkit.findings import render_sentence
from toolkit.pipeline import collect, distribute, open_workspace
from toolkit.pipeline.sendback import annotate_returns

UNITS = [{"code": "01", "name": "市委常委班子", "lead": "是"}] + [
    {"code": f"0{n}", "name": name} for n, name in ((2, "市教育局"), (3, "市公安局"))
]
MEMBERS = [
    {"unit": "01", "name": "高远", "post": "书记"},
    {"unit": "02", "name": "张伟（大）", "post": "局长"},
    {"unit": "02", "name": "张伟（小）", "post": "副局长"},
    {"unit": "02", "name": "任重远", "post": "副局长"},
    {"unit": "03", "name": "雷振宇", "post": "局长"},
]
GOOD = {"主体类型": "班子成员", "存在问题": "到基层调研听汇报多、看现场少，掌握不细", "整改类别": "阶段性整改"}


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """The folder of a campaign, handed out; nobody writes to it."""
    opened = open_workspace(write_campaign(tmp_path_factory.mktemp("下发") / "c", units=UNITS, members=MEMBERS))
    distribute(opened)
    return opened.folders.folder


@pytest.fixture
def workspace(handed_out, tmp_path):
    return open_workspace(shutil.copytree(handed_out, tmp_path / "c"))


def found_in(workspace, rows, code="02"):
    return_workbook(workspace, code, {"检视问题清单": [GOOD | row for row in rows]})
    return collect(workspace)


def on(collected, *rules):
    return [finding for finding in collected.found if finding.rule in rules]


def test_person_whom_the_roster_lacks__is_said_once_for_all_units_and_to_no_clerk(workspace):
    return_workbook(workspace, "03", {"检视问题清单": [GOOD | {"姓名": "田野", "责任领导(认领人)": "田野"}]})
    collected = found_in(workspace, [{"姓名": "季新民"}, {"姓名": "季新民", "责任领导(认领人)": "季新民、高远"}])
    (found,) = on(collected, "not_on_roster", "one_of", "namesakes")
    assert (found.severity, found.at.file, found.unit) == ("warning", "", "")
    assert [(unit, name, len(places)) for unit, name, places in found.facts["people"]] == [
        ("市教育局", "季新民", 3),
        ("市公安局", "田野", 2),
    ]
    assert "请在“班子成员”表补上" in render_sentence(found)
    for copy in annotate_returns(collected).copies.values():
        assert "季新民".encode() not in copy or "名册".encode() not in copy


def test_name_nearly_a_members__is_the_clerks_to_mend(workspace):
    (found,) = on(found_in(workspace, [{"姓名": "任重运"}]), "not_on_roster", "one_of")
    assert (found.rule, found.facts["nearest"]) == ("one_of", "任重远")


@pytest.mark.parametrize("text", ["班子", "办公室", "全体领导干部", "A"])
def test_what_is_no_name__is_the_clerks_to_mend(workspace, text):
    assert {each.rule for each in on(found_in(workspace, [{"姓名": text}]), "not_on_roster", "one_of")} == {"one_of"}


def test_member_of_another_unit__is_the_clerks_to_mend(workspace):
    rules = {
        each.rule for each in on(found_in(workspace, [{"姓名": "雷振宇"}]), "not_on_roster", "one_of", "strangers")
    }
    assert rules == {"one_of", "strangers"}


@pytest.mark.parametrize("written", ["张伟", "张 伟", "张伟局长", "张伟同志"])
def test_name_that_two_share__is_asked_and_never_guessed(workspace, written):
    (found,) = on(found_in(workspace, [{"姓名": written}]), "not_on_roster", "one_of", "namesakes")
    assert (found.rule, found.facts["people"]) == ("namesakes", ("张伟（大）", "张伟（小）"))
    assert "写明是哪一位" in render_sentence(found)


@pytest.mark.parametrize("written", ["张伟（大）", "张伟(大)", "张伟 （大）", "局长张伟（大）"])
def test_name_with_its_mark__is_that_person(workspace, written):
    collected = found_in(workspace, [{"姓名": written}])
    assert not on(collected, "not_on_roster", "one_of", "namesakes")


def test_name_of_another_unit__with_a_mark_in_ones_own__is_the_likely_one(tmp_path):
    members = [*MEMBERS[:1], {"unit": "02", "name": "张伟（小）"}, {"unit": "03", "name": "张伟"}]
    workspace = open_workspace(write_campaign(tmp_path / "c", units=UNITS, members=members))
    distribute(workspace)
    (found,) = on(found_in(workspace, [{"姓名": "张伟"}]), "not_on_roster", "one_of", "strangers", "namesakes")
    assert found.facts["nearest"] == "张伟（小）"


def test_dropdown_of_leaders__has_ones_own_people_first_then_those_above(workspace):
    options = openpyxl.load_workbook(issued(workspace, "02"))["选项"]
    columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in options.columns}
    assert columns["@leaders"] == ["张伟（大）", "张伟（小）", "任重远", "高远"]


def prompt_of(workspace, code):
    sheet = openpyxl.load_workbook(issued(workspace, code))["检视问题清单"]
    heads = {str(cell.value).lstrip("★"): cell.column_letter for cell in sheet[3]}
    at = f"{heads['责任领导(认领人)']}4"
    return next(rule.prompt for rule in sheet.data_validations.dataValidation if at in rule.sqref)


def test_prompt_of_leaders__says_who_is_whose(workspace):
    assert "本单位：张伟（大）、张伟（小）、任重远。\n上级领导：高远。" in prompt_of(workspace, "02")
    assert "上级领导" not in prompt_of(workspace, "01")


def test_prompt__of_a_unit_without_members_says_so(tmp_path):
    workspace = open_workspace(write_campaign(tmp_path / "c", units=UNITS, members=MEMBERS[:-1]))
    distribute(workspace)
    assert "名册上还没有本单位的人，请直接写姓名。\n上级领导：高远。" in prompt_of(workspace, "03")


def test_prompt__is_never_longer_than_programs_allow(tmp_path):
    many = [{"unit": code, "name": f"{'甲乙丙丁戊己庚辛'[n % 8]}某{n}号"} for code in ("01", "02") for n in range(60)]
    unique = [each | {"name": each["name"] + each["unit"]} for each in many]
    workspace = open_workspace(write_campaign(tmp_path / "c", units=UNITS, members=unique))
    distribute(workspace)
    prompt = prompt_of(workspace, "02")
    assert len(prompt) <= 255 and "上级领导：" in prompt
