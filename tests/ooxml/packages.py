"""Small packages for the tests of this room."""

import io
import zipfile

import xlsxwriter

from toolkit.ooxml import Package

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def build_workbook(*sheets):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name in sheets or ("表",):
        book.add_worksheet(name).write_string(0, 0, name)
    book.close()
    return buffer.getvalue()


def build_package(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return Package(buffer.getvalue())


def relationships(*links):
    """Return a part of relationships, each an Id, a kind and a target; a fourth fact is the mode."""
    items = "".join(
        f'<Relationship Id="{key}" Type="http://x/{kind}" Target="{target}" {"".join(mode)}/>'
        for key, kind, target, *mode in links
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{items}</Relationships>'
