"""What lies in 回收/ is gathered whatever it is called: shown as it is, linked to where it is, left out by name."""

import errno
import io
import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import issued
from toolkit.findings import render_found, render_way_out
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import collect, write_check
from toolkit.pipeline.files import format_path
from toolkit.pipeline.incoming import gather_files
from toolkit.pipeline.sendback import annotate_returns
from toolkit.reading.refusals import report_unreadable
from toolkit.storage import Store

EMOJI = "📎😀🙏🔥"


def put(workspace, name, content=b"%PDF-1.7"):
    path = workspace.folders.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def faulty(workspace, code="01"):
    """A unit's workbook with a word that is in no dropdown."""
    book = openpyxl.load_workbook(issued(workspace, code))
    for place, text in enumerate(["领导班子", None, "不是选项", "其他", "到学校少", None, "即知即改", "苏敏"], 3):
        book["检视问题清单"].cell(FIRST_ROW, place).value = text
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def links(path):
    book = openpyxl.load_workbook(path)
    cells = (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {found[1] for cell in cells if (found := re.match(r'=HYPERLINK\("([^"#]*)#', cell))}


LONG = EMOJI + "关于报送民主生活会三类清单的报告" * 4


@pytest.mark.way(61)
@pytest.mark.parametrize(
    "name",
    [
        (LONG + "长" * 99).encode()[:249].decode(errors="ignore") + ".xlsx",
        "长" * 83 + ".xlsx",
        "a" * 250 + ".xlsx",
        f"{EMOJI * 15}.xlsx",
        "退改-" * 20 + ".xlsx",
    ],
    ids=["emoji and Han", "Han", "latin", "emoji", "sent back again and again"],
)
def test_fault_in_a_file_with_the_longest_name__goes_back_under_a_name_that_fits(small, name):
    put(small, name, faulty(small))
    checked = write_check(collect(small))
    (copy,) = checked.sent_back
    assert copy.is_file() and len(copy.name.encode()) <= 255 and checked.unsent == ()


def test_names_that_are_equal_once_cut__give_a_copy_each(small):
    for folder in ("甲", "乙"):
        for last in "123":
            put(small, f"{folder}/{'长' * 80}{last}.xlsx", faulty(small) + last.encode() * (2 if folder == "甲" else 1))
    copies = annotate_returns(collect(small)).copies
    assert len(copies) == sum(state == "faulty" for state in collect(small).file_states.values()) > 0


def test_names_that_differ_in_case_alone__give_copies_that_no_disk_mixes_up(small):
    put(small, "表A.xlsx", faulty(small))
    put(small, "表a.xlsx", faulty(small, "02"))
    put(small, "é.xlsx", faulty(small, "02") + b"1")
    names = [str(path) for path in annotate_returns(collect(small)).copies]
    assert len({unicodedata.normalize("NFC", name).casefold() for name in names}) == len(names)


SHOWN = {
    "ideographic blank": "市教育局　清单.xlsx",
    "joined emoji": "👨‍👩‍👧清单.xlsx",
    "joiners of Persian": "می‌خواهم.xlsx",
    "blanks at the ends": " 清单 .xlsx ",
    "NFD": "e\u0301.xlsx",
    "variation selector": "葛\U000e0100.xlsx",
    "private use": "\ue863.xlsx",
    "formula": "=cmd|'calc'!A0.xlsx",
    "option": "-rf.xlsx",
    "percent and sharp": "50%#1.xlsx",
}
HIDDEN = {
    "right to left": ("甲\u202excod.xlsx", "甲\ufffdxcod.xlsx"),
    "isolate": ("甲\u2066b.xlsx", "甲\ufffdb.xlsx"),
    "line break": ("a\nb.xlsx", "a\ufffdb.xlsx"),
    "escape": ("a\x1b[31mb.xlsx", "a\ufffd[31mb.xlsx"),
    "GBK": (os.fsdecode("教育局.xlsx".encode("gbk")), "教育局.xlsx"),
    "no encoding": (os.fsdecode(b"a\xff.xlsx"), "a\ufffd.xlsx"),
}


@pytest.mark.parametrize("name", SHOWN.values(), ids=list(SHOWN))
def test_name_that_plays_no_trick__is_shown_as_it_is(tmp_path, name):
    (tmp_path / name).write_bytes(b"a,b")
    (file,) = gather_files(tmp_path)
    assert file.name == name and file.source.is_at(name)


@pytest.mark.parametrize(("name", "shown"), HIDDEN.values(), ids=list(HIDDEN))
def test_name_that_tricks_a_screen__is_shown_without_the_trick(tmp_path, name, shown):
    (tmp_path / name).write_bytes(b"a,b")
    (file,) = gather_files(tmp_path)
    assert file.name == shown and not file.source.is_at(shown)


def test_link__leads_to_the_real_file_and_there_is_none_where_the_name_shown_is_another(small):
    path = put(small, "市教育局　清单 50%#1👨\u200d👩.xlsx", faulty(small))
    put(small, "a\nb.xlsx", faulty(small, "02"))
    checked = write_check(collect(small))
    (link,) = links(checked.report)
    assert (checked.report.parent / link.replace("%23", "#").replace("%25", "%")).resolve() == path.resolve()
    assert len(checked.sent_back) == 2


def test_bytes_of_one_folder__do_not_garble_the_next(tmp_path):
    assert format_path(Path("市教育局") / os.fsdecode("清单.xlsx".encode("gbk"))) == "市教育局/清单.xlsx"


@given(name=st.text(st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1, max_size=40))
def test_any_name__is_shown_in_characters_that_a_workbook_takes(name):
    shown = format_path(Path(name))
    assert len(shown) == len(str(Path(name))) and not re.search(
        "[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )


TEMPORARY = [
    "08-清单.xlsx.sb-4f2c1a7e-XyZ123",
    "8A3F2C00",
    "清单.xlsx.downloading",
    "清单-冲突副本.xlsx.baiduyun.p.downloading",
    "清单.xlsx.baiduyun.downloading.cfg",
    "清单.xlsx.crdownload",
    "清单.xlsx.tmp",
    "清单.xlsx.part",
    "清单.xlsx.partial",
    "清单.xlsx.td",
    "清单.xlsx.td.cfg",
    "清单.xlsx.xltd",
    "清单.xlsx.opdownload",
    "清单.xlsx.aria2",
    ".清单.xlsx.icloud",
    "清单.asd",
    "清单的备份.wbk",
    "~WRL0001.tmp",
    "~WRD0003.doc",
    "清单.csv~",
]
WANTED = [
    "清单-冲突副本.xlsx",
    "20240918",
    "清单 (2).xlsx",
    "DEADBEE",
    "feedback",
    "清单.xlsx.bak",
    "副本清单.et",
    "A1B2C3D4.xlsx",
]


@pytest.mark.way(61)
def test_copies_that_a_program_left__are_named_once_and_count_for_nothing(small):
    good = issued(small, "01").read_bytes()
    put(small, "08-清单.xlsx", good)
    alone = collect(small)
    for name in TEMPORARY:
        put(small, name, good + b"later")
    both = collect(small)
    assert both.file_states == {**alone.file_states, **dict.fromkeys(TEMPORARY, "other")}
    found = both.findings[both.findings["file"].isin(TEMPORARY)].to_dict("records")
    assert sorted(one["file"] for one in found) == sorted(TEMPORARY)
    assert {(one["severity"], one["facts"]["code"]) for one in found} == {("notice", "temporary")}


@pytest.mark.parametrize("name", WANTED)
def test_file_that_only_looks_left_behind__is_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"a,b")
    assert [file.content for file in gather_files(tmp_path)] == [b"a,b"]


@pytest.mark.parametrize("name", [*TEMPORARY, "清单.xlsx.download/清单.xlsx", ".git/清单.xlsx"])
def test_copy_that_a_program_left_in_an_archive__counts_for_nothing_either(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(name, b"a,b")
    (file,) = gather_files(tmp_path)
    assert file.code in ("temporary", "system") and file.content == b""


def test_folder_that_a_mac_shows_as_one_document__is_one_file(tmp_path):
    (tmp_path / "清单.numbers" / "Index").mkdir(parents=True)
    (tmp_path / "清单.numbers" / "Index" / "Document.iwa").write_bytes(b"x")
    (tmp_path / "收到.key").mkdir()
    (tmp_path / "收到.key" / "表.csv").write_bytes(b"a,b")
    assert [(file.name, file.code) for file in gather_files(tmp_path)] == [
        ("收到.key/表.csv", ""),
        ("清单.numbers", "numbers"),
    ]


@pytest.fixture
def nobody():
    """A folder in which a program without rights may work, for whoever runs the tests may read everything."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as Unix has them")
@pytest.mark.parametrize(("mode", "codes"), [(0o000, ["folder_closed"]), (0o444, ["no_permission"])])
def test_folder_that_cannot_be_opened__is_named_and_the_rest_is_read(nobody, mode, codes):
    (nobody / "关着").mkdir()
    (nobody / "关着" / "甲.csv").write_bytes(b"a,b")
    (nobody / "乙.csv").write_bytes(b"a,b")
    (nobody / "关着").chmod(mode)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        found = list(gather_files(nobody))
    finally:
        if root:
            os.seteuid(0)
    assert [file.code for file in found] == ["", *codes]
    assert found[0].content == b"a,b" and found[1].name.startswith("关着")


def test_file_that_the_disk_does_not_give__is_named_and_the_rest_is_read(tmp_path, monkeypatch):
    for name in ("甲.csv", "乙.csv"):
        (tmp_path / name).write_bytes(b"a,b")
    real = os.open

    def fail(path, *rest, **more):
        if Path(path).name == "甲.csv":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", fail)
    assert {file.name: file.code for file in gather_files(tmp_path)} == {"甲.csv": "disk_error", "乙.csv": ""}


def test_folder_that_cannot_be_opened__is_an_error_with_a_way_out():
    (finding,) = report_unreadable("关着", "folder_closed").findings
    assert finding.severity == "error" and "权限" in render_way_out(finding)


def test_copy_that_cannot_be_written__is_that_files_finding_and_the_others_are_written(small):
    put(small, "甲.xlsx", faulty(small))
    put(small, "乙.xlsx", faulty(small, "02"))
    first, second = annotate_returns(collect(small)).copies
    first.mkdir(parents=True)  # as good as a file that another program holds open
    checked = write_check(collect(small))
    assert checked.sent_back == (second,) and second.is_file() and checked.report.is_file()
    (finding,) = checked.unsent
    assert (finding.rule, finding.severity) == ("copy_not_written", "error")
    assert "是文件夹" in render_found(finding)


def test_target_that_can_be_written__is_left_as_it_was(tmp_path):
    (tmp_path / "旧.xlsx").write_bytes(b"old")
    names = ["旧.xlsx", "新/新.xlsx", "长" * 90]
    refused = Store(tmp_path).find_refused([tmp_path / name for name in names])
    assert [path.name for path in refused] == ["长" * 90] and set(refused.values()) == {"名字太长"}
    assert (tmp_path / "旧.xlsx").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["旧.xlsx"]
