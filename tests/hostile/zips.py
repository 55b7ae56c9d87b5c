"""Bombs, lies, damage, odd names and ambiguities of the zip container."""

import io
import struct
import warnings
import zipfile

from tests.hostile.packages import (
    MAIN,
    READ,
    ROW,
    SHEET,
    STRINGS,
    STYLES,
    XML,
    hostile,
    plain_parts,
    sheet_part,
    workbook,
    zip_parts,
)

MEGA = 1024 * 1024
PLAIN = workbook()


def _filler(mega):
    return sheet_part(ROW, after=" " * (mega * MEGA))


def bombs():
    """Yield files of some kilobytes that unfold to hundreds of megabytes, or to millions of things."""
    parts = plain_parts()
    yield hostile("space_600.xlsx", zip_parts({**parts, SHEET: _filler(600)}))
    yield hostile("string_600.xlsx", zip_parts({**parts, STRINGS: f"<sst><si><t>{'a' * (600 * MEGA)}</t></si></sst>"}))
    cells = '<c r="A1"><v>1</v></c>' * (256 * 1024)
    yield hostile(
        "one_address_many_times.xlsx", zip_parts({**parts, SHEET: sheet_part(f'<row r="1">{cells}</row>' * 4)})
    )
    row = "".join(f'<c r="{letter}{{0}}"><v>1</v></c>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    rows = "".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(1, 210_000))
    yield hostile("six_million_cells.xlsx", zip_parts({**parts, SHEET: sheet_part(rows)}))
    yield hostile(
        "million_rows.xlsx",
        zip_parts({**parts, SHEET: sheet_part("<row/>" * 2_000_000)}),
    )
    strings = f'{XML}<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * 2_000_000}</sst>'
    yield hostile(
        "million_strings.xlsx",
        zip_parts({**parts, STRINGS: strings}),
        READ,
    )
    styles = f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 4_000_000}</cellXfs></styleSheet>'
    yield hostile(
        "million_styles.xlsx",
        zip_parts({**parts, STYLES: styles}),
        READ,
    )
    yield hostile("large_picture.xlsx", zip_parts({**parts, "xl/media/image1.png": bytes(200 * MEGA)}), READ)
    yield hostile("six_thousand_parts.xlsx", zip_parts({**parts, **{f"xl/media/{n}.png": b"" for n in range(6_000)}}))
    inner = zip_parts({"a.csv": b"a" * (300 * MEGA)})
    yield hostile("nested.zip", zip_parts({"a.zip": inner, "b.zip": inner, "c.zip": inner}))
    yield hostile("quoted.zip", _overlapping(200))


def _overlapping(count):
    """Return a zip whose directory names the same bytes again and again."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.csv", bytes(MEGA))
        first = package.infolist()[0]
        for number in range(count):
            again = zipfile.ZipInfo(f"{number}.csv")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, name, getattr(first, name))
            package.filelist.append(again)
    return content.getvalue()


def lies():
    """Yield packages that are cut, changed in a bit, or say the wrong thing about themselves."""
    for share in (0.5, 0.9, 0.97):
        yield hostile(f"cut_at_{share}.xlsx", PLAIN[: int(len(PLAIN) * share)])
    yield hostile("cut_by_one.xlsx", PLAIN[:-1])
    yield hostile("head_only.xlsx", PLAIN[:100])
    yield hostile("tail_added.xlsx", PLAIN + b"\x00" * 100, READ)
    yield hostile("head_added.xlsx", b"\x00" * 100 + PLAIN, READ)
    at = PLAIN.rindex(b"PK\x05\x06")
    for field, size, value in (("count", 8, 999), ("size", 12, 1), ("offset", 16, 0x7FFFFFFF)):
        kind = "<H" if field == "count" else "<I"
        lied = bytearray(PLAIN)
        struct.pack_into(kind, lied, at + size, value)
        yield hostile(f"end_says_another_{field}.xlsx", bytes(lied), READ)
    # The directory's entry of the sheet: its method, sizes, checksum, flags.
    entry = PLAIN.rindex(SHEET.encode()) - 46
    for field, offset, kind, values in (
        ("method", 10, "<H", (1, 9, 12, 14, 93, 95, 97, 98)),
        ("flags", 8, "<H", (1, 0x41)),
        ("checksum", 16, "<I", (0, 0xFFFFFFFF)),
        ("packed", 20, "<I", (0, 10, 0x7FFFFFFF)),
        ("size", 24, "<I", (0, 10, 0x7FFFFFFF, 0xFFFFFFFF)),
        ("place", 42, "<I", (1, 0x7FFFFFFF)),
    ):
        for value in values:
            lied = bytearray(PLAIN)
            struct.pack_into(kind, lied, entry + offset, value)
            yield hostile(f"sheet_{field}_{value}.xlsx", bytes(lied), READ)
    for position in (40, 200, 500):
        lied = bytearray(PLAIN)
        lied[position] ^= 0x10
        yield hostile(f"bit_at_{position}.xlsx", bytes(lied), READ)


def names():
    """Yield archives and packages whose members' names lead elsewhere."""
    for number, name in enumerate(
        ("../../evil.csv", "/etc/passwd.csv", "C:\\evil.csv", "a\x1b[31m\u202e.csv", "x" * 5000 + ".csv")
    ):
        yield hostile(f"member_{number}.zip", zip_parts({name: "甲,乙\n1,2\n".encode()}))
    target = '<Relationship Id="rId9" Type="x" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    links = plain_parts()["xl/_rels/workbook.xml.rels"].decode().replace("</Relationships>", target)
    yield hostile("external_target.xlsx", zip_parts(plain_parts(links=links)), READ)
    sheet = plain_parts()["xl/_rels/workbook.xml.rels"].decode().replace("worksheets/sheet1.xml", "../../../etc/passwd")
    yield hostile("sheet_outside.xlsx", zip_parts(plain_parts(links=sheet)))


def ambiguities():
    """Yield packages in which two readers could see two different tables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = sheet_part('<row r="1"><c r="A1"><v>2</v></c></row>')
        parts = [*plain_parts().items()]
        yield hostile("member_twice.xlsx", zip_parts([*parts, (SHEET, other)]))
        yield hostile("member_in_two_cases.xlsx", zip_parts([*parts, (SHEET.upper(), other)]))
    yield hostile("two_packages_joined.xlsx", workbook('<row r="1"><c r="A1"><v>2</v></c></row>') + PLAIN, READ)
    book = plain_parts()["xl/workbook.xml"].decode()
    twice = book.replace("</sheets>", '<sheet name="表一" sheetId="2" r:id="rId1"/></sheets>')
    yield hostile("sheet_name_twice.xlsx", zip_parts(plain_parts(book=twice)))
    twice = book.replace("</sheets>", '<sheet name="表二" sheetId="2" r:id="rId1"/></sheets>')
    yield hostile("part_of_two_sheets.xlsx", zip_parts(plain_parts(book=twice)))


def all_zips():
    yield from bombs()
    yield from lies()
    yield from names()
    yield from ambiguities()
    yield hostile("plain.xlsx", PLAIN, READ)
