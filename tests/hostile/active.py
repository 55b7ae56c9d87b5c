"""What would act if it were obeyed: formulas, macros, links, names that trick; and honest files of odd programs."""

from tests.hostile.packages import (
    BOOK,
    MAIN,
    OFFICE,
    READ,
    ROW,
    SHEET,
    XML,
    hostile,
    plain_parts,
    sheet_part,
    text_cell,
    with_sheet,
    workbook,
    zip_parts,
)

PAYLOADS = (
    *("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "'=1", '"=1'),
    *("=HYPERLINK(&quot;http://127.0.0.1&quot;)", "=WEBSERVICE(&quot;http://127.0.0.1&quot;)", "=DDE(&quot;a&quot;)"),
    *("+86 10 6601", "-", "-3", "=", "@all", "{{ 7*7 }}", "{% include 'x' %}", "&lt;script&gt;", "_xlfn.X()"),
)
NAMES = ("长" * 40, "a:b", "", "a\u202eb", "a&#10;b", "=cmd|calc", "../../x", "'a'", "History", "a/b", "{{ 1 }}")
PERSONS = (
    *("张\u202e三", "李\u200b四", "王\u2066五\u2069", "赵\ue000", "\U00020000六", "葛\U000e0100", "a\u0301", "á", "Ａ"),
    *("欧阳·娜", "阿卜杜拉·买买提", "㛃", "\u3000张", "张　三", "张\u00a0三", "\ufeff张", "𠮷野", "ﾊﾝ", "ß", "İ"),
)


def _texts(texts):
    return "".join(f'<row r="{n}">{text_cell(f"A{n}", text)}</row>' for n, text in enumerate(texts, 1))


def payloads():
    """Yield texts and formulas that would run something: texts stay as they are, of formulas the result is read."""
    for number, text in enumerate(PAYLOADS):
        yield hostile(f"text_{number}.xlsx", workbook(_texts([text, "x"])))
        cell = f'<row r="1"><c r="A1" t="str"><f>{text.strip().lstrip("=")}</f><v>甲</v></c></row>'
        yield hostile(f"as_formula_{number}.xlsx", workbook(cell), [["甲"]])
    yield hostile("texts.csv", "\n".join(f'"{text}",甲' for text in ("=1+1", "@x", "-3", "+86")).encode())
    yield hostile("persons.xlsx", workbook(_texts(PERSONS)), [[name] for name in PERSONS])


def sheet_names():
    """Yield workbooks whose sheet has a name that no program lets one type."""
    book = plain_parts()[BOOK].decode()
    for number, name in enumerate(NAMES):
        yield hostile(f"sheet_name_{number}.xlsx", workbook(book=book.replace('"表一"', f'"{name}"')), READ)
    twins = book.replace("</sheets>", '<sheet name="表一 " sheetId="2" r:id="rId1"/></sheets>')
    yield hostile("sheet_names_alike.xlsx", workbook(book=twins))


def links():
    """Yield workbooks that lead elsewhere or bring programs along; their cells are read, and nothing else happens."""
    outside = f'<Relationship Id="rId9" Type="{OFFICE}/{{}}" Target="{{}}" TargetMode="External"/></Relationships>'
    plain = plain_parts()["xl/_rels/workbook.xml.rels"].decode()
    for number, (kind, target) in enumerate(
        {
            "externalLink": r"\\127.0.0.1\share\a.xlsx",
            "oleObject": "http://127.0.0.1/a",
            "attachedTemplate": "file:///etc/passwd",
            "image": "http://127.0.0.1/a.png",
            "hyperlink": "javascript:alert(1)",
            "worksheet": "http://127.0.0.1/sheet1.xml",
        }.items()
    ):
        links = plain.replace("</Relationships>", outside.format(kind, target))
        yield hostile(f"outside_{number}.xlsx", workbook(links=links), READ)
    for name, part in {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100,
        "xl/connections.xml": '<connections><connection connection="ODBC;DSN=x"/></connections>',
        "xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>',
        "xl/embeddings/oleObject1.bin": b"MZ" * 500,
        "xl/macrosheets/sheet1.xml": "<macrosheet/>",
        "customUI/customUI.xml": '<customUI onLoad="x"/>',
    }.items():
        yield hostile(f"brings_{name.rsplit('/', 1)[-1]}.xlsx", zip_parts({**plain_parts(), name: part}), READ)


def hidden_doctypes():
    """Yield parts whose document type stands in a part that is not needed, or in an encoding that hides it."""
    doctype = '<!DOCTYPE a [<!ENTITY b "c">]>'
    for name in ("xl/theme/theme1.xml", "docProps/app.xml", "docProps/core.xml", "xl/drawings/drawing1.xml"):
        yield hostile(f"doctype_in_{name.rsplit('/', 1)[-1]}", zip_parts({**plain_parts(), name: f"{doctype}<a/>"}))
    behind = f"<!--{'x' * 5000}-->{doctype}<a/>"
    yield hostile("doctype_behind_comment.xlsx", zip_parts({**plain_parts(), "docProps/app.xml": behind}))
    sheet = sheet_part(ROW).replace(XML, "")
    yield hostile("doctype_utf16.xlsx", with_sheet((doctype + sheet).encode("utf-16")))
    yield hostile("doctype_utf16_bare.xlsx", with_sheet(f'<?xml version="1.0"?>{doctype}{sheet}'.encode("utf-16-le")))
    for encoding in ("utf-7", "cp037", "utf-32", "hz"):
        declared = f'<?xml version="1.0" encoding="{encoding}"?>'
        yield hostile(f"hidden_{encoding}.xlsx", with_sheet(declared.encode() + sheet.encode(encoding, "replace")))
        yield hostile(f"whole_{encoding}.xlsx", with_sheet((declared + doctype + sheet).encode(encoding, "replace")))
    yield hostile("doctype_in_picture.xlsx", zip_parts({**plain_parts(), "xl/media/a.svg": f"{doctype}<svg/>"}), READ)
    text = "&lt;!DOCTYPE a [&lt;!ENTITY b 'c'&gt;]&gt;"
    yield hostile("doctype_as_text.xlsx", workbook(_texts([text])), [["<!DOCTYPE a [<!ENTITY b 'c'>]>"]])


def odd_programs():
    """Yield honest workbooks as odd programs write them."""
    parts = plain_parts()
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    said = {name: part.replace(MAIN.encode(), strict.encode()) for name, part in parts.items()}
    yield hostile("strict.xlsx", zip_parts(said), READ)
    yield hostile("backslashes.xlsx", zip_parts({name.replace("/", "\\"): part for name, part in parts.items()}), READ)
    capitals = {name if name.startswith("[") else name.upper(): part for name, part in parts.items()}
    yield hostile("capitals.xlsx", zip_parts(capitals), READ)
    pretty = parts[SHEET].decode().replace("><", ">\n  <")
    yield hostile("pretty.xlsx", zip_parts({**parts, SHEET: pretty}), READ)
    yield hostile("single_quotes.xlsx", zip_parts({**parts, SHEET: parts[SHEET].decode().replace('"', "'")}), READ)
    yield hostile("stored.xlsx", zip_parts(parts, 0), READ)


def all_active():
    yield from payloads()
    yield from sheet_names()
    yield from links()
    yield from hidden_doctypes()
    yield from odd_programs()
