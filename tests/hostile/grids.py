"""Addresses, extents and values of cells that would fill the memory, or be read as another value in silence."""

from tests.hostile.packages import (
    MAIN,
    OFFICE,
    READ,
    ROW,
    hostile,
    plain_parts,
    sheet_part,
    text_cell,
    with_sheet,
    workbook,
    zip_parts,
)

# Addresses that no sheet has; in front of some readers they are a rectangle of terabytes, in front of others cell A1.
WRONG = (
    *("XFE1", "A1048577", "AAAAAAA1", "A99999999", "A4294967297", "A18446744073709551617", "ZZZZZZZ99999999", "A0"),
    *("A-1", "1A", "A", "1", "", " ", "A1:B2", "$A$1", "R1C1", "A1 B1", "Ａ１", "A١", "A1.0", "A+1", "A1e5", "À1"),
)


def addresses():
    """Yield cells at addresses that do not exist, or contradict their row or each other."""
    for number, at in enumerate(WRONG):
        yield hostile(f"address_{number}.xlsx", workbook(f'<row r="1"><c r="{at}"><v>1</v></c></row>'), [[1.0]])
    for number, at in enumerate(
        ("8589934593", "99999999", "1048577", "0", "-1", "4294967297", "abc", "", "1.0", " 1 ")
    ):
        yield hostile(f"row_{number}.xlsx", workbook(f'<row r="{at}"><c><v>1</v></c></row>'), [[1.0]])
    yield hostile("lower_case.xlsx", workbook('<row r="1"><c r="a1"><v>1</v></c></row>'), [[1.0]])
    yield hostile("twice_the_same.xlsx", workbook('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'))
    yield hostile("row_contradicted.xlsx", workbook('<row r="1"><c r="A7"><v>1</v></c></row>'))
    yield hostile(
        "out_of_order.xlsx",
        workbook(
            '<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
        ),
        [[1.0, ""], [3.0, 2.0]],
    )
    yield hostile(
        "without_addresses.xlsx",
        workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
        [[1.0, 2.0], [3.0, ""]],
    )


def disguises():
    """Yield cells that a search for `<c r=` passes over and a reader of XML does not."""
    far = '<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    root = f'xmlns="{MAIN}" xmlns:x="{MAIN}" xmlns:r="{OFFICE}"'
    yield hostile("prefixed_cell.xlsx", with_sheet(sheet_part(near + far, root=root)), [[1.0]])
    yield hostile("prefixed_all.xlsx", with_sheet(_prefix(sheet_part(ROW))), READ)
    other = '<row xmlns="urn:x" r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield hostile("other_namespace.xlsx", with_sheet(sheet_part(near + other)), [[1.0]])
    declared = f'<c xmlns:y="{MAIN}" y:r="A1" r="XFD1048576"><v>1</v></c>'
    yield hostile(
        "prefixed_address.xlsx",
        with_sheet(sheet_part(f'<row r="1048576">{declared}</row>')),
        [],
    )
    yield hostile(
        "entity_in_address.xlsx",
        with_sheet(sheet_part('<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>')),
        [],
    )
    yield hostile(
        "lines_in_tag.xlsx",
        with_sheet(sheet_part('<row\nr="1048576"><c\n\tr\n=\n"XFD1048576"><v>1</v></c></row>')),
        [],
    )
    yield hostile(
        "two_sheet_data.xlsx",
        with_sheet(
            sheet_part(near).replace(
                "</sheetData>",
                '</sheetData><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            )
        ),
        [[1.0]],
    )
    yield hostile(
        "cell_after_data.xlsx", with_sheet(sheet_part(near, after='<row r="9"><c r="Z9"><v>1</v></c></row>')), [[1.0]]
    )


def _prefix(part):
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        part = (
            part.replace(f"<{name} ", f"<x:{name} ")
            .replace(f"<{name}>", f"<x:{name}>")
            .replace(f"</{name}>", f"</x:{name}>")
        )
    return part.replace("xmlns=", "xmlns:x=", 1)


def extents():
    """Yield sheets whose rectangle is huge though little stands in it, and sheets that lie about it."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield hostile("far_corner.xlsx", workbook(ROW + far), READ)
    stairs = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_048_576, 4_000))
    yield hostile(
        "stairs.xlsx",
        workbook(
            '<row r="1">'
            + "".join(f'<c r="{_letters(n)}1"><v>1</v></c>' for n in range(1, 16_384, 150))
            + "</row>"
            + stairs.split("</row>", 1)[1]
        ),
    )
    for number, dimension in enumerate(("A1:XFD1048576", "A1", "B2:A1", "A1:ZZZZZZ99999999", "x", "")):
        yield hostile(
            f"dimension_{number}.xlsx", with_sheet(sheet_part(ROW, before=f'<dimension ref="{dimension}"/>')), READ
        )
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, 120_000))
    yield hostile(
        "many_merges.xlsx",
        with_sheet(sheet_part(ROW, after=f"<mergeCells>{merges}</mergeCells>")),
        READ,
    )
    yield hostile(
        "whole_sheet_merged.xlsx",
        with_sheet(sheet_part(ROW, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
        READ,
    )
    yield hostile(
        "merge_of_nothing.xlsx",
        with_sheet(sheet_part(ROW, after='<mergeCells><mergeCell ref="ZZZZ9:A"/><mergeCell/></mergeCells>')),
        READ,
    )
    styled = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(2, 200_000))
    yield hostile("styled_rows.xlsx", workbook(ROW + styled), READ)
    yield hostile("space_at_the_end.xlsx", workbook(ROW + f'<row r="1048576">{text_cell("A1048576", " ")}</row>'), READ)
    columns = "".join(f'<col min="{n}" max="16384" hidden="1"/>' for n in range(1, 16_000))
    yield hostile("columns.xlsx", with_sheet(sheet_part(ROW, before=f"<cols>{columns}</cols>")), READ)
    book = plain_parts()["xl/workbook.xml"].decode()
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 3_000))
    yield hostile(
        "three_thousand_sheets.xlsx",
        workbook(book=book.replace("</sheets>", sheets + "</sheets>")),
    )
    defined = "".join(f'<definedName name="n{n}">表一!$A$1</definedName>' for n in range(100_000))
    yield hostile(
        "many_names.xlsx",
        workbook(book=book.replace("</sheets>", f"</sheets><definedNames>{defined}</definedNames>")),
        READ,
    )


def _letters(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cells():
    """Yield cells whose value cannot be what it says: each is refused or lost, never another value."""
    for number, index in enumerate(("-1", "2", "18446744073709551616", "abc", "0x0", "1.5", "１")):
        yield hostile(
            f"string_{number}.xlsx",
            workbook(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c><c r="B1"><v>1</v></c></row>'),
            LOST,
        )
    yield hostile("string_with_blanks.xlsx", workbook('<row r="1"><c r="A1" t="s"><v> 1 </v></c></row>'), [["乙"]])
    for number, style in enumerate(("-1", "99", "abc", "4294967296")):
        yield hostile(f"style_{number}.xlsx", workbook(f'<row r="1"><c r="A1" s="{style}"><v>7</v></c></row>'), [[7.0]])
    for number, value in enumerate(("1e309", "-1e309", "NaN", "INF", "1,5", "٣", "0x10", "1_000")):
        yield hostile(f"number_{number}.xlsx", workbook(f'<row r="1"><c r="A1"><v>{value}</v></c></row>'), LOST)
    for number, value in enumerate(("-1", "0", "2958466", "1e300", "60")):
        yield hostile(f"day_{number}.xlsx", workbook(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>'))
    for number, value in enumerate(("2022-13-01", "2022-01-01T25:00:00", "x", "")):
        yield hostile(f"iso_day_{number}.xlsx", workbook(f'<row r="1"><c r="A1" t="d"><v>{value}</v></c></row>'))
    for number, kind in enumerate(("q", "", "S", "inlineStr")):
        yield hostile(f"kind_{number}.xlsx", workbook(f'<row r="1"><c r="A1" t="{kind}"><v>7</v></c></row>'))
    yield hostile("bool.xlsx", workbook('<row r="1"><c r="A1" t="b"><v>7</v></c></row>'))
    yield hostile("long_text.xlsx", workbook(f'<row r="1">{text_cell("A1", "字" * 40_000)}</row>'))
    yield hostile(
        "endless_text.xlsx",
        workbook(f'<row r="1">{text_cell("A1", "a" * 10_000_000)}</row>'),
    )
    yield hostile(
        "endless_formula.xlsx", workbook(f'<row r="1"><c r="A1"><f>{"1+" * 2_500_000}1</f><v>1</v></c></row>'), [[1.0]]
    )
    for number, formula in enumerate(
        ("A1", "#REF!", "cmd|'/c calc'!A1", r"\\127.0.0.1\a!A1", 'HYPERLINK("http://127.0.0.1","x")')
    ):
        yield hostile(
            f"formula_{number}.xlsx", workbook(f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>'), [[1.0]]
        )


LOST = "lost"  # read, and the cell's value is reported as lost


def all_grids():
    yield from addresses()
    yield from disguises()
    yield from extents()
    yield from cells()
    yield hostile("no_rows.xlsx", with_sheet(sheet_part("")), [])
    yield hostile(
        "active.xlsx",
        zip_parts(
            {**plain_parts(), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100, "xl/connections.xml": "<connections/>"}
        ),
        READ,
    )
