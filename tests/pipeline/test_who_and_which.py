"""Whose a file is and which one counts: what went wrong once and must not again."""

import os
import re
import shutil
import zipfile

import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.reading.books import decide
from toolkit.cli import run
from toolkit.layout import FIRST_ROW
from toolkit.ooxml import patch_package
from toolkit.pipeline import (
    collect,
    distribute,
    merge,
    open_workspace,
    write_check,
    write_merge,
)

PROBLEM = ["领导班子", None, "两个确立", "其他", "到学校少，听汇报多", None, "即知即改", "苏敏"]


def filled(workspace, code="01", rows=(PROBLEM,)):
    book = openpyxl.load_workbook(issued(workspace, code))
    for number, row in enumerate(rows, FIRST_ROW):
        for place, text in enumerate(row, 3):
            book["检视问题清单"].cell(number, place).value = text
    return book


def problems(collected):
    return collected.batch.tables["problem"].origin


def test_file_name__outweighs_the_folder_it_lies_in(small):
    folder = small.folders.returned / "市公安局代收"
    folder.mkdir()
    (folder / "市教育局.pdf.xlsx").write_bytes(without_tokens(filled(small), folder / "x.xlsx"))
    assert collect(small).batch.files[0].unit == "01"


def without_tokens(book, scratch):
    """The workbook's bytes with every identity mark and unit name gone."""
    for sheet in book:
        for row in sheet.iter_rows(max_row=20):
            for cell in row:
                if isinstance(cell.value, str) and ("QD2." in cell.value or "市教育局" in cell.value):
                    cell.value = "—"
                if cell.coordinate == "A3":
                    cell.comment = None
    del book["标识"]
    del book.custom_doc_props["qingdan"]
    book.save(scratch)
    content = scratch.read_bytes()
    scratch.unlink()
    return content


def test_sheets_of_two_units_in_one_workbook__are_nobodys_until_decided(small):
    book = filled(small)
    other = openpyxl.load_workbook(issued(small, "02"))
    book["整改落实清单"]["B2"].value = other["整改落实清单"]["B2"].value or token_of(other["整改落实清单"])
    book.save(small.folders.returned / "合并.xlsx")
    collected = collect(small)
    assert collected.findings["rule"].tolist() == ["mixed_units"]
    decided = collect(decide(small, ("文件归属", "合并.xlsx", "01")))
    assert decided.batch.files[0].unit == "01"


def token_of(sheet):
    return next(c.value for row in sheet.iter_rows(max_row=2) for c in row if c.value and "QD2." in str(c.value))


def test_token_against_file_name__is_said_aloud(small):
    filled(small).save(small.folders.returned / "市公安局.xlsx")
    collected = collect(small)
    (found,) = collected.findings.query("rule == 'conflict'").to_dict("records")
    assert found["severity"] == "warning" and found["facts"]["others"] == ("市公安局",)


def test_decision_on_one_file__does_not_touch_another_of_nearly_its_name(small):
    decided = decide(small, ("文件归属", "表1-1.xlsx", "02"))
    filled(small).save(small.folders.returned / "表11.xlsx")
    assert collect(decided).batch.files[0].unit == "01"


def test_decision__rescues_a_workbook_of_another_campaign(small, tmp_path):
    other = open_workspace(write_campaign(tmp_path / "别处", units=[{"code": "77", "name": "某局"}]))
    (path,) = distribute(other)
    shutil.copy(path, small.folders.returned / "旧表.xlsx")
    decided = decide(small, ("文件归属", "旧表.xlsx", "教育局"))
    assert collect(decided).batch.files[0].unit == "01"


def test_same_bytes_from_two_units__count_for_both(small):
    content = without_tokens(filled(small), small.folders.folder / "x.xlsx")
    for name in ("市教育局.xlsx", "市公安局.xlsx"):
        (small.folders.returned / name).write_bytes(content)
    assert set(problems(collect(small))["unit"]) == {"01", "02"}


def test_later_file_with_an_empty_sheet__does_not_wipe_out_the_filled_one(small):
    filled(small).save(small.folders.returned / "a.xlsx")
    book = filled(small, rows=())
    book["整改落实清单"].cell(FIRST_ROW, 3).value = "WT-001"
    book.save(small.folders.returned / "b.xlsx")
    os.utime(small.folders.returned / "b.xlsx", (4e9, 4e9))
    collected = collect(small)
    assert problems(collected)["file"].tolist() == ["a.xlsx"]
    assert collected.batch.tables["rectification"].origin["file"].tolist() == ["b.xlsx"]


def test_copy_of_a_list_on_a_second_sheet__is_not_counted_twice(small):
    book = filled(small)
    book.copy_worksheet(book["检视问题清单"]).title = "备份"
    book["备份"].sheet_state = "hidden"
    book.save(small.folders.returned / "a.xlsx")
    collected = collect(small)
    assert len(problems(collected)) == 1
    assert "copied_sheet" in collected.findings["rule"].tolist()
    frame = merge(collected).reconciliation
    assert (frame["read"] == frame["merged"] + frame["left_out"]).all()


def test_lists_under_each_other_on_one_sheet__are_all_read(small):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["填报单位：市教育局"])
    for key, number in (("problem", "WT-001"), ("rectification", "CS-001")):
        columns = small.campaign.definition.find_list_type(key).columns
        sheet.append([])
        sheet.append([column.label for column in columns])
        row = [number, *PROBLEM] if key == "problem" else [number, "WT-001", None, "每月到学校听课两次"]
        sheet.append(row)
    book.save(small.folders.returned / "一张表.xlsx")
    tables = collect(small).batch.tables
    assert [len(tables[key].origin) for key in ("problem", "rectification")] == [1, 1]


def test_errors_of_a_superseded_file__do_not_count(small):
    first = filled(small)
    first["检视问题清单"]["I3"].value = "随便"
    first.save(small.folders.returned / "a.xlsx")
    good = filled(small, rows=())
    good["填报首页"]["B4"].value = "苏敏"
    for row in (9, 10, 11):
        good["填报首页"].cell(row, 5).value = "是"
    good.save(small.folders.returned / "b.xlsx")
    collected = collect(small)
    assert collected.file_states["a.xlsx"] == "superseded"
    assert not collected.has_errors


def test_workbook_filled_where_it_was_issued__survives_handing_out_to_another_unit(small, capsys):
    path = issued(small, "01")
    filled(small).save(path)
    assert run(["distribute", str(small.folders.folder), "--only", "02"]) == 0
    assert run(["distribute", str(small.folders.folder)]) == 2
    assert openpyxl.load_workbook(path)["检视问题清单"]["G4"].value == "到学校少，听汇报多"


def test_lost_key__stops_with_the_way_out(small, capsys):
    (small.folders.folder / ".qingdan-key").unlink()
    assert run(["status", str(small.folders.folder)]) == 2
    assert "密钥" in capsys.readouterr().err


def test_status_before_handing_out__writes_nothing(tmp_path):
    folder = write_campaign(tmp_path / "c", units=[{"code": "01", "name": "市教育局"}])
    before = sorted(folder.rglob("*"))
    assert run(["status", str(folder)]) == 0
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    "name", [b"\xd6\xd0\xce\xc4.xlsx", pytest.param("换\n行\x1b[31m.xlsx".encode(), marks=pytest.mark.slow)]
)
def test_odd_file_name__is_shown_readably_and_read(small, name):
    filled(small).save(small.folders.folder / "x.xlsx")
    target = os.fsencode(small.folders.returned) + b"/" + name
    (small.folders.folder / "x.xlsx").rename(os.fsdecode(target))
    collected = collect(small)
    (file,) = collected.batch.files
    assert file.unit == "01" and file.name.isprintable()
    assert write_check(collected).sent_back and write_merge(merge(collected)).paths[0].is_file()


def test_workbook_with_odd_properties__is_marked_and_keeps_them(small):
    book = filled(small)
    book.save(small.folders.returned / "a.xlsx")
    path = small.folders.returned / "a.xlsx"
    # A date that makes libraries refuse the whole workbook.
    odd = {"docProps/core.xml": lambda part: re.sub(rb">[^<]*</dcterms:created>", b">2022/3/5</dcterms:created>", part)}
    path.write_bytes(patch_package(path.read_bytes(), odd))
    (copy,) = write_check(collect(small)).sent_back
    with zipfile.ZipFile(copy) as package:
        assert b">2022/3/5</dcterms:created>" in package.read("docProps/core.xml")


def test_two_files_of_one_name_in_two_folders__both_get_their_copy(small):
    for folder, code in (("甲", "01"), ("乙", "02")):
        (small.folders.returned / folder).mkdir()
        filled(small, code).save(small.folders.returned / folder / "表.xlsx")
    assert len(write_check(collect(small)).sent_back) == 2


def test_roster_names_with_marks_and_quotes__match_and_are_asked_for(tmp_path):
    names = ["李伟（大）", '王"小"明', "欧阳部长"]
    folder = write_campaign(
        tmp_path / "c",
        units=[{"code": "01", "name": "市教育局"}],
        members=[{"unit": "01", "name": name} for name in names],
    )
    workspace = open_workspace(folder)
    distribute(workspace)
    rows = [["班子成员", name, *PROBLEM[2:]] for name in names]
    filled(workspace, rows=rows).save(workspace.folders.returned / "a.xlsx")
    collected = collect(workspace)
    assert collected.batch.tables["problem"].typed["name"].tolist() == names
    assert not collected.findings.query("rule == 'one_of' and column == '姓名'").size
    formula = openpyxl.load_workbook(issued(workspace, "01"))["填报首页"]["F10"].value
    assert '王""小""明' in formula


def test_unit_without_members__is_not_judged_by_its_roster(tmp_path):
    workspace = open_workspace(write_campaign(tmp_path / "c", units=[{"code": "01", "name": "市教育局"}]))
    distribute(workspace)
    row = ["班子成员", "苏敏", *PROBLEM[2:]]
    filled(workspace, rows=[row]).save(workspace.folders.returned / "a.xlsx")
    assert "one_of" not in collect(workspace).findings["rule"].tolist()


def test_more_members_than_rows__are_all_prefilled(tmp_path):
    members = [{"unit": "01", "name": f"成员{number:03d}"} for number in range(70)]
    workspace = open_workspace(
        write_campaign(tmp_path / "c", units=[{"code": "01", "name": "市教育局"}], members=members)
    )
    (path,) = distribute(workspace)
    sheet = openpyxl.load_workbook(path)["岗位职责清单"]
    names = [sheet.cell(row, 4).value for row in range(FIRST_ROW, sheet.max_row + 1)]
    assert [name for name in names if name] == [member["name"] for member in members]


def test_column_named_as_our_own__does_not_cover_up_the_source(collected):
    frame = merge(collected).lists["rectification"]
    assert set(frame["source.unit"]) <= set(collected.unit_names.values())
    assert frame["unit"].str.contains("办公室").any()
