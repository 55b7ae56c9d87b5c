"""Handing out again never rewrites history: every time is a line, the workbook is marked, an older copy is told."""

import datetime as dt
import hashlib
import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.pipeline.plans import add_row, change_plan, drop_rows, write_register
from tests.pipeline.test_register import rows
from toolkit.cli import run
from toolkit.pipeline import build_register_file, collect, distribute, hand_out

MAY = dt.date(2022, 5, 4)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines(workspace, code="01"):
    return [one for one in rows(workspace, "下发") if one["代码"] == code]


@pytest.fixture
def reissued(small):
    """The small campaign, handed out again after a member of 01 was added; the first workbook lies in 回收."""
    shutil.copy(issued(small, "01"), small.folders.returned / "旧.xlsx")
    workspace = add_row(small.folders.folder, "班子成员", "市教育局", "季新", "副局长")
    distribute(workspace, today=MAY)
    return workspace


def test_each_time__is_a_line_with_its_day_rows_and_fingerprint(small):
    before = sha(issued(small, "01"))
    workspace = add_row(small.folders.folder, "班子成员", "市教育局", "季新", "副局长")
    distribute(workspace, today=MAY)
    first, second = lines(workspace)
    assert (first["第几次"], first["SHA-256"], first["预填行数"], first["下发日期"]) == (1, before, 3, "2022-01-25")
    assert (second["第几次"], second["SHA-256"]) == (2, sha(issued(workspace, "01")))
    assert (second["预填行数"], second["下发日期"]) == (4, "2022-05-04")
    assert (first["现在的文件"], second["现在的文件"]) == ("又下发过，以后一次为准", "与下发时一样")


def test_what_became_different__is_said_in_the_register(reissued):
    assert lines(reissued)[1]["与上一次比改了什么"] == "“岗位职责清单”的预填行有变；名册：增加季新"


def test_cover_and_properties__say_for_which_time_it_was_handed_out(reissued):
    book = openpyxl.load_workbook(issued(reissued, "01"))
    assert "第2次下发（2022-05-04）" in book["填报首页"]["F3"].value
    assert book.custom_doc_props["下发"].value == "第2次下发（2022-05-04）"
    other = openpyxl.load_workbook(issued(reissued, "02"))
    assert ("次下发" in other["填报首页"]["F3"].value) == (len(lines(reissued, "02")) > 1)


def test_unit_whose_workbook_stays_the_same__is_not_handed_out_again(small):
    # The police see the members of the lead team in their dropdown: change what is the education office's alone.
    workspace = change_plan(small.folders.folder, "单位名册", lambda page: setattr(page["D3"], "value", "联系人丁"))
    assert [line.number for line in hand_out(workspace, today=MAY).again] == []
    assert len(lines(workspace)) == 1


def test_handing_out_the_same_again__changes_no_byte(reissued):
    before = reissued.folders.register.read_bytes(), sha(issued(reissued, "01"))
    assert hand_out(reissued, today=dt.date(2022, 6, 1)).again == ()
    assert (reissued.folders.register.read_bytes(), sha(issued(reissued, "01"))) == before


def test_one_unit_alone__can_be_handed_out_again(small):
    workspace = add_row(small.folders.folder, "班子成员", "市公安局", "常在", "副局长")
    handed = hand_out(workspace, only="02", today=MAY)
    assert [(line.code, line.number) for line in handed.again] == [("02", 2)]
    assert (len(lines(workspace, "01")), len(lines(workspace, "02"))) == (1, 2)


def test_older_copy__counts_and_is_told_with_what_is_different(reissued):
    shutil.copy(issued(reissued, "02"), reissued.folders.returned / "新.xlsx")
    collected = collect(reissued)
    assert {file.name: file.unit for file in collected.batch.files} == {"旧.xlsx": "01", "新.xlsx": "02"}
    (found,) = [each for each in collected.found if each.rule == "older_issue"]
    assert (found.severity, found.at.file, found.facts["number"]) == ("notice", "旧.xlsx", 1)
    (later,) = found.facts["later"]
    assert later == (2, "2022-05-04", "“岗位职责清单”的预填行有变；名册：增加季新")


def test_older_copy_in_another_format__is_told_all_the_same(reissued):
    old = openpyxl.load_workbook(reissued.folders.returned / "旧.xlsx")
    del old.custom_doc_props["qingdan"]
    del old["标识"]
    old.save(reissued.folders.returned / "旧.xlsx")
    assert "older_issue" in {each.rule for each in collect(reissued).found}


def test_register_of_a_check__keeps_the_times_as_they_were(reissued):
    before = lines(reissued)
    again = add_row(reissued.folders.folder, "班子成员", "市教育局", "后来", "副局长")
    write_register(again, build_register_file(again, collect(again)))
    assert lines(again) == before


def test_unit_that_left_the_roster__keeps_its_lines(reissued):
    before = lines(reissued, "02")
    drop_rows(reissued.folders.folder, "班子成员", "市公安局")
    workspace = drop_rows(reissued.folders.folder, "单位名册", "市公安局")
    write_register(workspace, build_register_file(workspace))
    kept = lines(workspace, "02")
    assert [one["SHA-256"] for one in kept] == [one["SHA-256"] for one in before]
    assert kept[0]["单位"] == "市公安局"


def test_lost_register__does_not_give_a_number_again(reissued):
    reissued.folders.register.unlink()
    distribute(reissued, force=True, today=MAY)
    assert [one["第几次"] for one in lines(reissued)] == [3]


def test_command__names_the_units_to_be_sent_another_workbook(reissued, capsys):
    folder = str(reissued.folders.folder)
    add_row(reissued.folders.folder, "班子成员", "市公安局", "常在", "副局长")
    assert run(["distribute", folder, "--unit", "市公安局", "--today", "2022-06-01"]) == 0
    said = capsys.readouterr().out
    assert "其中 1 个以前下发过" in said and "市公安局，第3次下发：" in said and "名册：增加常在" in said
