"""Whether somebody saved a file of ours again is told from its properties."""

import datetime as dt
import io

import pytest

from tests.ooxml.packages import build_package
from toolkit.excel import create_workbook
from toolkit.ooxml import is_saved_again, patch_package, repack_package


def build_own_workbook():
    buffer = io.BytesIO()
    workbook = create_workbook(buffer, dt.date(2022, 3, 1), "表")
    workbook.close()
    return buffer.getvalue()


def test_workbook_as_it_was_written__is_not_saved_again():
    assert not is_saved_again(build_own_workbook())


def test_workbook_with_a_later_change__is_saved_again():
    assert is_saved_again(repack_package(build_own_workbook(), dt.datetime(2022, 3, 2)))
    assert not is_saved_again(repack_package(build_own_workbook(), None))


def test_workbook_without_dates__counts_as_saved_again():
    assert is_saved_again(patch_package(build_own_workbook(), {"docProps/core.xml": lambda _: b"<a/>"}))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", build_package({"a": ""}).build_bytes()], ids=["nothing", "a beginning", "no core"]
)
def test_file_that_does_not_tell__counts_as_saved_again(content):
    assert is_saved_again(content)
