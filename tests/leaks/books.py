"""Workbooks with something slipped in, and what is found in them."""

import io
import zipfile

import openpyxl

from toolkit.leaks import TakenTexts, collect_texts, list_located_texts
from toolkit.ooxml import Package
from toolkit.unit_token import Stamp

STAMP = Stamp(key=b"key")
OTHER, OTHERS_CONTACT, OTHERS_PHONE = "雷振宇", "柳依依", "0700-8100002"
ROW = "对基层所队的实际困难了解不深，下去调研走马观花，解决问题不够彻底。"
OTHER_NAMES = {"workbook.xml": "book22.xml", "sharedStrings": "words", "comments/": "said/", "core.xml": "facts.xml"}
SHEET = "xl/worksheets/sheet3.xml"  # 检视问题清单


def token(unit, stamp=STAMP):
    return str(stamp.issue_token(unit=unit, list_key="all", round=1, digest="0" * 8))


def edited(content, edit):
    """Return a workbook as a library saved it after a change."""
    book, buffer = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    edit(book)
    book.save(buffer)
    return buffer.getvalue()


def with_cell(content, text, sheet="检视问题清单"):
    return edited(content, lambda book: book[sheet].__setitem__("F4", text))


def with_part(content, name, part):
    package = Package(content)
    package.put_part(name, part if isinstance(part, bytes) else part.encode())
    return package.build_bytes()


def with_replaced(content, name, old, new):
    part = Package(content).read_part(name).decode()
    assert old in part
    return with_part(content, name, part.replace(old, new, 1))


def with_raw_cell(content, facts, inside):
    """Put a cell F900 into a list as it is spelled."""
    cell = f'<row r="900"><c r="F900" {facts}>{inside}</c></row></sheetData>'
    return with_replaced(content, SHEET, "</sheetData>", cell)


def with_hidden(content, text):
    """Put a text on a sheet of its own that nobody sees."""

    def edit(book):
        sheet = book.create_sheet("草稿")
        sheet["B2"], sheet.sheet_state = text, "veryHidden"

    return edited(content, edit)


def find_leaks(guard, unit, content, original=None, **known):
    """Return the leaks of a workbook; with an `original`, those of the marked copy of that."""
    if original is None:
        return guard.find_leaks(unit, content, **known)
    taken = TakenTexts(
        texts=collect_texts(content),
        locate=lambda: list_located_texts(content),
        locate_original=lambda: list_located_texts(original),
    )
    return guard.find_leaks_sent_back(unit, taken, **known)


def found(guard, content, **known):
    return [(one.kind, one.text, one.location) for one in find_leaks(guard, "01", content, **known)]


def texts_found(guard, content, **known):
    return {one.text for one in find_leaks(guard, "01", content, **known)}


def with_other_names(content):
    """Return a workbook whose parts have names of their own, and are found by relationships alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            renamed, part = name, source.read(name)
            for old, new in OTHER_NAMES.items():
                renamed = renamed.replace(old, new)
                if name.endswith((".rels", "[Content_Types].xml")):
                    part = part.replace(old.encode(), new.encode())
            target.writestr(renamed, part)
    return buffer.getvalue()
