"""Workbooks of a kilobyte, crafted against the native reader."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Cells for which the native reader asks for up to two terabytes, and is aborted by the system.
ABORTING = {
    "a row of eight digits": '<row r="2"><c r="ZZ99999999"><v>2</v></c></row>',
    "a cell with a prefix": f'<x:row xmlns:x="{MAIN}" r="9999999"><x:c r="ZZ9999999"><x:v>2</x:v></x:c></x:row>',
}
WRAPPING = '<row r="2"><c r="A4294967297"><v>666</v></c></row>'


def package(rows):
    """Return a workbook of a kilobyte with these rows behind the first."""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData></worksheet>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped({name: f'<?xml version="1.0" encoding="UTF-8"?>{part}' for name, part in parts.items()})


def zipped(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return content.getvalue()
