"""The register of a round is built from its folder: every file once, as it was and as it is."""

import hashlib
import os
import zipfile

import openpyxl
import pytest

from tests.conftest import issued
from tests.pipeline.plans import write_register
from tests.reading.books import HEADINGS, ROWS, bare
from toolkit.errors import FolderError
from toolkit.pipeline import build_register_file, collect, distribute

EDUCATION = {"表": [["填报单位：市教育局"], HEADINGS, ROWS[0]]}
POLICE = {"表": [["填报单位：市公安局"], HEADINGS, ["WT-001", "领导班子", *ROWS[0][2:]]]}


def rows(workspace, name):
    """Return a sheet's rows by the heading of each cell."""
    sheet = openpyxl.load_workbook(workspace.folders.register)[name]
    heads, *lines = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def checked(workspace):
    write_register(workspace, build_register_file(workspace, collect(workspace)))
    return rows(workspace, "回收")


def sha(content):
    return hashlib.sha256(content).hexdigest()


def test_after_handing_out__every_workbook_is_as_issued(small):
    found = rows(small, "下发")
    assert [one["代码"] for one in found] == ["01", "02"]
    for one in found:
        path = issued(small, one["代码"])
        assert (one["文件"], one["SHA-256"]) == (path.name, sha(path.read_bytes()))
        assert one["现在的文件"] == "与下发时一样"
    assert small.folders.register.parent == small.folders.round_folder


def test_workbook_filled_in_where_it_was_issued__is_said_to_have_changed(small):
    path = issued(small, "02")
    before = sha(path.read_bytes())
    path.write_bytes(bare(POLICE))
    checked(small)
    first, second = rows(small, "下发")
    assert (first["现在的文件"], second["现在的文件"]) == ("与下发时一样", "下发后改动过")
    assert second["SHA-256"] == before


def test_workbook_taken_away__stays_in_the_register(small):
    path = issued(small, "02")
    content = path.read_bytes()
    path.unlink()
    checked(small)
    _, one = rows(small, "下发")
    assert (one["文件"], one["现在的文件"], one["SHA-256"]) == (path.name, "不在原处了", sha(content))


def test_unit_added_later__is_said_to_have_been_handed_nothing(small):
    for path in (issued(small, "02"), small.folders.register):
        path.unlink()
    write_register(small, build_register_file(small))
    first, second = rows(small, "下发")
    assert (first["现在的文件"], second["现在的文件"]) == ("没有下发时的登记", "没有下发")


def test_handing_out_twice__leaves_files_and_register_as_they_were(small):
    path = issued(small, "01")
    os.utime(path, (1_646_000_000, 1_646_000_000))
    distribute(small)
    first = small.folders.register.read_bytes()
    distribute(small)
    assert small.folders.register.read_bytes() == first
    assert path.stat().st_mtime == 1_646_000_000


def test_received_files__are_registered_once_each_also_in_an_archive(small):
    contents = {"甲.xlsx": bare(EDUCATION), "乙.pdf": b"%PDF-1.4"}
    for name, content in contents.items():
        (small.folders.returned / name).write_bytes(content)
    with zipfile.ZipFile(small.folders.returned / "丙.zip", "w") as package:
        item = zipfile.ZipInfo("公安/丁.xlsx", (2022, 3, 2, 9, 30, 0))
        package.writestr(item, contents.setdefault("丙.zip/公安/丁.xlsx", bare(POLICE)))
    found = {one["文件"]: one for one in checked(small)}
    assert {name: one["SHA-256"] for name, one in found.items()} == {name: sha(c) for name, c in contents.items()}
    assert {name: one["字节数"] for name, one in found.items()} == {name: len(c) for name, c in contents.items()}
    assert found["丙.zip/公安/丁.xlsx"]["收到时间"] == "2022-03-02 09:30"
    assert [found[name]["单位"] for name in contents] == ["市教育局", "", "市公安局"]
    assert found["乙.pdf"]["说明"] == "这个文件是 PDF，不是表格"


def test_earlier_return__is_registered_with_what_counts_instead_and_why(collected):
    (path, content), *_ = build_register_file(collected.workspace, collected).items()
    path.write_bytes(content)
    found = {one["文件"]: one for one in rows(collected.workspace, "回收")}
    assert list(found) == [file.name for file in collected.batch.files]
    earlier = found["08-市发展和改革局-三类清单（初稿）.xlsx"]
    assert earlier["状态"] == "已被替代"
    assert earlier["以哪个文件为准"] == "08-市发展和改革局-三类清单.xlsx"
    assert "以它为准" in earlier["说明"]
    assert found["10-市公安局-三类清单.xlsx"]["报来的行数"].startswith("岗位职责清单 ")


def test_same_folder__gives_the_same_bytes(collected):
    assert build_register_file(collected.workspace, collected) == build_register_file(collected.workspace, collected)


@pytest.mark.parametrize("known", [True, False])
def test_register_of_an_earlier_version__still_tells_what_was_issued(small, known):
    path = issued(small, "01")
    book = openpyxl.Workbook()
    book.active.append(["下发登记表"])
    book.active.append(["代码", "单位", "联系人", "联系电话", "文件", "清单", "预填行数", "下发日期", "SHA-256"])
    path.write_bytes(bare(EDUCATION))
    noted = sha(path.read_bytes()) if known else "0" * 64
    book.active.append(["01", "市教育局", None, None, path.name, "", 3, "2022-01-25", noted])
    small.folders.register.unlink()
    book.save(small.folders.old_register)
    if known:
        distribute(small)  # as it was issued by the earlier version: it may be replaced
        found = {(one["第几次"], one["现在的文件"]) for one in rows(small, "下发") if one["代码"] == "01"}
        assert found == {(1, "又下发过，以后一次为准"), (2, "与下发时一样")}
    else:
        with pytest.raises(FolderError):
            distribute(small)
