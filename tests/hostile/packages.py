"""Small workbooks written part by part, so that one part can be made wrong; and what a reader may do with each."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PREFIX = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SHEET, BOOK, STRINGS, STYLES = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """One file. Where it is read at all, its first sheet has these `rows`; None where its values do not matter.

    What must become of it is in `expected.toml`.
    """

    name: str
    content: bytes
    rows: Any = None


def hostile(name, content, rows=None):
    return Hostile(name=name, content=content, rows=rows)


def sheet_part(rows, before="", after="", root=f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'):
    return f"{XML}<worksheet {root}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def text_cell(at, text):
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


ROW = f'<row r="1">{text_cell("A1", "甲")}<c r="B1"><v>1</v></c></row>'
READ = [["甲", 1.0]]


def plain_parts(sheet=None, **others):
    """Return the parts of a workbook of one sheet; `others` replace parts by their variable's name in lower case."""
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{BOOK}" ContentType="{PREFIX}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{PREFIX}.worksheet+xml"/>'
        f'<Override PartName="/{STRINGS}" ContentType="{PREFIX}.sharedStrings+xml"/>'
        f'<Override PartName="/{STYLES}" ContentType="{PREFIX}.styles+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{BOOK}"/></Relationships>',
        BOOK: f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        STRINGS: f'{XML}<sst xmlns="{MAIN}" count="2" uniqueCount="2"><si><t>甲</t></si><si><t>乙</t></si></sst>',
        STYLES: f'{XML}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        SHEET: sheet if sheet is not None else sheet_part(ROW),
    }
    names = {"book": BOOK, "strings": STRINGS, "styles": STYLES, "links": "xl/_rels/workbook.xml.rels"}
    parts |= {names[key]: part for key, part in others.items()}
    return {name: part.encode() if isinstance(part, str) else part for name, part in parts.items()}


def zip_parts(parts, method=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as package:
        for name, part in parts.items() if isinstance(parts, dict) else parts:
            package.writestr(name, part)
    return content.getvalue()


def workbook(rows=ROW, **others):
    """Return a workbook whose only sheet has these rows, in XML."""
    return zip_parts(plain_parts(sheet_part(rows), **others))


def with_sheet(part):
    return zip_parts(plain_parts(part))
