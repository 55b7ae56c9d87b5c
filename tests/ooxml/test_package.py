"""Changing a package: what nobody changed is copied as it lies, whatever wrote it."""

import io
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.test_portable_zip import build_workbook
from toolkit.ooxml import Package, patch_package, repack_package

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\\/\x00", categories=["L", "N"]), min_size=1, max_size=8
)
PARTS = st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=6)
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


def zipped(parts, method=zipfile.ZIP_DEFLATED, unseekable=False):
    """Return a package; written without going back, its sizes follow each member."""

    class Stream(io.BytesIO):
        def seekable(self):
            return not unseekable

        def seek(self, *place):
            if unseekable:
                raise OSError
            return super().seek(*place)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@given(PARTS, METHODS, st.booleans(), st.data())
def test_package__holds_what_it_held_but_for_what_was_put_and_dropped(parts, method, unseekable, data):
    package = Package(zipped(parts, method, unseekable))
    put = data.draw(st.dictionaries(st.sampled_from(sorted(parts)) | NAMES, st.binary(max_size=200), max_size=3))
    dropped = data.draw(st.sets(st.sampled_from(sorted(parts)), max_size=2))
    for name in sorted(dropped):
        package.drop_part(name)
    for name, part in put.items():
        package.put_part(name, part)
    wanted = {name: part for name, part in parts.items() if name not in dropped} | put
    assert parts_of(package.build_bytes()) == wanted
    assert sorted(package.names) == sorted(wanted)


@given(PARTS, METHODS)
def test_writing_without_a_change__gives_the_same_package_again(parts, method):
    once = Package(zipped(parts, method)).build_bytes()
    assert Package(once).build_bytes() == once


def test_part_that_is_not_there__is_an_error():
    with pytest.raises(KeyError):
        patch_package(zipped({"a": b"1"}), {"b": lambda part: part})


def test_two_members_of_one_name__are_told():
    assert Package(zipped({"a.xml": b"1"})).plain
    assert not Package(zipped({"a.xml": b"1", "A.xml": b"2"})).plain


def test_patched_package__says_the_same_system_on_windows(monkeypatch):
    own = build_workbook()
    monkeypatch.setattr(sys, "platform", "win32")
    package = Package(own)
    package.put_part("xl/workbook.xml", package.read_part("xl/workbook.xml"))
    package.put_part("new.xml", b"<a/>")
    for content in (package.build_bytes(), repack_package(own, None)):
        with zipfile.ZipFile(io.BytesIO(content)) as written:
            assert {item.create_system for item in written.infolist()} == {3}


def test_part__is_named_as_the_package_spells_it():
    package = Package(zipped({"Xl/A.xml": b"1"}))
    assert package.resolve_name("xl/a.xml") == "Xl/A.xml"
    assert package.resolve_name("xl/b.xml") == "xl/b.xml"
    assert package.find_free_name("xl/{}.xml") == "xl/1.xml"


def test_dropped_part__is_not_read():
    package = Package(zipped({"a": b"1", "b": b"2"}))
    package.drop_part("a")
    with pytest.raises(KeyError):
        package.read_part("a")


def test_part__is_changed_by_its_function():
    assert parts_of(patch_package(zipped({"a": b"1", "b": b"2"}), {"a": lambda part: part * 2}))["a"] == b"11"


def test_part_put_in_pieces__gives_the_bytes_of_the_whole_part():
    name, pieces = "xl/worksheets/sheet1.xml", [b"<a>", b"text " * 9000, b"</a>"]
    whole, pieced = (Package(zipped({name: b"old", "b": b"b"})) for _ in range(2))
    whole.put_part(name, b"".join(pieces))
    pieced.put_pieces(name, iter(pieces))
    assert pieced.read_part(name) == whole.read_part(name)
    assert pieced.build_bytes() == whole.build_bytes()
