"""Tests of toolkit.formats.xlsb: packages put together record by record, since no office here writes them."""

import datetime as dt
import io
import random
import struct
import zipfile

import pytest

from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import LostValue, MergedRange, is_stored
from toolkit.formats.package import OpenedPackage
from toolkit.formats.xlsb import read_xlsb

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def read_package(content):
    with OpenedPackage(content) as package:
        return read_xlsb(package)


def record(code, body=b""):
    """Return a record: its number and the length of its body in seven bits per byte."""
    return varying(code) + varying(len(body)) + body


def varying(number):
    made = b""
    while number >= 0x80:
        made += bytes([number & 0x7F | 0x80])
        number >>= 7
    return made + bytes([number])


def wide(text):
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def row(number, hidden=False):
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def cell(code, column, body, style=0):
    return record(code, struct.pack("<II", column, style) + body)


def real(column, number, style=0):
    return cell(5, column, struct.pack("<d", number), style)


def whole(column, number, style=0):
    return cell(2, column, struct.pack("<i", number << 2 | 2), style)


def formula(code, column, result):
    return cell(code, column, result + struct.pack("<HII", 0, 0, 0))


def sheet(*cells, columns=b"", merges=()):
    ranges = b"".join(record(176, struct.pack("<4I", *merge)) for merge in merges)
    return b"".join(
        [
            record(129) + record(148, struct.pack("<4I", 0, 9, 0, 9)),
            record(390) + columns + record(391) if columns else b"",
            record(145) + b"".join(cells) + record(146),
            record(177, struct.pack("<I", len(merges))) + ranges + record(178) if merges else b"",
            record(130),
        ]
    )


def package(sheets, strings=("甲", "  ", "乙"), codes=("yyyy-mm-dd",)):
    """Return an xlsb of the given sheets ({name: part}); styles have these number formats from 1 on: 1 is a date."""
    defined = b"".join(record(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(codes))
    formats = record(615, struct.pack("<I", len(codes))) + defined + record(616)
    numbers = (0, *range(164, 164 + len(codes)))
    cells = b"".join(record(47, struct.pack("<HH12x", 0xFFFF, number)) for number in numbers)
    styles = record(617, struct.pack("<I", len(numbers))) + cells + record(618)
    bundle = [
        record(156, struct.pack("<II", state, number) + wide(f"rId{number}") + wide(name))
        for number, (name, (state, _)) in enumerate(sheets.items(), 1)
    ]
    links = [
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    ]
    binary = "application/vnd.ms-excel."
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" '
        f'ContentType="{binary}sheet.binary.macroEnabled.main"/><Override PartName="/xl/styles.bin" '
        f'ContentType="{binary}styles"/><Override PartName="/xl/sharedStrings.bin" '
        f'ContentType="{binary}sharedStrings"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="{binary}worksheet"/>'
            for number in range(1, len(sheets) + 1)
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}'
        f'<Relationship Id="rId98" Type="{RELATIONS}/styles" Target="styles.bin"/>'
        f'<Relationship Id="rId99" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.bin"/></Relationships>',
        "xl/workbook.bin": record(131) + record(143) + b"".join(bundle) + record(144) + record(157) + record(132),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(record(19, b"\0" + wide(text)) for text in strings)
        + record(160),
        "xl/styles.bin": record(278) + formats + styles + record(279),
        **{f"xl/worksheets/sheet{number}.bin": part for number, (_, part) in enumerate(sheets.values(), 1)},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return target.getvalue()


SHARED = [struct.pack("<I", number) for number in range(3)]
FULL = sheet(
    row(0),
    cell(7, 0, SHARED[0]),
    cell(7, 1, SHARED[1]),
    real(2, 1.5),
    whole(3, 7),
    cell(4, 4, b"\1"),
    row(2, hidden=True),
    cell(1, 0, b""),
    cell(3, 1, b"\x2a"),
    cell(6, 2, wide("丙")),
    cell(62, 3, b"\0" + wide("富文本")),
    row(3),
    formula(8, 0, wide("")),
    formula(8, 1, wide("结果")),
    formula(9, 2, struct.pack("<d", 2.5)),
    formula(10, 3, b"\0"),
    formula(11, 4, b"\7"),
    columns=record(60, struct.pack("<IIIIH", 2, 3, 2304, 0, 1)),
    merges=[(0, 1, 2, 3)],
)


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_package(content)
    return caught.value.code


def only(*cells):
    (grid,) = read_package(package({"表": (0, sheet(*cells))}))
    return grid


def test_cells_of_every_kind__are_right_or_named_and_counted():
    first, second = read_package(package({"一": (0, FULL), "二": (1, sheet(row(0), cell(7, 0, SHARED[2])))}))
    assert first.rows == [
        ["甲", "  ", 1.5, 7, True],
        [""] * 5,
        ["", "#N/A", "丙", "富文本", ""],
        ["", "结果", 2.5, False, "#DIV/0!"],
    ]
    assert [first.rows[2][1].code, first.rows[3][4].code] == ["error_value"] * 2
    assert first.stored == sum(is_stored(value) for line in first.rows for value in line) == 11
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {2, 3}
    assert first.merges == (MergedRange(top=1, left=2, bottom=2, right=3),)
    assert [(grid.name, grid.hidden, grid.stored) for grid in (first, second)] == [("一", False, 11), ("二", True, 1)]


def test_days__are_dates_however_the_number_is_stored():
    grid = only(row(0), real(0, 45420, style=1), whole(1, 45420, style=1), real(2, 45420.5, style=1), whole(3, 45420))
    assert grid.rows == [[dt.date(2024, 5, 8), dt.date(2024, 5, 8), dt.datetime(2024, 5, 8, 12), 45420]]
    assert only(row(0), whole(0, 20240508, style=1), whole(1, 0, style=1)).rows == [[20240508, 0]]


def test_cells__show_what_their_formats_make_of_them():
    codes = ("0%", 'yyyy"年"m"月"', '"第"@"号"', ";;;")
    cells = (real(0, 0.95, 1), whole(1, 45420, 2), cell(7, 2, struct.pack("<I", 0), 3), whole(3, 5, 4), whole(4, 1, 1))
    (grid,) = read_package(package({"表": (0, sheet(row(0), *cells))}, codes=codes))
    assert grid.shown == {(1, 0): "95%", (1, 1): "2024年5月", (1, 2): "第甲号", (1, 4): "100%"}
    assert list(grid.unsure) == [(1, 3)]


def test_a_last_cell_that_is_an_error__is_not_cut_off():
    grid = only(row(0), real(0, 1), row(4), cell(3, 6, b"\x17"))
    assert isinstance(grid.rows[4][6], LostValue)
    assert grid.stored == 2


def test_a_cell_far_away__is_refused_before_the_reader_sees_it():
    assert refusal(package({"表": (0, sheet(row(0), real(0, 1), row(1048575), real(16383, 1)))})) == "too_far"


def repacked(content, change):
    """Return a package whose parts and their contents went through a function."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(target, "w") as changed:
        for name in made.namelist():
            changed.writestr(*change(name, made.read(name)))
    return target.getvalue()


def moved(name, part):
    for old, new in ((b"xl/", b"book/"), (b"workbook.bin", b"main22.bin"), (b"sharedStrings.bin", b"./words.bin")):
        name = name.replace(old.decode(), new.decode().removeprefix("./"))
        part = part.replace(old, new) if name.endswith((".rels", ".xml")) else part
    return name, part


def with_what_is_no_table(name, part):
    """Add a sheet of macros, a sheet without a part, and a name whose formula nobody understands."""
    sheets = record(156, struct.pack("<II", 0, 8) + wide("rId9") + wide("宏"))
    sheets += record(156, struct.pack("<II", 0, 9) + b"\xff" * 4 + wide("模块"))
    named = record(39, bytes(9) + wide("名") + struct.pack("<I", 2) + b"\x7f\x7f" + bytes(4))
    part = part.replace(record(144), sheets + record(144) + named) if name.endswith("workbook.bin") else part
    link = f'<Relationship Id="rId9" Type="{RELATIONS}/xlMacrosheet" Target="macrosheets/sheet1.bin"/></Relationships>'
    return name, part.replace(b"</Relationships>", link.encode()) if name.endswith("workbook.bin.rels") else part


@pytest.mark.parametrize("change", [moved, with_what_is_no_table])
def test_package_however_it_links_its_parts__is_read(change):
    content = package({"一": (0, sheet(row(0), cell(7, 0, SHARED[2]), whole(1, 45420, 1)))})
    (grid,) = read_package(repacked(content, change))
    assert (grid.name, grid.rows) == ("一", [["乙", dt.date(2024, 5, 8)]])


def test_sheets_without_parts_of_their_own__are_refused():
    content = package({"一": (0, FULL), "二": (0, FULL)})
    for old, new in ((b"sheet2.bin", b"sheet1.bin"), (b"sheet2.bin", b"sheet7.bin")):
        change = lambda name, part, old=old, new=new: (name, part.replace(old, new))  # noqa: E731
        assert refusal(repacked(content, change)) == "damaged"


def test_two_sheets_of_one_name__are_refused():
    content = package({"Sheet1": (0, FULL), "SHEET1": (0, FULL)})
    assert refusal(content) == "same_sheet_name"


def test_other_bytes__are_damaged():
    whole_file = package({"一": (0, FULL)})
    for content in (b"", whole_file[:-40], package({"一": (0, FULL[:60])}), package({"一": (0, sheet(b"\x07\x7f"))})):
        assert refusal(content) == "damaged"


def test_a_string_longer_than_its_record__is_damage():
    assert refusal(package({"一": (0, sheet(row(0), cell(6, 0, b"\xff\xff\xff\x7f")))})) == "damaged"


def test_mutants__are_read_or_refused():
    chance = random.Random(5)
    parts = package({"一": (0, FULL)})
    with zipfile.ZipFile(io.BytesIO(parts)) as made:
        names = [name for name in made.namelist() if name.endswith(".bin")]
        content = {name: made.read(name) for name in made.namelist()}
    for _ in range(8):
        name = chance.choice(names)
        changed = bytearray(content[name])
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            for other, part in content.items():
                made.writestr(other, bytes(changed) if other == name else part)
        try:
            read_package(target.getvalue())
        except UnreadableError as error:
            assert error.code in ("damaged", "encrypted", "too_far", "same_sheet_name")
