"""Files are opened in workers: what aborts or fills a reader is refused, and all else comes as it comes inline."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook

from tests.execution.crafted import ABORTING, WRAPPING, package, zipped
from toolkit.execution import InlineExecutor, WorkerPool
from toolkit.formats import LostValue, UnreadableError, open_workbook, read_archive, read_archive_member, use_executor
from toolkit.formats.native_reader import read_native


def written():
    """Return a workbook with cells of every kind that a reader gives."""
    book = Workbook()
    sheet = book.active
    sheet.append(["文字", 1.5, 7, True, dt.date(2024, 5, 8), dt.datetime(2024, 5, 8, 9, 30), dt.time(9, 30), "#N/A"])
    sheet.append(["=1+1", dt.timedelta(hours=30), "", " 空 "])
    sheet.merge_cells("A4:B5")
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("另一张").sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(content)
    return caught.value.code


@pytest.mark.parametrize("rows", ABORTING.values(), ids=ABORTING.keys())
def test_reader_that_aborts__is_a_refusal_even_if_no_scan_sees_it_coming(rows):
    with WorkerPool(modules=("toolkit.formats.native_reader",), failure=UnreadableError) as pool:
        bad, good = pool.submit(read_native, package(rows)), pool.submit(len, b"123")
        with pytest.raises(UnreadableError) as caught:
            bad.result()
        assert caught.value.code in {"out_of_memory", "reader_died"}
        assert good.result() == 3


def test_kilobytes_that_abort_a_reader__are_refused_and_the_next_file_is_read():
    for rows in ABORTING.values():
        assert refusal(package(rows)) in {"out_of_memory", "reader_died", "damaged", "too_far"}
        assert open_workbook(written()).grids[0].rows[0][0] == "文字"


def test_address_that_wraps__does_not_take_the_place_of_another_cell_unnoticed():
    try:
        (grid,) = open_workbook(package(WRAPPING)).grids
    except UnreadableError:
        return
    assert grid.stored == 2  # more than was read: the ledger reports the difference


def test_workbook__is_the_same_from_a_worker_as_inline():
    content = written()
    apart = open_workbook(content)
    with use_executor(InlineExecutor()):
        inline = open_workbook(content)
    assert apart == inline
    lost = [cell for row in apart.grids[0].rows for cell in row if isinstance(cell, LostValue)]
    assert {cell.code for cell in lost} == {"error_value", "no_result"}


def test_other_bytes__are_refused_with_the_code_of_the_reader():
    assert [refusal(content) for content in (b"", b"%PDF-1.4", b"PK\3\4")] == ["empty", "pdf", "damaged"]


def test_archive__is_unpacked_in_a_worker():
    content = zipped({"甲.csv": "1,2", "乙.csv": "3,4"})
    assert [(member.name, member.content) for member in read_archive(content)] == [
        ("乙.csv", b"3,4"),
        ("甲.csv", b"1,2"),
    ]
    assert read_archive_member(content, "甲.csv").content == b"1,2"
    assert read_archive_member(content, "丙.csv") is None
    with pytest.raises(UnreadableError):
        list(read_archive(content[:-30]))
