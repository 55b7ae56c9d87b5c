"""What a roster will make clerks suffer from is said to the operator, with the cells and the way out."""

import pytest

from tests.conftest import write_campaign
from toolkit.cli import run
from toolkit.errors import CampaignError
from toolkit.pipeline import open_workspace

UNITS = [
    {"code": "01", "name": "市委常委班子", "lead": "是"},
    {"code": "02", "name": "市委宣传部", "aliases": "宣传部"},
    {"code": "03", "name": "市档案局"},
]
LEADERS = [
    {"unit": "01", "name": "张伟", "post": "市委常委、宣传部部长"},
    {"unit": "01", "name": "李强", "post": "市委常委、副市长"},
]
OWN = [{"unit": "02", "name": "张伟", "post": "部长"}]


def hints_of(folder, members, units=UNITS):
    workspace = open_workspace(write_campaign(folder / "c", units=units, members=members))
    return [str(hint) for hint in workspace.campaign.roster_hints]


def test_unit_without_members__is_named_once_with_its_cell(tmp_path):
    (hint,) = hints_of(tmp_path, [*LEADERS, *OWN])
    assert "有 1 个单位没有班子成员：市档案局（单位名册!B5）" in hint and "请在“班子成员”表补上" in hint


def test_unit_that_fills_in_no_list_with_people__needs_no_members(tmp_path, definition):
    without = [each for each in definition.list_types if not any(c.choices == "@members" for c in each.columns)]
    units = [*UNITS[:2], UNITS[2] | {"lists": "岗位职责清单"}]
    assert len(hints_of(tmp_path, [*LEADERS, *OWN], units)) == 1
    assert without is not None


def test_person_of_two_posts__is_one_person(tmp_path):
    everybody = [*LEADERS, *OWN, {"unit": "03", "name": "王五", "post": "局长"}]
    assert hints_of(tmp_path, everybody) == []


def test_name_of_a_leader__in_a_unit_that_no_post_names__is_said(tmp_path):
    everybody = [*LEADERS, *OWN, {"unit": "03", "name": "李强", "post": "副局长"}]
    (hint,) = hints_of(tmp_path, everybody)
    assert "市档案局的李强（班子成员!B6）与市委常委班子的（班子成员!B4）" in hint and "张伟（大）" in hint


def test_two_of_one_name__of_whom_one_has_a_mark__are_said(tmp_path):
    both = [{"unit": "03", "name": name, "post": "副局长"} for name in ("王五", "王五（小）")]
    (hint,) = hints_of(tmp_path, [*LEADERS, *OWN, *both])
    assert "市档案局的王五（班子成员!B6）" in hint


def test_two_of_one_name_in_a_unit__stop_with_the_way_out(tmp_path):
    both = [{"unit": "03", "name": "王五", "post": post} for post in ("局长", "副局长")]
    with pytest.raises(CampaignError, match="王五（大）、王五（小）"):
        hints_of(tmp_path, [*LEADERS, *OWN, *both])


def test_hints__are_said_by_distribute_alone(tmp_path, capsys):
    folder = write_campaign(tmp_path / "c", units=UNITS, members=[*LEADERS, *OWN])
    assert run(["distribute", str(folder)]) == 0
    assert capsys.readouterr().out.count("没有班子成员") == 1
    run(["status", str(folder)])
    said = capsys.readouterr()
    assert "没有班子成员" not in said.out + said.err
