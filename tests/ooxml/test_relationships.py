"""Relationships lead from part to part, and content types say what a part is."""

import pytest

from tests.ooxml.packages import build_package, relationships
from toolkit.ooxml import PatchError, Relationships, resolve_target
from toolkit.ooxml.part_index import parse_part, resolve_relationships_part
from toolkit.ooxml.relationships import ContentTypes

SHEET = "xl/worksheets/sheet1.xml"
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="XML" ContentType="application/xml"/><Override PartName="/a.xml" ContentType="a"/></Types>'
)


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("sheet2.xml", "xl/worksheets/sheet2.xml"),
        ("../comments1.xml", "xl/comments1.xml"),
        ("/xl/drawings/a.xml", "xl/drawings/a.xml"),
        ("..\\media\\a%20b.png", "xl/media/a b.png"),
    ],
)
def test_target__is_resolved_from_the_folder_of_its_part(target, part):
    assert resolve_target(SHEET, target) == part


def test_relationships__stand_beside_their_part():
    assert resolve_relationships_part(SHEET) == RELS


def test_part__is_found_by_key_and_by_kind_whatever_its_capitals():
    package = build_package({RELS: relationships(("rId7", "comments", "../Comments1.xml")), "xl/comments1.xml": ""})
    links = Relationships(package, SHEET)
    assert links.find_target("rId7") == links.find_by_kind("comments") == "xl/comments1.xml"
    assert links.find_key("xl/comments1.xml") == "rId7"
    assert (links.find_target("rId1"), links.find_target(""), links.find_by_kind("drawing")) == ("", "", "")


def test_link_to_the_outside__leads_to_no_part():
    package = build_package({RELS: relationships(("rId1", "hyperlink", "http://a/", 'TargetMode="External"'))})
    assert Relationships(package, SHEET).find_target("rId1") == ""


def test_part_linked_twice__keeps_its_key():
    package = build_package({RELS: relationships(("rId1", "drawing", "a.xml"))})
    links = Relationships(package, SHEET)
    assert links.link_part("comments", "xl/comments1.xml") == "rId2"
    assert links.link_part("comments", "xl/comments1.xml") == "rId2"
    assert Relationships(package, SHEET).find_target("rId2") == "xl/comments1.xml"
    assert b'Target="../comments1.xml"' in package.read_part(RELS)


def test_part_without_relationships__gets_them_with_its_first_link():
    package = build_package({SHEET: ""})
    assert Relationships(package, SHEET).link_part("comments", "xl/comments1.xml") == "rId1"
    assert RELS in package


def test_content_type__is_declared_once_for_a_part():
    package = build_package({"[Content_Types].xml": TYPES})
    types = ContentTypes(package)
    types.declare_part("a.xml", "b")
    types.declare_part("c.xml", "c")
    declared = ContentTypes(package)
    assert (declared.find_type("a.xml"), declared.find_type("c.xml"), declared.find_type("d.xml")) == ("b", "c", "")


def test_content_type_of_an_ending__is_left_as_it_was_declared():
    package = build_package({"[Content_Types].xml": TYPES})
    types = ContentTypes(package)
    types.declare_ending("xml", "other")
    types.declare_ending("vml", "drawing")
    part = package.read_part("[Content_Types].xml")
    assert b"other" not in part and b'Extension="vml" ContentType="drawing"' in part


def test_part_that_is_no_xml__is_refused():
    with pytest.raises(PatchError):
        parse_part(b"<a>")
