"""Whose file it is: path, names on the roster, decisions, signs that disagree; other campaigns and rounds."""

import re
from dataclasses import replace

import pytest

from tests.conftest import issued
from tests.damage.filled import campaign_of, filled_workbook
from tests.reading.books import (
    HEADINGS,
    ROWS,
    bare,
    decide,
    found,
    only,
    rewritten,
    rules,
    texts,
    with_row,
    without_marks,
)
from toolkit.damage.book import DamageBook
from toolkit.formats import open_workbook
from toolkit.ooxml import patch_package
from toolkit.pipeline import collect
from toolkit.reading.roster import CampaignRoster
from toolkit.reading.title_lines import find_units_in_titles
from toolkit.records import Verdict
from toolkit.unit_token import find_tokens

PLAIN = [HEADINGS, *ROWS]


def signs(file):
    (evidence,) = [one for one in file.explanations if one.subject == "unit"]
    return evidence


@pytest.mark.way(11)
@pytest.mark.parametrize(
    ("name", "unit", "sign"),
    [
        ("市教育局-三类清单.xlsx", "01", "name"),
        ("清单（公安局）最终版.xlsx", "02", "name"),
        ("教育局报送/表.xlsx", "01", "folder"),
        ("市公安局/3月/新建 XLSX 工作表.xlsx", "02", "folder"),
        ("市公安局.zip/表.xlsx", "02", "folder"),
        ("0918 市 教 育 局.xlsx", "01", "name"),
    ],
)
def test_path__tells_the_unit_where_no_mark_does(read, name, unit, sign):
    nameless = [[*row[:2], "", *row[3:8], ""] for row in ROWS]
    file = read(bare({"表": [HEADINGS, *nameless]}), name)
    assert (file.unit, signs(file).evidence) == (unit, (sign,))
    assert only(file, "unit_by_name").severity == "warning"


@pytest.mark.way(11)
def test_names_on_the_roster_alone__are_asked_and_not_taken(read, filled):
    file = read(without_marks(filled), "表.xlsx")
    assert (file.unit, file.verdict.is_undecided) == ("", True)
    assert only(file, "no_unit").facts["nearest"] == ("市教育局",)
    assert signs(file).evidence == ("roster",) and signs(file).candidates == ("市教育局",)


@pytest.mark.way(11, 38)
def test_spelling_decided_once__is_the_unit(read):
    content = bare({"表": [["填报单位：市教体局（本级）"], *PLAIN]})
    assert read(content).unit == ""
    assert read(content, decisions=[("spelling", "市教体局(本级)", "01")]).unit == "01"


@pytest.mark.way(16, 38)
@pytest.mark.parametrize(
    "banner",
    [
        ["填报单位：市教育局"],
        ["填报单位:教育局　　填报日期：2022年3月"],
        ["填报单位", "", "市 教育局"],
        ["填报单位（盖章）：市教育局"],
    ],
)
def test_unit_in_a_row_above__is_understood(read, banner):
    file = read(bare({"表": [["附件"], banner, *PLAIN]}))
    assert (file.unit, only(file, "unit_by_cell").severity) == ("01", "notice")


@pytest.mark.parametrize(
    "tail", ["　　年　月　日", "  2022年3月20日", "（盖章）", "  盖章", "　　一行一条。照实填写。"]
)
def test_unit_with_what_is_no_part_of_its_name_behind_it__is_understood(read, tail):
    assert read(bare({"表": [[f"填报单位：市教育局{tail}"], *PLAIN]})).unit == "01"


@pytest.mark.parametrize(
    "written", ["市教育局　中心学校", "市教育局 中心学校", "市教育局（中心学校）", "市教育局/中心学校"]
)
def test_longer_name_than_the_units__is_another_unit(read, written):
    content = bare({"表": [[f"填报单位：{written}"], *PLAIN]})
    assert (read(content).unit, "no_unit" in rules(read(content))) == ("", True)
    named = read(content, "市教育局.xlsx")
    assert (named.unit, only(named, "unit_written").severity) == ("01", "warning")


def test_unit_with_its_city_before_it__makes_no_doubt(read):
    file = read(bare({"表": [["填报单位：青岚市市教育局"], *PLAIN]}), "市教育局.xlsx")
    assert "unit_written" not in rules(file)


NAMELESS = [HEADINGS, *([*row[:2], "", *row[3:8], ""] for row in ROWS)]


@pytest.mark.way(11, 16)
@pytest.mark.parametrize(
    "titles",
    [
        ["市教育局民主生活会问题台账"],
        ["市 教 育 局 2021年度民主生活会检视问题清单"],
        ["附件1：教育局领导班子检视问题清单（2022年3月）"],
        ["青岚市教育局问题台账"],
        ["附件2", "民主生活会问题台账（市教育局）"],
        ["市教育局", "检视问题清单"],
    ],
)
def test_title_of_a_home_made_table__tells_the_unit(read, titles):
    file = read(bare({"表": [*([title] for title in titles), *NAMELESS]}), "表.xlsx")
    assert (file.unit, signs(file).evidence) == ("01", ("title",))
    assert only(file, "unit_by_title").severity == "notice"


@pytest.mark.parametrize(
    "title",
    [
        "市教育局中心学校民主生活会问题台账",
        "市第一中学（报市教育局）问题台账",
        "市教育局、市公安局问题台账",
        "关于市教育局问题的整改",
        "检视问题清单",
        "请于3月底前报市教育局",
    ],
)
def test_title_that_names_more_than_a_unit__tells_nothing(read, title):
    assert read(bare({"表": [[title], *NAMELESS]}), "表.xlsx").unit == ""


def test_title_and_file_name_of_two_units__are_asked(read):
    file = read(bare({"表": [["市教育局问题台账"], *NAMELESS]}), "市公安局.xlsx")
    assert (file.unit, only(file, "conflict").facts["others"]) == ("01", ("市公安局",))


def test_unit_of_which_the_meetings_own_title_speaks__is_not_told_by_a_title(read, small):
    campaign = replace(small.campaign, title="市教育局2021年度民主生活会")
    title = "市教育局2021年度民主生活会问题台账"
    assert list(find_units_in_titles([title], CampaignRoster(campaign))) == []
    assert [each.code for each in find_units_in_titles([title], CampaignRoster(small.campaign))] == ["01"]


def test_record_alone_in_its_row__is_no_title(read):
    rows = [["市教育局问题清单", "说明"], *NAMELESS]
    assert read(bare({"表": rows}), "表.xlsx").unit == ""


@pytest.mark.parametrize("name", ["市公安局.xlsx", "市公安局/表.xlsx"])
def test_token_against_a_path__wins_and_the_other_is_named(read, filled, name):
    file = read(filled, name)
    assert (file.unit, only(file, "conflict").facts["others"]) == ("01", ("市公安局",))


def test_path_against_the_roster__is_taken_and_the_other_named(read, filled):
    file = read(without_marks(filled), "市公安局.xlsx")
    assert (file.unit, only(file, "conflict").facts["others"]) == ("02", ("市教育局",))
    assert found(file, "strangers")


def test_names_of_two_units_in_one_file_name__tell_nothing(read):
    file = read(bare({"表": PLAIN}), "公安局转教育局.xlsx")
    assert file.unit == "" and "no_unit" in rules(file)


def test_decision__beats_every_sign(read, filled):
    file = read(filled, "甲/报回.xlsx", decisions=[("file", "甲/报回.xlsx", "02")])
    assert (file.unit, signs(file).evidence, signs(file).confidence) == ("02", ("decision",), 1.0)


def test_decision_on_a_bare_name__does_not_beat_the_token_of_another_unit(read, filled):
    file = read(filled, "甲/报回.xlsx", decisions=[("file", "报回.xlsx", "02")])
    assert file.unit == "01"


def test_row_in_the_operators_workbook__gives_a_file_to_its_unit(small):
    (small.folders.returned / "表.xlsx").write_bytes(bare({"表": PLAIN}))
    assert "no_unit" in collect(small).findings["rule"].tolist()
    collected = collect(decide(small, ["文件归属", "表.xlsx", "市公安局"]))
    assert collected.batch.files[0].unit == "02" and len(collected.batch.tables["problem"].origin) == 2
    unused = collect(decide(small, ["文件归属", "表.xlsx", "不采用"]))
    assert unused.batch.files[0].verdict is Verdict.UNUSED and "unused" in unused.findings["rule"].tolist()


def test_file_of_nobody_and_unused_one__are_accounted_cell_by_cell(read, filled):
    nobody = read(without_marks(filled), "表.xlsx")
    unused = read(filled, decisions=[("file", "报回.xlsx", "")])
    for file in (nobody, unused):
        assert file.ledger.taken == file.ledger.normalised == file.ledger.unexplained == 0
        assert file.ledger.left_out["not_used"] > 100


@pytest.mark.way(12)
def test_workbook_of_another_campaign__is_refused_until_decided(read, tmp_path):
    other = filled_workbook(campaign_of(tmp_path / "别的收集"))[1]
    assert (only(read(other), "foreign_campaign").severity, read(other).unit) == ("error", "")
    decided = read(other, decisions=[("file", "报回.xlsx", "01")])
    assert (decided.unit, len(texts(decided, "problem"))) == ("01", 5)


@pytest.mark.way(12)
def test_workbook_of_an_older_definition__is_read_and_said(read, filled, workspace):
    old = patched_tokens(filled, workspace.stamp, digest="00000000")
    file = read(old)
    assert (file.unit, only(file, "old_definition").severity) == ("01", "warning")
    assert len(texts(file, "problem")) == 5 and "forged" not in rules(file)


@pytest.mark.way(12)
def test_workbook_of_another_round__is_said(read, filled):
    file = read(filled, round=2)
    assert only(file, "other_round").facts["rounds"] == (1,)
    assert (file.unit, file.counted) == ("01", frozenset())
    assert "other_round" not in rules(read(filled))


def test_workbook_of_another_round__counts_once_the_operator_says_so(read, filled):
    file = read(filled, round=2, decisions=[("file", "报回.xlsx", "01")])
    assert only(file, "other_round_used").facts["rounds"] == (1,)
    assert file.counted


@pytest.mark.way(12, 13)
def test_workbook_without_any_list__is_foreign_and_accounted(read):
    file = read(bare({"值班表": [["日期", "姓名"], ["3月1日", "苏敏"]]}), "市教育局.xlsx")
    assert only(file, "foreign").severity == "error"
    assert file.ledger.left_out == {"other_sheet": 4} and file.ledger.unexplained == 0


def test_changed_token__is_not_trusted(read, filled, workspace):
    changed = rewritten(filled, "xl/sharedStrings.xml", rb"QD2\.(\w{6})\.01\.", rb"QD2.\1.02.")
    file = read(changed)
    assert (file.unit, only(file, "forged").severity) == ("", "error")


def test_cells_of_two_units_in_one_workbook__are_nobodys(read, filled, workspace):
    other = issued(workspace, "02").read_bytes()
    token = next(token for token in find_tokens(cells(other)) if token.list_key == "duty")
    file = read(with_row(filled, "检视问题清单", 2, ["", "", "", "", "", "", "", str(token)]))
    assert only(file, "mixed_units").severity == "error" and file.verdict is Verdict.MIXED_UNITS


def cells(content):
    return [cell for grid in open_workbook(content).grids for row in grid.rows for cell in row if isinstance(cell, str)]


def patched_tokens(content, stamp, **changes):
    """Return the workbook with other genuine tokens in the place of its own."""

    def sign(match):
        (token,) = find_tokens([match[0].decode()])
        parts = {"unit": token.unit, "list_key": token.list_key, "round": token.round, "digest": token.digest}
        return str(stamp.issue_token(**{**parts, **changes})).encode()

    def change(part):
        return re.sub(rb"QD[12]\.[\w.]+\w", sign, part)

    return patch_package(content, dict.fromkeys(DamageBook(content).find_parts(r"\.xml$"), change))
