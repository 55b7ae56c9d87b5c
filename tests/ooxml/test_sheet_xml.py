"""A sheet's part is cut behind its cells, and put together again byte for byte."""

import pytest

from toolkit.ooxml import PatchError, split_sheet_part

PART = (
    b"<worksheet><sheetData><row/></sheetData><!-- <a> --><mergeCells><mergeCell ref='>'/></mergeCells>"
    b"<pageMargins/></worksheet>\n"
)


def test_part__is_cut_and_joined_without_a_loss():
    frame = split_sheet_part(PART)
    assert frame.part == PART
    assert [name for name, _ in frame.children] == ["mergeCells", "pageMargins"]
    assert frame.end == b"</worksheet>\n"


def test_element__is_put_where_its_name_belongs_behind_others_of_its_name():
    frame = split_sheet_part(PART)
    frame.insert_element("conditionalFormatting", b"<a/>")
    frame.insert_element("conditionalFormatting", b"<b/>")
    frame.insert_element("sheetProtection", b"<c/>")
    assert [name for name, _ in frame.children] == [
        "sheetProtection",
        "mergeCells",
        "conditionalFormatting",
        "conditionalFormatting",
        "pageMargins",
    ]
    assert frame.find_children("conditionalFormatting") == [b"<a/>", b"<b/>"]


def test_child_that_becomes_empty__is_taken_out():
    frame = split_sheet_part(PART)
    frame.change_children("mergeCells", lambda _: b"")
    assert [name for name, _ in frame.children] == ["pageMargins"]


@pytest.mark.parametrize("part", [b"", b"<worksheet></worksheet>", b"<a><sheetData/></a>", b"<worksheet><sheetData/>"])
def test_part_that_is_spelled_unusually__is_refused(part):
    with pytest.raises(PatchError):
        split_sheet_part(part)
