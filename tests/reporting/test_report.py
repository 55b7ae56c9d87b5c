"""校验报告.xlsx: every unit, every kind, every finding with its link."""

import openpyxl
import pytest

from toolkit.findings import render_sentence
from toolkit.pipeline import write_check


@pytest.fixture(scope="module")
def report(collected):
    return openpyxl.load_workbook(write_check(collected).report)


def test_every_unit__has_its_line_and_state(report, collected):
    rows = {row[0]: row for row in report["各单位情况"].iter_rows(min_row=4, values_only=True)}
    assert list(rows) == list(collected.unit_states)
    assert (rows["06"][2], rows["13"][2], rows["05"][2]) == ("未报", "零报告", "有差错")


def test_overview__counts_every_unit_once_and_names_it(report, collected):
    rows = {row[0]: row[1:3] for row in report["总览"].iter_rows(max_row=8, values_only=True)}
    assert sum(rows[state][0] for state in ("已接收", "有差错", "零报告", "未报")) == rows["合计"][0] == 18
    named = "、".join(rows[state][1] for state in ("已接收", "有差错", "零报告", "未报"))
    assert sorted(named.split("、")) == sorted(collected.unit_names.values())


def test_overview__says_how_many_items_wait_for_the_office(report, collected):
    texts = [str(row[0]) for row in report["总览"].iter_rows(values_only=True)]
    count = len(collected.followed.waiting)
    assert count and any(text.startswith(f"等您审核的有 {count} 件") and "办理台账.xlsx" in text for text in texts)


def test_findings_by_kind__add_up_to_all_findings(report, collected):
    rows = list(report["按类型"].iter_rows(min_row=4, values_only=True))
    listed = list(report["全部发现"].iter_rows(min_row=4, values_only=True))
    assert sum(row[6] for row in rows) == len(listed) >= len(collected.found)
    grades = [row[0] for row in rows]
    assert grades == sorted(grades, key=["差错", "疑点", "提示"].index)


def test_address__is_a_link_into_the_returned_file(report):
    formulas = [row[4] for row in report["全部发现"].iter_rows(min_row=4, values_only=True) if row[4]]
    assert any("../回收/10-市公安局-三类清单.xlsx#'整改落实清单'!I13" in formula for formula in formulas)


def test_every_sentence__has_place_and_way_out_and_no_code(collected):
    for finding in collected.found:
        sentence = render_sentence(finding)
        assert finding.at.file in sentence
        assert sentence.endswith("。") and "{" not in sentence and finding.rule not in sentence
