"""Packages of one sheet, part by part, for tests of how a package may be spelled."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>'
    '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>7</v></c><c r="B2" s="1"><v>45000</v></c></row>'
)
STRINGS = "<si><t>编号</t></si><si><t>时限</t></si>"


def write_links(*links, office=OFFICE):
    """Return relationships; each is a kind and a target, and their keys count from rId1."""
    items = (
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{LINKS}">{"".join(items)}</Relationships>'


def write_sheet(rows, space=MAIN):
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def write_strings(strings, space=MAIN):
    return f'<sst xmlns="{space}">{strings}</sst>'


def write_book(*names, space=MAIN, office=OFFICE, properties=""):
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    return f'<workbook xmlns="{space}" xmlns:r="{office}">{properties}<sheets>{sheets}</sheets></workbook>'


def usual_parts(rows=ROWS, strings=STRINGS):
    """Return the parts of a workbook with one sheet, by the usual names."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="a/xml"/></Types>',
        "_rels/.rels": write_links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": write_book("甲"),
        "xl/_rels/workbook.xml.rels": write_links(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/worksheets/sheet1.xml": write_sheet(rows),
        "xl/sharedStrings.xml": write_strings(strings),
        "xl/styles.xml": STYLES,
    }


def build_zip(parts):
    """Return a zip of parts: texts are written as UTF-8, a part that is None is left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            if part is not None:
                package.writestr(name, part)
    return buffer.getvalue()
