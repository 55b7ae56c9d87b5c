"""收发登记表.xlsx: what was handed out and what came back, one line per file."""

import datetime as dt
import io

import openpyxl
import pytest

from toolkit.reporting import IssuedFile, ReceivedFile, build_register

NOON = dt.datetime(2022, 3, 1, 12, 5, 59)


@pytest.fixture(scope="module")
def campaign(collected):
    return collected.workspace.campaign


def pages(campaign, issued, received):
    book = openpyxl.load_workbook(io.BytesIO(build_register(campaign, issued, received)))
    rows = [[dict(zip(*pair, strict=True)) for pair in rows_of(book[name])] for name in ("下发", "回收")]
    return book, *rows


def rows_of(sheet):
    heads, *rows = sheet.iter_rows(min_row=3, values_only=True)
    return [(heads, row) for row in rows]


def test_issued_file__has_its_unit_time_state_and_fingerprint(campaign):
    one = IssuedFile(
        code="10",
        name="市公安局",
        contact="某人",
        kept="changed",
        file="十.xlsx",
        lists="甲、乙",
        rows=4,
        number=2,
        day="2022-03-01",
        written="2022-03-01 12:05",
        changes="名册：增加某某",
        sha256="a" * 64,
    )
    _, (row,), _ = pages(campaign, [one], None)
    assert (row["代码"], row["单位"], row["联系人"], row["文件"]) == ("10", "市公安局", "某人", "十.xlsx")
    assert (row["清单"], row["预填行数"], row["下发日期"]) == ("甲、乙", 4, "2022-03-01")
    assert (row["期"], row["第几次"], row["与上一次比改了什么"]) == (1, 2, "名册：增加某某")
    assert (row["生成时间"], row["现在的文件"], row["SHA-256"]) == ("2022-03-01 12:05", "下发后改动过", "a" * 64)


def test_received_file__has_its_times_records_and_what_counts_instead(campaign):
    one = ReceivedFile(
        code="10",
        unit="市公安局",
        file="夹/十.xlsx",
        state="superseded",
        arrived=NOON,
        size=123,
        format="xlsx",
        records=(("甲", 3), ("乙", 0)),
        superseded_by=("后.xlsx",),
        why=("又报了",),
        sha256="b" * 64,
    )
    _, _, (row,) = pages(campaign, [], [one])
    assert (row["收到时间"], row["保存时间"], row["字节数"], row["格式"]) == ("2022-03-01 12:05", "", 123, "xlsx")
    assert (row["状态"], row["报来的行数"]) == ("已被替代", "甲 3\n乙 0")
    assert (row["以哪个文件为准"], row["说明"], row["SHA-256"]) == ("后.xlsx", "又报了", "b" * 64)


def test_returns_that_were_not_read__are_left_with_a_note(campaign):
    book, _, rows = pages(campaign, [], None)
    assert rows == []
    assert "请运行一次 qingdan check" in book["回收"]["A2"].value


def test_both_sheets__say_that_nobody_should_edit_them(campaign):
    book, _, _ = pages(campaign, [], [])
    assert all("请不要手改" in sheet["A2"].value for sheet in book)
