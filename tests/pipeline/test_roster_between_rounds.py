"""What changes on the roster between two rounds: a member who left, a unit whose code changed, codes exchanged."""

import io
import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.pipeline.plans import change_plan, drop_rows
from tests.pipeline.test_later_returns import MEASURE, put, returned, second, second_as_issued  # noqa: F401
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import collect, distribute, open_workspace, write_check
from toolkit.pipeline.sendback import annotate_returns


def rules_of(collected):
    return {found.rule for found in collected.found}


def count_items(collected):
    return len([item for item in collected.followed.items if item.key.list_key == "rectification"])


def named_in(workspace, code, label):
    """Return the people named in the column of names of a unit's workbook."""
    sheet = openpyxl.load_workbook(issued(workspace, code))[label]
    at = [cell.value for cell in sheet[3]].index("姓名") + 1
    return {sheet.cell(row, at).value for row in range(FIRST_ROW, FIRST_ROW + 20)} - {None}


def find_named_member(workspace):
    """Return a member of unit 01 whom its open problems name."""
    members = {each.name for each in workspace.campaign.find_members("01")}
    return sorted(named_in(workspace, "01", "检视问题清单") & members)[0]


def hints(content, label):
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[label]
    heads = [cell.value for cell in sheet[3]]
    return [sheet.cell(row, heads.index("填写提示") + 1).value for row in range(FIRST_ROW, FIRST_ROW + 12)]


@pytest.fixture
def leaver(second):  # noqa: F811
    """A member of unit 01 with open problems, taken off the roster before the second round is handed out again."""
    name = find_named_member(second)
    workspace = drop_rows(second.folders.folder, "班子成员", name)
    distribute(workspace)
    return workspace, name


def test_member_who_left__is_said_once_to_the_operator_and_is_no_fault(leaver):
    workspace, name = leaver
    content = issued(workspace, "01").read_bytes()
    assert not [hint for hint in hints(content, "检视问题清单") if hint and hint.startswith("×")]
    returned(workspace, put(content, workspace, MEASURE, {(FIRST_ROW, "effect"): "又有新的成效"}))
    collected = collect(workspace)
    (found,) = [each for each in collected.found if each.rule == "members_left"]
    assert (found.severity, found.facts["places"]) == ("notice", (("市教育局", name),))
    assert not [each for each in collected.found if each.rule in ("one_of", "strangers", "fixed_changed")]


def test_member_who_moved_to_another_unit__is_no_leak_and_no_stranger(second):  # noqa: F811
    name = find_named_member(second)
    other = second.campaign.units[1].name

    def move(page):
        for row in page.iter_rows(min_row=3):
            if row[1].value == name:
                row[0].value = other

    workspace = change_plan(second.folders.folder, "班子成员", move)
    distribute(workspace)
    returned(workspace, issued(workspace, "01").read_bytes())
    collected = collect(workspace)
    assert "members_left" in rules_of(collected)
    assert not rules_of(collected) & {"one_of", "strangers"}
    assert not annotate_returns(collected).kept_back


def give_code(workspace, **codes):
    """Give units other codes; members are listed under the names of their units."""
    names = {unit.code: unit.name for unit in workspace.campaign.units}
    path = workspace.folders.folder / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["班子成员"].iter_rows(min_row=3):
        row[0].value = names.get(row[0].value, row[0].value)
    for row in book["单位名册"].iter_rows(min_row=3):
        row[0].value = codes.get(names.get(row[0].value), row[0].value)
    book.save(path)
    return open_workspace(workspace.folders.folder)


@pytest.fixture
def recoded(second):  # noqa: F811
    """The second campaign with a new code for unit 01, handed out again; the earlier workbook lies in 回收."""
    shutil.copy(issued(second, "01"), second.folders.returned / "旧代码.xlsx")
    before = count_items(collect(second))
    workspace = give_code(second, 市教育局="71")
    distribute(workspace)
    return workspace, before


def test_items_of_a_unit_with_another_code__are_joined_by_its_name(recoded):
    workspace, before = recoded
    collected = collect(workspace)
    assert before and count_items(collected) == before
    (found,) = [each for each in collected.found if each.rule == "unit_recoded"]
    assert found.facts["units"] == (("市教育局", "01", "71"),)
    assert "unit_left" not in rules_of(collected)


def test_workbook_with_the_former_code__is_its_units_own(recoded):
    workspace, _ = recoded
    collected = collect(workspace)
    assert {file.name: file.unit for file in collected.batch.files} == {"旧代码.xlsx": "71"}
    assert not rules_of(collected) & {"leak", "office_column", "unknown_code", "no_unit"}
    returned(
        workspace, put(issued(workspace, "71").read_bytes(), workspace, MEASURE, {(FIRST_ROW, "progress"): "胡写"})
    )
    checked = write_check(collect(workspace))
    assert checked.sent_back and not checked.unsent


def test_codes_that_two_units_exchanged__stay_with_their_names(second):  # noqa: F811
    before = {item.key.number for item in collect(second).followed.items if item.key.unit == "01"}
    first, second_unit = second.campaign.units[:2]
    other = second_unit.code
    workspace = give_code(second, **{first.name: other, second_unit.name: first.code})
    collected = collect(workspace)
    assert {item.key.number for item in collected.followed.items if item.key.unit == other} == before


def test_code_among_the_aliases__is_a_former_code_where_no_folder_tells(second):  # noqa: F811
    shutil.rmtree(second.folders.select_round(1).issued)
    before = count_items(collect(second))
    give_code(second, 市教育局="71")
    workspace = change_plan(second.folders.folder, "单位名册", lambda page: setattr(page["C3"], "value", "教育局、01"))
    assert workspace.campaign.find_by_code("71").former_codes == ("01",)
    assert count_items(collect(workspace)) == before
