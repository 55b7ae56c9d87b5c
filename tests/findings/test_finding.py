"""A finding: its parts, its order, and its facts in words."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from toolkit.findings import (
    FINDING_COLUMNS,
    Finding,
    Location,
    build_findings_frame,
    concerns_clerk,
    make_finding,
    render_clerks_way_out,
    render_facts,
    render_found,
    render_kind,
    render_location,
    render_way_out,
    sort_findings,
)

HERE = Location(file="报回.xlsx", sheet="检视问题清单", row=4, cell="A4", column="编号")


def twins(*cells, sheet=HERE.sheet, elsewhere=False):
    found = tuple(Location(file=HERE.file, sheet=sheet, row=int(cell[1:]), cell=cell) for cell in cells)
    return Finding(severity="error", rule="unique", at=HERE, facts={"twins": found, "elsewhere": elsewhere})


def test_flat_parts__become_location_own_fields_and_facts():
    finding = make_finding("error", "length", list="problem", file="a.xlsx", row=4, cell="F4", value="短", length=1)
    assert finding.at == Location(file="a.xlsx", row=4, cell="F4")
    assert (finding.list_key, finding.unit, finding.value) == ("problem", "", "短")
    assert finding.facts == {"length": 1}


def test_finding__cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_finding("error", "required").severity = "notice"


def test_finding_assigned_to_a_file__keeps_its_sheet_and_cell():
    finding = make_finding("notice", "far_cell", sheet="表", row=9, cell="ZZ9")
    assigned = finding.assign_file("报回.xlsx", "01")
    assert assigned.at == Location(file="报回.xlsx", sheet="表", row=9, cell="ZZ9")
    assert (assigned.unit, finding.at.file) == ("01", "")


def test_findings__are_sorted_by_unit_file_gravity_sheet_and_row_those_on_no_row_first():
    wanted = [
        make_finding("warning", "forged", unit="01", file="a"),
        make_finding("error", "list_missing", unit="02", file="a"),
        make_finding("error", "required", unit="02", file="a", sheet="表"),
        make_finding("error", "required", unit="02", file="a", sheet="表", row=4),
        make_finding("error", "required", unit="02", file="a", sheet="表", row=10),
        make_finding("notice", "as_issued", unit="02", file="a", sheet="表", row=1),
        make_finding("error", "required", unit="02", file="b"),
    ]
    assert list(sort_findings(reversed(wanted))) == wanted


def test_frame__has_a_row_per_finding_and_no_row_number_for_a_whole_file():
    frame = build_findings_frame([twins("A6"), make_finding("error", "list_missing", file="b.xlsx")])
    assert tuple(frame.columns) == FINDING_COLUMNS
    assert frame["row"].tolist() == [4, pd.NA]
    assert frame["cell"].tolist() == ["A4", ""]


def test_frame_of_no_findings__can_be_filtered():
    frame = build_findings_frame([])
    assert frame[frame["severity"] == "error"].empty and str(frame["row"].dtype) == "Int64"


def test_location__names_what_is_known_of_it():
    assert render_location(twins("A6")) == "报回.xlsx › 检视问题清单 › A4（编号）"
    assert render_location(make_finding("error", "no_unit", file="报回.xlsx")) == "报回.xlsx"


def test_twins_on_the_same_sheet__are_named_by_cell_those_elsewhere_with_their_sheet():
    assert render_facts(twins("A6", "A8"))["twins"] == "A6、A8"
    assert render_facts(twins("A6", sheet="别的表", elsewhere=True))["twins"] == "别的表!A6"


def test_codes__become_phrases():
    finding = make_finding("error", "readable", column="时间", value="近期", why="not_a_date", how="date")
    assert "不是日期" in render_found(finding)
    assert finding.facts["why"] == "not_a_date"


def test_many_rows__are_named_ten_at_most():
    finding = make_finding("notice", "hidden_rows", rows=tuple(range(4, 24)), count=20)
    assert render_facts(finding)["rows"] == "4、5、6、7、8、9、10、11、12、13"


def test_many_merges__say_that_there_are_more():
    ranges = tuple(f"B{row}:B{row + 1}" for row in range(4, 26, 2))
    words = render_facts(make_finding("notice", "merged_filled", ranges=ranges, rows=(), count=len(ranges)))
    assert words["ranges"].endswith("B22:B23等") and "B24" not in words["ranges"]


def test_superseded__says_by_which_times_and_what_speaks_against_it():
    days = dt.datetime(2022, 3, 1, 12), None
    facts = {"evidence": "saved", "times": days, "words": ("", ""), "doubts": ("fewer",)}
    found = render_found(make_finding("warning", "superseded", other="乙.xlsx", later="乙.xlsx", **facts))
    assert "2022-03-01" in found and "行数反而少" in found


def test_long_value__is_cut_in_the_sentence_alone():
    finding = make_finding("error", "one_of", value="长" * 100)
    assert render_facts(finding)["value"] == "长" * 38 + "…"
    assert finding.value == "长" * 100


def test_words_of_the_definition__take_the_place_of_ours():
    finding = make_finding("error", "required", message="请写明时限", fix="写到月")
    assert (render_kind(finding), render_found(finding), render_way_out(finding)) == (
        "请写明时限",
        "请写明时限",
        "写到月",
    )


def test_likely_answer__is_asked_for():
    facts = {"item": "阶段整改", "column": "整改类别"}
    assert "阶段性整改" in render_way_out(make_finding("error", "one_of", nearest="阶段性整改", **facts))
    assert "是否为" not in render_way_out(make_finding("error", "one_of", nearest="", **facts))


def test_how_a_file_was_recognised__is_not_the_clerks_business():
    assert not concerns_clerk(make_finding("warning", "forged", places=()))
    assert concerns_clerk(make_finding("error", "required", column="存在问题"))


def test_question_for_the_operator__has_another_way_out_for_the_clerk():
    finding = make_finding("error", "column_asked", value="随便", candidates=("整改类别",))
    assert "待认定" in render_way_out(finding) and "待认定" not in render_clerks_way_out(finding)


def test_row_without_number_that_nobody_refers_to__is_said_to_have_none():
    finding = Finding(severity="error", rule="referenced", at=HERE, facts={"other": "整改落实清单", "number": ""})
    assert render_found(finding) == "“编号”为 （空白） 的这一条，在“整改落实清单”里没有对应的行"
