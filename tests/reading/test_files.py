"""Whole files: endings that lie, locks, company encryption, other formats, archives, and what a real office saves."""

import random
import shutil

import pytest

from tests.conftest import ROOT
from tests.damage.filled import subject_of
from tests.reading.books import (
    PROBLEM,
    only,
    rewritten,
    texts,
)
from toolkit.damage import KINDS
from toolkit.damage.exports import (
    build_csv,
    build_html,
    build_spreadsheet_xml,
    build_zip,
    collect_sheet_rows,
)
from toolkit.findings import render_way_out
from toolkit.formats import parse_passwords
from toolkit.pipeline import open_workspace
from toolkit.reading import FileReader
from toolkit.records import Verdict

LISTS = ("duty", "problem", "rectification")
NAME = "01-市教育局-三类清单.xlsx"
RETURNED = ROOT / "examples" / "city" / "第1期" / "回收"


def all_texts(files):
    return {key: [row for file in files if key in file.counted for row in texts(file, key)] for key in LISTS}


def made(filled, key):
    return KINDS[key].make(subject_of(NAME, filled), random.Random(2))


@pytest.mark.way(1, 2)
@pytest.mark.libreoffice
def test_workbook_saved_by_an_office_program_as_xls_et_and_ods__holds_the_same_records(office, read, filled, tmp_path):
    (tmp_path / NAME).write_bytes(filled)
    saved = [tmp_path / "甲.xls", tmp_path / "甲.ods", tmp_path / "再存.xlsx"]
    office([{"open": str(tmp_path / NAME), "save": [str(path) for path in saved]}], tmp_path)
    shutil.copy(saved[0], tmp_path / "甲.et")
    wanted = all_texts([read(filled, NAME)])
    for path in (*saved, tmp_path / "甲.et"):
        file = read(path.read_bytes(), path.name)
        assert (file.unit, file.source.format) == ("01", "xls" if path.suffix == ".et" else path.suffix[1:])
        assert all_texts([file]) == wanted, path.name
        assert file.ledger.unexplained == 0


@pytest.mark.way(1, 2)
@pytest.mark.parametrize("ending", ["et", "xlsx", "dat"])
def test_xls_under_any_ending__is_read(city, collected, ending):
    name = "03-市纪委监委机关-三类清单.xls"
    (known,) = [file for file in collected.read if file.name == name]
    workspace = open_workspace(city)
    reader = FileReader(workspace.campaign, workspace.stamp, 1)
    file = reader.read(name.replace("xls", ending), (RETURNED / name).read_bytes())
    assert (file.source.format, file.unit, file.sections) == ("xls", known.unit, known.sections)


@pytest.mark.way(3)
@pytest.mark.parametrize("write", [build_html, build_spreadsheet_xml, None])
def test_ending_that_lies__does_not_matter(read, filled, write):
    content = write(collect_sheet_rows(subject_of(NAME, filled))) if write else filled
    assert all_texts([read(content, "01-市教育局.xls")]) == all_texts([read(filled, NAME)])


@pytest.mark.way(4)
def test_locked_workbook__is_named_and_opens_with_the_operators_password(take, filled):
    damaged = made(filled, "encrypted")
    locked = take(damaged.files)
    assert [file.recognition.code for file in locked.batch.files] == ["encrypted"]
    opened = take(damaged.files, passwords=parse_passwords(f"乱猜\n{damaged.expected.password}\n"))
    assert opened.batch.files[0].source.encrypted and len(opened.batch.tables["problem"].origin) == 5


@pytest.mark.way(5)
def test_workbook_sealed_by_company_software__is_named_with_the_way_out(read, filled):
    file = read(made(filled, "sealed").files[NAME], NAME)
    assert file.recognition.code == "secured" and "解密" in render_way_out(only(file, "unreadable"))


@pytest.mark.way(6)
@pytest.mark.parametrize("ref", ["A1", "C5:D6", "A1:XFD1048576"])
def test_wrong_dimension__loses_nothing(read, filled, ref):
    wrong = rewritten(
        filled, "xl/worksheets/sheet3.xml", rb'<dimension ref="[^"]*"', f'<dimension ref="{ref}"'.encode()
    )
    assert all_texts([read(wrong)]) == all_texts([read(filled)])


@pytest.mark.way(7)
def test_odd_properties_and_formats__lose_nothing(read, filled):
    file = read(made(filled, "odd_properties").files[NAME])
    assert all_texts([file]) == all_texts([read(filled)]) and file.source.modified is None


@pytest.mark.way(8)
def test_lock_and_temporary_files__are_named_and_nothing_else(take, filled):
    beside = {
        "~$01.xlsx": b"\x05",
        ".~lock.01.xlsx#": b",",
        "01.xlsx.tmp": b"PK",
        "Thumbs.db": b"",
        "__MACOSX/._01": b"",
    }
    collected = take({NAME: filled, **beside})
    ignored = collected.findings.query("rule == 'ignored_file'")
    assert set(ignored["severity"]) == {"notice"}
    assert {file.name for file in collected.batch.files if file.counted} == {NAME}
    assert {file.verdict for file in collected.batch.files if not file.counted} == {Verdict.LEFT_BEHIND}


@pytest.mark.way(13)
@pytest.mark.parametrize("key", ["pdf", "picture", "document"])
def test_scan_or_letter__is_named_and_no_error(take, filled, key):
    collected = take({NAME: filled, **{f"附件/{k}": v for k, v in made(filled, key).files.items()}})
    (found,) = collected.findings.query("rule == 'not_a_workbook'").to_dict("records")
    assert found["severity"] == "warning" and collected.unit_states["01"] in ("accepted", "faulty")


@pytest.mark.way(14)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_lists_saved_as_csv__are_joined(read_all, filled, encoding):
    sheets = collect_sheet_rows(subject_of(NAME, filled))
    files = read_all({f"市教育局/{name}.csv": build_csv(rows, encoding) for name, rows in sheets.items()})
    assert all_texts(files) == all_texts(read_all({NAME: filled}))
    assert all(file.ledger.unexplained == 0 for file in files)


@pytest.mark.way(14)
def test_zip_with_chinese_names__is_read_member_by_member(take, filled):
    collected = take({"教育局报送.zip": build_zip({NAME: filled, "说明/扫描件.pdf": b"%PDF-1.4"})})
    assert {file.name for file in collected.batch.files} == {
        f"教育局报送.zip/{NAME}",
        "教育局报送.zip/说明/扫描件.pdf",
    }
    assert len(collected.batch.tables["problem"].origin) == 5


def test_empty_and_cut_files__are_named(read, filled):
    assert read(b"").recognition.code == "empty" and read(filled[:-2000]).recognition.code == "damaged"
    assert PROBLEM in [section.sheet for section in read(filled).sections]
