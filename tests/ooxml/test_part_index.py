"""Parts are found by the relationships between them, however their targets are spelled."""

import pytest

from tests.ooxml.packages import MAIN, relationships
from toolkit.ooxml import ROOT, PartIndex, PatchError, list_sheets

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/a/Book.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def index_of(parts):
    return PartIndex(parts, lambda name: parts[name].encode())


@pytest.mark.parametrize(
    ("member", "target"),
    [
        ("xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "./worksheets/./sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../../../xl/worksheets//sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"),
        ("xl\\worksheets\\sheet1.xml", "worksheets/sheet1.xml"),
        ("XL/Worksheets/Sheet1.XML", "worksheets/sheet1.xml"),
        ("./xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"),
        ("xl/a b.xml", "a%20b.xml"),
        ("xl/a%20b.xml", "a%20b.xml"),
        ("xl/a%20b.xml", "a b.xml"),
        ("xl/表.xml", "%E8%A1%A8.xml"),
        ("xl/sheet1.xml", "sheet1.xml#A1"),
        ("xl/a#1.xml", "a#1.xml"),
        ("sheet1.xml", "../sheet1.xml"),
    ],
)
def test_target__leads_to_its_member(member, target):
    assert index_of({member: ""}).find_target("xl/workbook.xml", target) == member


@pytest.mark.parametrize("target", ["", "#A1", "sheet2.xml", "http://a/xl/sheet1.xml", "../sheet1.xml"])
def test_target_of_no_part__leads_nowhere(target):
    assert index_of({"xl/sheet1.xml": ""}).find_target("xl/workbook.xml", target) == ""


def test_related_parts__are_found_by_kind_in_any_dialect_and_those_outside_are_not():
    links = relationships(
        ("a", "drawing", "d.xml"),
        ("b", "comments", "../none.xml"),
        ("c", "hyperlink", "d.xml", 'TargetMode="External"'),
    )
    parts = index_of({"s/_RELS/s.xml.rels": links, "s/s.xml": "", "s/d.xml": ""})
    assert [(link.key, link.kind, link.part) for link in parts.read_links("s/s.xml")] == [("a", "drawing", "s/d.xml")]
    assert parts.find_related("s/s.xml", "comments", "drawing") == ("s/d.xml",)
    assert parts.read_links("s/d.xml") == ()


@pytest.mark.parametrize(
    "others",
    [
        {"_rels/.rels": relationships(("r", "officeDocument", "a/Book.xml"))},
        {"_rels/.rels": relationships(("r", "officeDocument", "gone.xml")), "[Content_Types].xml": TYPES},
        {"[content_types].xml": TYPES},
    ],
)
def test_book__is_found_by_relationship_or_by_its_declared_type(others):
    assert index_of({"xl/workbook.xml": "", "a/Book.xml": "", **others}).find_book() == "a/Book.xml"


def test_book__is_found_by_its_usual_name_where_nothing_tells():
    assert index_of({"XL\\workbook.xml": ""}).find_book() == "XL\\workbook.xml"
    assert index_of({"a.xml": ""}).find_book() == ""


def test_sheets__are_listed_with_their_parts_kinds_and_states():
    book = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{OFFICE}"><x:sheets><x:sheet name="一" r:id="r1"/>'
        '<x:sheet name="二" state="hidden" r:id="r2"/><x:sheet name="三" r:id="r3"/></x:sheets></x:workbook>'
    )
    links = relationships(("r1", "worksheet", "s1.xml"), ("r2", "chartsheet", "s2.xml"), ("r3", "worksheet", "s3.xml"))
    parts = index_of({"book.xml": book, "_rels/book.xml.rels": links, "s1.xml": "", "s2.xml": ""})
    assert [(sheet.name, sheet.part, sheet.kind, sheet.state) for sheet in list_sheets(parts, "book.xml")] == [
        ("一", "s1.xml", "worksheet", "visible"),
        ("二", "s2.xml", "chartsheet", "hidden"),
        ("三", "", "worksheet", "visible"),
    ]


@pytest.mark.parametrize("links", ["", "<", '<!DOCTYPE a [<!ENTITY b "c">]><Relationships/>'])
def test_relationships_that_are_no_xml__are_refused(links):
    with pytest.raises(PatchError):
        index_of({"_rels/.rels": links}).read_links(ROOT)
