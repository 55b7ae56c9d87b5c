"""Every limit refuses by name, with the option that raises it; with that option the file is read."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from tests.formats.packages import build_zip, usual_parts
from toolkit.errors import OperatorError
from toolkit.execution import Limits
from toolkit.formats import (
    FileLimits,
    UnreadableError,
    advise_refusal,
    explain_own_refusal,
    explain_refusal,
    open_workbook,
    parse_limits,
    read_archive,
    read_regular_file,
    use_limits,
)
from toolkit.formats.apart import _build_pool
from toolkit.formats.limits import UNITS

FEW = build_zip(usual_parts())


def cells(count, step=1):
    rows = range(1, count * step + 1, step)
    return build_zip(usual_parts("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in rows)))


def many_sheets():
    book, content = openpyxl.Workbook(), io.BytesIO()
    for name in "乙丙丁":
        book.create_sheet(name)["A1"] = name
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("A2:B2")
    book.save(content)
    return content.getvalue()


def with_sheet(part):
    return build_zip({**usual_parts(), "xl/worksheets/sheet1.xml": part})


def plain_sheet(rows, after=""):
    return usual_parts(rows)["xl/worksheets/sheet1.xml"].replace("</sheetData>", f"</sheetData>{after}")


def zipped(count):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for number in range(count):
            package.writestr(f"{number}.csv", "a,b\n1,2\n")
    return content.getvalue()


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
ODS = (
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
    '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document>"
)
CASES = {
    "parts": (FEW, 6),
    "part": (cells(100), 3_000),
    "inflated": (FEW, 1_000),
    "elements": (cells(1000), 2_000),
    "depth": (with_sheet(plain_sheet(ROW, "<a>" * 40 + "</a>" * 40)), 30),
    "attribute": (with_sheet(plain_sheet(ROW, f'<a b="{"x" * 900}"/>')), 500),
    "tree": (ODS.encode(), 300),
    "sheets": (many_sheets(), 3),
    "cells": (cells(30), 20),
    "extent": (cells(4, step=4_000), 5_000),
    "merges": (many_sheets(), 1),
    "text": (b"a,b\n1," + b"x" * 300, 200),
}


def refusal(content, limits):
    with use_limits(limits), pytest.raises(UnreadableError) as caught:
        open_workbook(content)
    return caught.value


@pytest.mark.parametrize("name", CASES)
def test_file_beyond_a_limit__is_refused_by_its_name_and_read_with_the_option_that_the_message_names(name):
    content, most = CASES[name]
    tight = replace(FileLimits(), **{name: most})
    error = refusal(content, tight)
    assert (error.excess.name, error.excess.most) == (name, most)
    option = re.search(r"--limit (\S+)", explain_own_refusal(error))[1].rstrip("）")
    assert option in advise_refusal(error.excess)
    with use_limits(tight):
        raised = parse_limits([option])
    with use_limits(raised):
        assert open_workbook(content).grids


@pytest.mark.parametrize(
    "cell",
    [
        ' t="inlineStr"><is><t>{0}</t></is>',
        ' t="inlineStr"><is><t xml:space="preserve">{0}</t></is>',
        ' t="inlineStr"><is><r><t>{0}</t></r></is>',
        ' t="str"><v>{0}</v>',
        ' t="str"><f>A2</f><v>{0}&amp;</v>',
    ],
)
def test_text_beyond_its_limit__is_refused_however_it_is_written(cell):
    content = with_sheet(plain_sheet(f'<row r="1"><c r="A1"{cell.format("字" * 101)}</c></row>'))
    assert refusal(content, replace(FileLimits(), text=100)).excess.name == "text"
    assert open_workbook(content).grids


def test_large_part_packed_too_well__is_refused_and_a_small_one_is_not():
    sheet = plain_sheet(ROW, " " * (40 * 1024 * 1024))
    error = refusal(with_sheet(sheet), FileLimits())
    assert (error.code, error.excess.name) == ("too_big", "ratio")
    assert open_workbook(with_sheet(plain_sheet(ROW, " " * 1024 * 1024))).grids


def test_archive_of_too_many_files__is_refused_and_one_too_large_named_alone():
    with use_limits(replace(FileLimits(), files=3)), pytest.raises(UnreadableError) as caught:
        list(read_archive(zipped(4)))
    assert caught.value.excess.name == "files"
    with use_limits(replace(FileLimits(), file=5)):
        assert {member.excess.name for member in read_archive(zipped(2))} == {"file"}


def test_file_on_disk_that_is_too_large__is_not_read(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x" * 2_000)
    with use_limits(replace(FileLimits(), file=1_000)), pytest.raises(UnreadableError) as caught:
        read_regular_file(path)
    assert explain_refusal(caught.value.code, caught.value.excess) == "太大了，读不下（文件的大小为 1 MB，上限 1 MB）"
    assert "--limit file=1MB" in advise_refusal(caught.value.excess)


def test_worker_without_enough_memory_or_time__says_which_option_gives_it_more():
    pool = _build_pool(300 * 1024 * 1024, 30, 1000)
    assert (pool.limits.memory, pool.limits.seconds, pool.limits.answer) == (300 * 1024 * 1024, 30, 1000)
    advice = [advise_refusal(pool.failure(code).excess) for code in ("out_of_memory", "out_of_time")]
    assert "--limit memory=600MB" in advice[0]
    assert "--limit seconds=60" in advice[1]
    assert pool.failure("reader_died").excess is None


def test_worker__has_the_limits_of_any_other():
    assert (FileLimits().memory, FileLimits().seconds, FileLimits().answer) == (
        Limits().memory,
        Limits().seconds,
        Limits().answer,
    )


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("cells=10000000", "cells", 10_000_000),
        (" Cells = 10,000,000 ", "cells", 10_000_000),
        ("cells＝１０００万", "cells", 10_000_000),
        ("memory=2GB", "memory", 2 * 1024**3),
        ("file=1.5 G", "file", 3 * 1024**3 // 2),
        ("file=800kb", "file", 800 * 1024),
        ("seconds=120", "seconds", 120),
    ],
)
def test_limit_as_an_operator_writes_it__is_understood(written, name, value):
    assert parse_limits([written]) == replace(FileLimits(), **{name: value})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("cell=5", "是不是 cells"),
        ("x", "file（文件的大小，现为 100 MB）"),
        ("cells=many", "请写成 --limit cells=10000000 这样"),
        ("cells", "请写成 --limit cells=10000000 这样"),
        ("file=200", "请写成 --limit file=200MB 这样"),
        ("cells=-5", "看不出是多少"),
        ("cells=0", "不小于 1 个"),
        ("memory=1MB", "不小于 256 MB"),
    ],
)
def test_limit_that_is_not_understood__is_told_with_what_would_be(written, said):
    with pytest.raises(OperatorError, match=re.escape(said)):
        parse_limits([written])


def test_several_mistakes_in_limits__are_told_at_once():
    with pytest.raises(OperatorError) as caught:
        parse_limits(["a=1", "cells=x"])
    assert len(caught.value.mistakes) == 2


@pytest.mark.parametrize("name", UNITS)
def test_every_limit__can_be_written_as_its_own_message_says(name):
    most = getattr(FileLimits(), name)
    with pytest.raises(OperatorError) as caught:
        parse_limits([f"{name}=?"])
    example = re.search(r"--limit (\S+)", str(caught.value))[1]
    assert getattr(parse_limits([example]), name) >= 2 * most
