"""XML that would expand, fetch, nest or never end; encodings that lie; web pages and texts of the same kind."""

from tests.hostile.packages import (
    BOOK,
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
    with_sheet,
    workbook,
    zip_parts,
)

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
OLD = "urn:schemas-microsoft-com:office:spreadsheet"
OLD_BOOK = f'<Workbook xmlns="{OLD}" xmlns:ss="{OLD}"><Worksheet ss:Name="a"><Table>{{}}</Table></Worksheet></Workbook>'
DOCTYPES = {
    "laughs": LAUGHS,
    "blow_up": f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "http": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
    "share": r'<!DOCTYPE x [<!ENTITY a SYSTEM "\\127.0.0.1\x">]>',
    "zero": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///dev/zero">]>',
    "outside": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
}


def _with_doctype(part, doctype):
    return part.decode().replace(XML, XML + doctype).replace("甲", "&a;")


def doctypes():
    """Yield workbooks whose parts declare entities; no part of a workbook needs a declaration."""
    for key, doctype in DOCTYPES.items():
        for part in (SHEET, STRINGS, BOOK) if key in ("laughs", "file") else (SHEET,):
            parts = plain_parts()
            parts[part] = _with_doctype(parts[part], doctype)
            name = f"doctype_{key}_{part.rsplit('/', 1)[-1]}.xlsx"
            yield hostile(name, zip_parts(parts))
    parts = plain_parts()
    yield hostile(
        "doctype_in_types.xlsx",
        zip_parts({**parts, "[Content_Types].xml": _with_doctype(parts["[Content_Types].xml"], LAUGHS)}),
    )
    page = "<html><body><table><tr><td>&j;</td><td>1</td></tr></table></body></html>"
    yield hostile("laughs.html", (LAUGHS + page).encode())
    book = OLD_BOOK.format("<Row><Cell><Data>&j;</Data></Cell></Row>")
    yield hostile("laughs.xml", (XML + LAUGHS + book).encode())


def nests():
    """Yield parts with depths, numbers and lengths that no office program writes."""
    nested = "<a>" * 100_000 + "</a>" * 100_000
    yield hostile("nested_after.xlsx", with_sheet(sheet_part(ROW, after=nested)), READ)
    yield hostile("nested_before.xlsx", with_sheet(sheet_part(ROW, before=nested)), READ)
    yield hostile("nested_unclosed.xlsx", with_sheet(sheet_part(ROW, after="<a>" * 500_000)), READ)
    many = " ".join(f'a{n}="1"' for n in range(80_000))
    yield hostile(
        "many_attributes.xlsx", with_sheet(sheet_part(f'<row r="1" {many}><c r="A1"><v>1</v></c></row>')), [[1.0]]
    )
    spaces = " ".join(f'xmlns:n{n}="u{n}"' for n in range(80_000))
    yield hostile("many_namespaces.xlsx", with_sheet(sheet_part(ROW, root=f'xmlns="{MAIN}" {spaces}')), READ)
    yield hostile(
        "long_attribute.xlsx",
        with_sheet(sheet_part(f'<row r="1" x="{"a" * 10_000_000}"><c r="A1"><v>1</v></c></row>')),
        [[1.0]],
    )
    yield hostile("long_comment.xlsx", with_sheet(sheet_part(f"<!--{'a' * 50_000_000}-->" + ROW)), READ)
    yield hostile("unclosed_comment.xlsx", with_sheet(sheet_part("<!--" + ROW)), [])
    yield hostile("unclosed_cdata.xlsx", with_sheet(sheet_part("<![CDATA[" + ROW)), [])
    yield hostile(
        "included.xlsx",
        with_sheet(sheet_part(ROW + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
        READ,
    )
    yield hostile("no_xml.xlsx", with_sheet("no xml at all"))
    yield hostile("empty_part.xlsx", with_sheet(""), [])
    yield hostile("unclosed_root.xlsx", with_sheet(sheet_part(ROW).replace("</worksheet>", "")), READ)
    yield hostile("unclosed_cell.xlsx", with_sheet(sheet_part('<row r="1"><c r="A1"><v>1</v></row>')), [[1.0]])
    yield hostile(
        "cell_in_cell.xlsx",
        with_sheet(sheet_part('<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>')),
        [["", 1.0]],
    )
    yield hostile(
        "row_in_cell.xlsx",
        with_sheet(sheet_part('<row r="1"><c r="A1"><row r="2"><c r="A2"><v>1</v></c></row></c></row>')),
    )


def encodings():
    """Yield parts and texts whose bytes are not what they say."""
    text = sheet_part('<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>')
    for name, raw in {
        "bad_utf8": b"\xff\xfe\xfa",
        "overlong": b"\xc0\xaf",
        "surrogate": b"\xed\xa0\x80",
        "gbk_bytes": "甲乙".encode("gbk"),
    }.items():
        yield hostile(f"{name}.xlsx", with_sheet(text.encode().replace(b"{}", raw)))
    declared = text.replace("UTF-8", "GBK").format("甲").encode("gbk")
    yield hostile("gbk_declared.xlsx", with_sheet(declared), [["甲"]])
    yield hostile("utf16.xlsx", with_sheet(sheet_part(ROW).replace("UTF-8", "UTF-16").encode("utf-16")), READ)
    yield hostile("bom.xlsx", with_sheet(b"\xef\xbb\xbf" + sheet_part(ROW).encode()), READ)
    yield hostile("null_reference.xlsx", with_sheet(text.format("&#0;")))
    yield hostile("control_reference.xlsx", with_sheet(text.format("&#x1F;")))
    yield hostile("unknown_entity.xlsx", with_sheet(text.format("&nbsp;")))
    table = "编号,问题\n1,甲\n"
    for name, content in {
        "cp936": table.encode("cp936"),
        "gb18030": table.encode("gb18030"),
        "utf16": table.encode("utf-16"),
        "utf16_be": b"\xfe\xff" + table.encode("utf-16-be"),
        "bom": b"\xef\xbb\xbf" + table.encode(),
    }.items():
        yield hostile(f"{name}.csv", content, [["编号", "问题"], ["1", "甲"]])
    mixed = table.encode() + "2,乙丙丁\n".encode("gbk") * 3
    yield hostile("two_encodings.csv", mixed)
    yield hostile("replaced.csv", table.replace("甲", "\ufffd\ufffd").encode() + b"\xff\xff")


def texts():
    """Yield separated texts that would fill a reader: zeros, open quotes, endless lines and fields."""
    yield hostile("zeros_between.csv", b"a,b\n1,\x00\x00\n" * 1000)
    yield hostile("open_quote.csv", ('编号,问题\n1,"甲\n' + "2,乙\n" * 10_000).encode())
    yield hostile("million_columns.csv", b"a," * 1_000_000)
    yield hostile("long_field.csv", b"a,b\n1," + b"x" * 20_000_000)
    yield hostile("two_million_rows.csv", b"a,b\n" * 2_000_000)
    yield hostile("separator_named.csv", "sep=;\n编号;问题\n1;甲\n".encode())
    yield hostile("zero_bytes_only.csv", bytes(4096))
    yield hostile("one_line.csv", b"x" * 5_000_000)
    yield hostile("open_page.html", b"<html><table>" + b"<tr><td>" * 200_000)
    yield hostile(
        "wide_span.html",
        "<table><tr><td colspan=99999999 rowspan=99999999>甲</td><td>1</td></tr></table>".encode(),
    )
    cell = '<Cell ss:Index="999999999"><Data ss:Type="Number">1</Data></Cell>'
    for number, row in enumerate((cell, '<Cell ss:MergeAcross="99999999"><Data>1</Data></Cell>')):
        at = 9 if number else 99_999_999
        book = XML + OLD_BOOK.format(f'<Row ss:Index="{at}">{row}</Row>')
        yield hostile(f"far_{number}.xml", book.encode())


def all_markup():
    yield from doctypes()
    yield from nests()
    yield from encodings()
    yield from texts()
    yield hostile("style_part_broken.xlsx", workbook(styles="<styleSheet"), READ)
    yield hostile("strings_part_broken.xlsx", workbook(strings="<sst><si>"), READ)
    yield hostile("book_part_broken.xlsx", workbook(book="<workbook"))
    parts = plain_parts()
    for part in (STYLES, STRINGS):
        yield hostile(
            f"without_{part.rsplit('/', 1)[-1]}.xlsx", zip_parts({k: v for k, v in parts.items() if k != part}), READ
        )
    yield hostile("without_sheet.xlsx", zip_parts({k: v for k, v in parts.items() if k != SHEET}))
    yield hostile("without_types.xlsx", zip_parts({k: v for k, v in parts.items() if k != "[Content_Types].xml"}), READ)
    yield hostile("without_links.xlsx", zip_parts({k: v for k, v in parts.items() if "_rels/work" not in k}))
