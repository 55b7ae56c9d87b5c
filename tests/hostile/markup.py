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
    bounded,
    either,
    plain_parts,
    readable,
    refused,
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
            yield refused(name, zip_parts(parts), "damaged")
    parts = plain_parts()
    yield either(
        "doctype_in_types.xlsx",
        zip_parts({**parts, "[Content_Types].xml": _with_doctype(parts["[Content_Types].xml"], LAUGHS)}),
    )
    page = "<html><body><table><tr><td>&j;</td><td>1</td></tr></table></body></html>"
    yield either("laughs.html", (LAUGHS + page).encode(), codes={"damaged", "web", "text"})
    book = OLD_BOOK.format("<Row><Cell><Data>&j;</Data></Cell></Row>")
    yield refused("laughs.xml", (XML + LAUGHS + book).encode(), "damaged", "web")


def nests():
    """Yield parts with depths, numbers and lengths that no office program writes."""
    nested = "<a>" * 100_000 + "</a>" * 100_000
    yield either("nested_after.xlsx", with_sheet(sheet_part(ROW, after=nested)), READ)
    yield either("nested_before.xlsx", with_sheet(sheet_part(ROW, before=nested)), READ)
    yield either("nested_unclosed.xlsx", with_sheet(sheet_part(ROW, after="<a>" * 500_000)), READ)
    many = " ".join(f'a{n}="1"' for n in range(80_000))
    yield either(
        "many_attributes.xlsx", with_sheet(sheet_part(f'<row r="1" {many}><c r="A1"><v>1</v></c></row>')), [[1.0]]
    )
    spaces = " ".join(f'xmlns:n{n}="u{n}"' for n in range(80_000))
    yield either("many_namespaces.xlsx", with_sheet(sheet_part(ROW, root=f'xmlns="{MAIN}" {spaces}')), READ)
    yield either(
        "long_attribute.xlsx",
        with_sheet(sheet_part(f'<row r="1" x="{"a" * 10_000_000}"><c r="A1"><v>1</v></c></row>')),
        [[1.0]],
    )
    yield either("long_comment.xlsx", with_sheet(sheet_part(f"<!--{'a' * 50_000_000}-->" + ROW)), READ)
    yield either("unclosed_comment.xlsx", with_sheet(sheet_part("<!--" + ROW)), [])
    yield either("unclosed_cdata.xlsx", with_sheet(sheet_part("<![CDATA[" + ROW)), [])
    yield either(
        "included.xlsx",
        with_sheet(sheet_part(ROW + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
        READ,
    )
    yield refused("no_xml.xlsx", with_sheet("no xml at all"))
    yield either("empty_part.xlsx", with_sheet(""), [])
    yield either("unclosed_root.xlsx", with_sheet(sheet_part(ROW).replace("</worksheet>", "")), READ)
    yield either("unclosed_cell.xlsx", with_sheet(sheet_part('<row r="1"><c r="A1"><v>1</v></row>')), [[1.0]])
    yield either(
        "cell_in_cell.xlsx",
        with_sheet(sheet_part('<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>')),
        [["", 1.0]],
    )
    yield either(
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
        yield either(f"{name}.xlsx", with_sheet(text.encode().replace(b"{}", raw)))
    declared = text.replace("UTF-8", "GBK").format("甲").encode("gbk")
    yield either("gbk_declared.xlsx", with_sheet(declared), [["甲"]])
    yield either("utf16.xlsx", with_sheet(sheet_part(ROW).replace("UTF-8", "UTF-16").encode("utf-16")), READ)
    yield either("bom.xlsx", with_sheet(b"\xef\xbb\xbf" + sheet_part(ROW).encode()), READ)
    yield either("null_reference.xlsx", with_sheet(text.format("&#0;")), codes={"damaged"})
    yield either("control_reference.xlsx", with_sheet(text.format("&#x1F;")), codes={"damaged"})
    yield either("unknown_entity.xlsx", with_sheet(text.format("&nbsp;")), codes={"damaged"})
    table = "编号,问题\n1,甲\n"
    for name, content in {
        "cp936": table.encode("cp936"),
        "gb18030": table.encode("gb18030"),
        "utf16": table.encode("utf-16"),
        "utf16_be": b"\xfe\xff" + table.encode("utf-16-be"),
        "bom": b"\xef\xbb\xbf" + table.encode(),
    }.items():
        yield readable(f"{name}.csv", content, [["编号", "问题"], ["1", "甲"]])
    mixed = table.encode() + "2,乙丙丁\n".encode("gbk") * 3
    yield refused("two_encodings.csv", mixed, "text", "encoding", "damaged")
    yield refused(
        "replaced.csv", table.replace("甲", "\ufffd\ufffd").encode() + b"\xff\xff", "text", "encoding", "damaged"
    )


def texts():
    """Yield separated texts that would fill a reader: zeros, open quotes, endless lines and fields."""
    yield either("zeros.csv", b"a,b\n1,\x00\x00\n" * 1000, codes={"text", "unknown", "encoding", "damaged"})
    yield either(
        "open_quote.csv", ('编号,问题\n1,"甲\n' + "2,乙\n" * 10_000).encode(), codes={"text", "damaged", "too_big"}
    )
    yield bounded("million_columns.csv", b"a," * 1_000_000)
    yield bounded("long_field.csv", b"a,b\n1," + b"x" * 20_000_000)
    yield bounded("two_million_rows.csv", b"a,b\n" * 2_000_000)
    yield either("separator_named.csv", "sep=;\n编号;问题\n1;甲\n".encode())
    yield either("zero_bytes_only.csv", bytes(4096), codes={"unknown", "text", "empty"})
    yield either("one_line.csv", b"x" * 5_000_000, codes={"text", "too_big"})
    yield either(
        "open_page.html", b"<html><table>" + b"<tr><td>" * 200_000, codes={"damaged", "too_big", "too_far", "web"}
    )
    yield either(
        "wide_span.html",
        "<table><tr><td colspan=99999999 rowspan=99999999>甲</td><td>1</td></tr></table>".encode(),
        codes={"damaged", "too_big", "too_far", "web"},
    )
    cell = '<Cell ss:Index="999999999"><Data ss:Type="Number">1</Data></Cell>'
    for number, row in enumerate((cell, '<Cell ss:MergeAcross="99999999"><Data>1</Data></Cell>')):
        at = 9 if number else 99_999_999
        book = XML + OLD_BOOK.format(f'<Row ss:Index="{at}">{row}</Row>')
        yield either(f"far_{number}.xml", book.encode(), codes={"damaged", "too_big", "too_far"})


def all_markup():
    yield from doctypes()
    yield from nests()
    yield from encodings()
    yield from texts()
    yield either("style_part_broken.xlsx", workbook(styles="<styleSheet"), READ)
    yield either("strings_part_broken.xlsx", workbook(strings="<sst><si>"), READ)
    yield refused("book_part_broken.xlsx", workbook(book="<workbook"))
    parts = plain_parts()
    for part in (STYLES, STRINGS):
        yield either(
            f"without_{part.rsplit('/', 1)[-1]}.xlsx", zip_parts({k: v for k, v in parts.items() if k != part}), READ
        )
    yield refused("without_sheet.xlsx", zip_parts({k: v for k, v in parts.items() if k != SHEET}))
    yield either("without_types.xlsx", zip_parts({k: v for k, v in parts.items() if k != "[Content_Types].xml"}), READ)
    yield either(
        "without_links.xlsx", zip_parts({k: v for k, v in parts.items() if "_rels/work" not in k}), codes={"damaged"}
    )
