"""However a package names and links its parts, the same sheets are read; what cannot be read is refused by name."""

import datetime as dt
import re

import pytest

from tests.formats.packages import (
    OFFICE,
    ROWS,
    STRICT,
    STRICT_OFFICE,
    STRINGS,
    STYLES,
    build_zip,
    usual_parts,
    write_book,
    write_links,
    write_sheet,
    write_strings,
)
from toolkit.formats import UnreadableError, is_archive, open_workbook

WANTED = [["编号", "时限"], [7.0, dt.date(2023, 3, 15)]]
BOOK_LINKS = "xl/_rels/workbook.xml.rels"


def changed(**parts):
    """Return the usual parts with others in their place."""
    return usual_parts() | parts


def renamed(rename, parts=None):
    return {rename(name): part for name, part in (parts or usual_parts()).items()}


def linked(sheet="worksheets/sheet1.xml", strings="sharedStrings.xml", styles="styles.xml"):
    return usual_parts() | {
        BOOK_LINKS: write_links(("worksheet", sheet), ("sharedStrings", strings), ("styles", styles))
    }


def moved(old, new):
    """Return the usual parts with one part under another name in every name and link."""
    return {
        name.replace(old, new): part.replace(f"/{old}", f"/{new}").replace(f'"{old}', f'"{new}')
        for name, part in usual_parts().items()
    }


def at_the_root():
    return {name.replace("xl/", ""): part.replace("xl/", "") for name, part in usual_parts().items()}


def prefixed_links(part):
    return part.replace("<Rel", "<p:Rel").replace("</Rel", "</p:Rel").replace("xmlns=", "xmlns:p=")


def prefixed(part):
    part = part.replace('xmlns="', 'xmlns:x="', 1)
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", part)


def strict():
    links = write_links(("officeDocument", "xl/workbook.xml"), office=STRICT_OFFICE)
    shared = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))
    return usual_parts() | {
        "_rels/.rels": links,
        "xl/workbook.xml": write_book("甲", space=STRICT, office=STRICT_OFFICE),
        BOOK_LINKS: write_links(*shared, office=STRICT_OFFICE),
        "xl/worksheets/sheet1.xml": write_sheet(ROWS, STRICT),
        "xl/sharedStrings.xml": write_strings(STRINGS, STRICT),
        "xl/styles.xml": STYLES.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT),
    }


def in_encoding(encoding):
    return {
        name: f'<?xml version="1.0" encoding="{encoding}"?>{part}'.encode(encoding)
        for name, part in usual_parts().items()
    }


def with_chart_sheet(*chart):
    links = (
        ("worksheet", "worksheets/sheet1.xml"),
        ("chartsheet", "chartsheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    )
    parts = usual_parts() | {"xl/workbook.xml": write_book("甲", "图"), BOOK_LINKS: write_links(*links)}
    return parts | dict.fromkeys(chart, '<chartsheet xmlns="x"/>')


def declared(book):
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{book}" ContentType="{main}"/></Types>'
    )


@pytest.mark.way(53)
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(usual_parts(), id="usual"),
        pytest.param(moved("workbook.xml", "workbook22.xml"), id="another workbook"),
        pytest.param(moved("styles.xml", "styles22.xml"), id="another style part"),
        pytest.param(moved("sharedStrings.xml", "strings/texts.xml"), id="moved strings"),
        pytest.param(
            {name.replace("xl/", ""): part.replace("xl/", "") for name, part in usual_parts().items()}, id="root"
        ),
        pytest.param(renamed(str.upper), id="capitals"),
        pytest.param(renamed(lambda name: name.replace("/", "\\")), id="backslashes in names"),
        pytest.param(renamed(lambda name: "./" + name), id="dotted names"),
        pytest.param(linked("worksheets\\sheet1.xml"), id="backslash in a target"),
        pytest.param(linked("/xl/worksheets/sheet1.xml", "/xl/sharedStrings.xml", "/xl/styles.xml"), id="absolute"),
        pytest.param(linked("./worksheets/sheet1.xml", "./sharedStrings.xml", "./styles.xml"), id="dot"),
        pytest.param(linked("../xl/worksheets/sheet1.xml", "worksheets/../sharedStrings.xml"), id="two dots"),
        pytest.param(linked("WorkSheets/Sheet1.XML", "SharedStrings.xml", "Styles.xml"), id="capitals in targets"),
        pytest.param(linked("work%73heets/sheet1.xml", "shared%53trings.xml"), id="percent-encoded"),
        pytest.param(linked(" worksheets/sheet1.xml "), id="white space around a target"),
        pytest.param(
            linked("worksheets/sheet%201.xml")
            | {"xl/worksheets/sheet 1.xml": write_sheet(ROWS), "xl/worksheets/sheet1.xml": None},
            id="blank in a name",
        ),
        pytest.param({name: prefixed(part) for name, part in usual_parts().items()}, id="prefixes"),
        pytest.param(
            changed(
                **{
                    name: usual_parts()[name]
                    .replace("<Rel", "<p:Rel")
                    .replace("</Rel", "</p:Rel")
                    .replace("xmlns=", "xmlns:p=")
                    for name in ("_rels/.rels", BOOK_LINKS)
                }
            ),
            id="prefixes in relationships",
        ),
        pytest.param(strict(), id="strict"),
        pytest.param(in_encoding("utf-16"), id="UTF-16"),
        pytest.param(in_encoding("gb18030"), id="GB18030"),
        pytest.param(
            {name: b"\xef\xbb\xbf" + part.encode() for name, part in usual_parts().items()}, id="byte order mark"
        ),
        pytest.param(changed(**{"[Content_Types].xml": None}), id="no content types"),
        pytest.param(changed(**{"_rels/.rels": None}), id="no relationships of the package"),
        pytest.param(
            moved("workbook.xml", "other.xml") | {"_rels/.rels": None, "[Content_Types].xml": declared("xl/other.xml")},
            id="book by its type",
        ),
        pytest.param(with_chart_sheet("xl/chartsheets/sheet1.xml"), id="chart sheet"),
        pytest.param(with_chart_sheet(), id="chart sheet without a part"),
        pytest.param(
            changed(**{BOOK_LINKS: write_links(("worksheet", "worksheets/sheet1.xml"))}),
            id="strings and styles not linked",
        ),
    ],
)
def test_package_however_it_links_its_parts__is_read(parts):
    opened = open_workbook(build_zip(parts))
    (grid,) = opened.grids
    assert (opened.format, grid.name, grid.rows, grid.stored) == ("xlsx", "甲", WANTED, 4)
    assert not is_archive(build_zip(parts))


def test_workbook_without_styles_and_strings__has_its_plain_numbers_and_inline_texts():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>45000</v></c></row>'
    parts = usual_parts(rows) | {"xl/styles.xml": None, "xl/sharedStrings.xml": None}
    (grid,) = open_workbook(build_zip(parts)).grids
    assert (grid.rows, grid.stored) == ([["甲", 45000.0]], 2)


def test_days_since_1904__are_read_as_days():
    book = write_book("甲", properties='<workbookPr date1904="true"/>')
    (grid,) = open_workbook(build_zip(changed(**{"xl/workbook.xml": book}))).grids
    assert grid.rows[1] == [7.0, dt.date(2027, 3, 16)]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(changed(**{"xl/worksheets/sheet1.xml": None}), id="a sheet without its part"),
        pytest.param(linked("http://a/sheet1.xml"), id="a sheet elsewhere"),
        pytest.param(changed(**{"xl/sharedStrings.xml": "<sst>"}), id="strings cut off"),
        pytest.param(changed(**{"xl/worksheets/sheet1.xml": write_strings(STRINGS)}), id="strings as a sheet"),
        pytest.param(changed(**{"xl/workbook.xml": write_book()}), id="no sheet"),
        pytest.param(usual_parts() | {"XL/Worksheets/Sheet1.xml": write_sheet(ROWS)}, id="two parts of a name"),
        pytest.param(usual_parts() | {"xl\\worksheets\\sheet1.xml": write_sheet(ROWS)}, id="two names but for a slash"),
        pytest.param(
            changed(**{"xl/workbook.xml": f'<!DOCTYPE a [<!ENTITY b "c">]>{write_book("甲")}'}), id="document type"
        ),
    ],
)
def test_package_that_contradicts_itself__is_refused(parts):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(build_zip(parts))
    assert caught.value.code == "damaged"


@pytest.mark.parametrize(
    ("root", "code"), [("document", "word"), ("presentation", "slides"), ("VisioDocument", "unknown")]
)
def test_package_of_another_office_document__is_named_by_its_main_part(root, code):
    parts = {"_rels/.rels": write_links(("officeDocument", "main.xml")), "main.xml": f'<{root} xmlns="{OFFICE}"/>'}
    with pytest.raises(UnreadableError) as caught:
        open_workbook(build_zip(parts))
    assert caught.value.code == code
