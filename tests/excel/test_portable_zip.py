"""Zip files that we write say the same system everywhere: the same input gives the same bytes."""

import datetime as dt
import io
import sys
import zipfile

import pytest

from toolkit.excel import create_member, create_workbook, unify_system


def build_workbook():
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, dt.date(2022, 3, 1), "表")
    workbook.add_worksheet("表").write_string(0, 0, "甲")
    workbook.close()
    return buffer.getvalue()


def systems_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {item.create_system for item in package.infolist()}


def test_workbook__is_the_same_bytes_on_windows(monkeypatch):
    here = build_workbook()
    monkeypatch.setattr(sys, "platform", "win32")
    assert zipfile.ZipInfo("a").create_system == 0
    assert build_workbook() == here
    assert systems_of(here) == {3}


@pytest.mark.parametrize("comment", [b"", b"PK\x01\x02 and more"])
def test_zip_of_another_system__has_every_entry_changed_and_nothing_else(comment):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.comment = comment
        for name in ("短", "long name.xml"):
            item = zipfile.ZipInfo(name)
            item.create_system, item.comment = 0, b"PK\x01\x02" * 3
            package.writestr(item, b"PK\x01\x02" * 5)
    written = buffer.getvalue()
    unified = unify_system(written)
    assert systems_of(written) == {0} and systems_of(unified) == {3}
    assert sum(before != after for before, after in zip(written, unified, strict=True)) == 2


def test_member__is_compressed_and_of_no_time():
    member = create_member("xl/workbook.xml")
    assert (member.compress_type, member.date_time) == (zipfile.ZIP_DEFLATED, (1980, 1, 1, 0, 0, 0))
