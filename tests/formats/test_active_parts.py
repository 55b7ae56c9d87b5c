"""What acts in a workbook or reaches out of it is named, and nothing of it is run or fetched."""

import pytest

from tests.formats.packages import build_zip, usual_parts
from toolkit.formats import open_workbook

RELS = "xl/worksheets/_rels/sheet1.xml.rels"
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def active(**parts):
    return open_workbook(build_zip({**usual_parts(), **parts})).active


def linked(kind, target, mode="External"):
    link = f'<Relationship Id="rId9" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {RELS: LINKS.format(link)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/activeX/activeX1.bin", "controls"),
        ("xl/connections.xml", "connections"),
        ("xl/queryTables/queryTable1.xml", "connections"),
    ],
)
def test_a_part_that_acts__is_named(name, kind):
    assert active(**{name: "<x/>"}) == (kind,)


def test_a_macro_under_another_name__is_known_by_its_type():
    types = usual_parts()["[Content_Types].xml"]
    text = types.decode() if isinstance(types, bytes) else types
    declared = '<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    assert active(**{"[Content_Types].xml": text.replace("</Types>", declared), "xl/x.bin": "x"}) == ("macros",)


def test_a_dde_link__is_named():
    assert active(
        **{"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}
    ) == ("dde",)


@pytest.mark.parametrize(
    "target", ["http://e.vil/a.png", "\\\\host\\a.xlsx", "file:///\\\\host\\a.xlsx", "file://host/a", "//host/a"]
)
def test_what_leads_to_another_computer_by_itself__is_named(target):
    assert active(**linked("image", target)) == active(**linked("externalLinkPath", target)) == ("remote",)


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "http://example.org"),
        ("hyperlink", "mailto:a@b.cn"),
        ("externalLinkPath", "附表.xlsx"),
        ("externalLinkPath", "file:///C:/Users/甲/附表.xlsx"),
        ("externalLinkPath", "/Users/a/b.xlsx"),
        ("externalLinkPath", "D:\\a.xlsx"),
    ],
)
def test_what_clerks_have_every_day__is_not(kind, target):
    assert active(**linked(kind, target)) == ()


def test_an_usual_workbook__has_nothing():
    assert active() == ()
