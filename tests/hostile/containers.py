"""Files that are something else than their name says, sealed or encrypted, and old containers gone wrong."""

import gzip
import io
import random
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

from tests.hostile.packages import Hostile, hostile, sheet_part, with_sheet, workbook, zip_parts

EXAMPLES = Path(__file__).parents[2] / "examples" / "city"
PLAIN = workbook()
PAGE = "<html><body><table><tr><td>编号</td><td>问题</td></tr><tr><td>1</td><td>甲</td></tr></table></body></html>"
HEADS = {
    "pdf": b"%PDF-1.7\n",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff\xe0",
    "gif": b"GIF89a",
    "tiff": b"II*\x00",
    "bmp": b"BM" + bytes(8),
    "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "heic": b"\x00\x00\x00\x18ftypheic",
    "mp4": b"\x00\x00\x00\x18ftypisom",
    "mp3": b"ID3\x03\x00",
    "wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "amr": b"#!AMR\n",
    "exe": b"MZ\x90\x00",
    "elf": b"\x7fELF\x02",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "rtf": b"{\\rtf1 ",
    "sqlite": b"SQLite format 3\x00",
    "psd": b"8BPS\x00\x01",
    "lnk": b"L\x00\x00\x00\x01\x14\x02\x00",
    "dwg": b"AC1032\x00",
    "flv": b"FLV\x01",
}
MAIL = "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n甲\n--x--\n"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
TABLE = [["编号", "问题"], ["1", "甲"]]


def other_kinds():
    """Yield pictures, papers, programs, sounds, mails, links: what is no table must be refused, with its own reason."""
    dice = random.Random(7)
    for kind, head in HEADS.items():
        for ending in ("xlsx", kind):
            yield Hostile(name=f"a_{kind}.{ending}", content=head + dice.randbytes(3000))
    yield Hostile(name="packed.xlsx", content=gzip.compress(PLAIN))
    yield Hostile(
        name="mail.eml",
        content=MAIL.encode(),
    )
    yield Hostile(
        name="web.mht",
        content=b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><table></table></html>",
    )
    yield Hostile(name="link.url", content=b"[InternetShortcut]\r\nURL=http://127.0.0.1/\r\n")
    for kind, parts in {
        "docx": {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"},
        "pptx": {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"},
        "ofd": {"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<a/>"},
        "numbers": {"Index/Document.iwa": "x", "Index/Tables/Tile.iwa": "x", "Metadata/Properties.plist": "x"},
        "odt": {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"},
        "epub": {"mimetype": "application/epub+zip", "META-INF/container.xml": "<a/>"},
        "jar": {"META-INF/MANIFEST.MF": "x", "A.class": "x"},
    }.items():
        yield Hostile(name=f"a_{kind}.xlsx", content=zip_parts(parts))
    for size in (1, 100, 100_000):
        yield Hostile(name=f"dice_{size}.xlsx", content=dice.randbytes(size))
    for name, content in {
        "nothing": b"",
        "bom_alone": b"\xef\xbb\xbf",
        "blank": b" \r\n\t " * 100,
        "zeros": bytes(5000),
    }.items():
        for ending in ("xlsx", "csv"):
            yield Hostile(name=f"{name}.{ending}", content=content)


def tables_of_other_names():
    """Yield tables in other formats than their names say."""
    yield hostile("page.xls", PAGE.encode(), TABLE)
    yield hostile("page_gbk.xls", PAGE.encode("gbk"), TABLE)
    yield hostile("page_with_script.xls", PAGE.replace("<table>", "<script>while(1){}</script><table>").encode(), TABLE)
    yield hostile("table.xls", "编号,问题\n1,甲\n".encode("gbk"), [["编号", "问题"], ["1", "甲"]])
    yield hostile("table_utf16.xls", "编号\t问题\n1\t甲\n".encode("utf-16"), [["编号", "问题"], ["1", "甲"]])
    yield hostile("workbook.xls", PLAIN, [["甲", 1.0]])
    yield hostile("workbook.csv", PLAIN, [["甲", 1.0]])


def sealed():
    """Yield files that document-security software or a password keeps closed."""
    for number, head in enumerate((b"\x62\x14\x23\x65\x44\x00E-SafeNet\x00\x00LOCK", b"%TSD-Header-###%\x01\x02")):
        yield hostile(f"sealed_{number}.xlsx", head + bytes(4096))
    for number, word in enumerate(("secret", "密码")):
        locked = io.BytesIO()
        OOXMLFile(io.BytesIO(PLAIN)).encrypt(word, locked)
        yield hostile(f"locked_{number}.xlsx", locked.getvalue())
        for position in (600, 2000, 4000):
            broken = bytearray(locked.getvalue())
            broken[position : position + 64] = bytes(64)
            yield hostile(f"locked_{number}_broken_{position}.xlsx", bytes(broken))
    yield hostile("locked.ods", _encrypted_ods())
    locked = bytearray(zip_parts({"表.csv": "a,b\n1,2\n"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + offset] |= 1
    yield hostile("locked.zip", bytes(locked))


def _encrypted_ods():
    manifest = '<manifest:manifest xmlns:manifest="a"><manifest:encryption-data/></manifest:manifest>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"\x01\x02",
        "META-INF/manifest.xml": manifest,
    }
    return zip_parts(parts)


def repeats():
    """Yield ods tables of few bytes that say that a cell or row is there a million times."""
    spaces = " ".join(f'xmlns:{name}="{NAMESPACE}:{name}:1.0"' for name in ("office", "table", "text"))
    head = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        '<table:table table:name="a">{}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    cell = '<table:table-cell office:value-type="string"{}><text:p>甲</text:p></table:table-cell>'
    many = ' table:number-columns-repeated="{}"'
    down = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    for name, rows in {
        "columns": f"<table:table-row>{cell.format(many.format(16_384))}</table:table-row>",
        "rows": down.format(1_048_576, cell.format("")),
        "both": down.format(1_048_576, cell.format(many.format(1_024))),
        "endless": down.format(99_999_999_999, cell.format("")),
        "negative": down.format(-1, cell.format(many.format("x"))),
        "spaces": down.format(1, cell.format("").replace("甲", '<text:s text:c="2000000000"/>')),
        "nested": "<table:table-row-group>" * 50_000,
        "doctype": "",
    }.items():
        part = head.format(rows)
        if name == "doctype":
            part = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + head.format(
                down.format(1, cell.format("").replace("甲", "&b;"))
            )
        content = zip_parts(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": part,
                "META-INF/manifest.xml": "<a/>",
            }
        )
        yield hostile(f"repeat_{name}.ods", content)


def mutants(each=20):
    """Yield workbooks of real programs with bytes changed here and there: any end but a wrong one will do."""
    dice = random.Random(11)
    seeds = [
        *sorted(EXAMPLES.rglob("*.xls"))[:2],
        *sorted(EXAMPLES.rglob("*.ods"))[:1],
        *sorted(EXAMPLES.rglob("*.xlsx"))[:1],
    ]
    for seed in seeds:
        for number in range(each):
            content = bytearray(seed.read_bytes())
            for _ in range(dice.choice((1, 5, 50))):
                content[dice.randrange(len(content))] = dice.randrange(256)
            if number % 5 == 0:
                del content[dice.randrange(len(content)) :]
            yield hostile(f"mutant_{seed.suffix[1:]}_{seeds.index(seed)}_{number}{seed.suffix}", bytes(content))
    part = sheet_part('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>').encode()
    for number in range(2 * each):
        broken = bytearray(part)
        for _ in range(dice.choice((1, 2, 3))):
            at = dice.randrange(len(broken))
            broken[at : at + dice.choice((0, 1, 4))] = dice.choice(
                (b"<", b">", b'"', b"/", b"9" * 9, b"Z" * 7, b"&", b"r", b"<c ", b"<row")
            )
        yield hostile(f"mutant_part_{number}.xlsx", with_sheet(bytes(broken)))


def old_containers():
    """Yield xls workbooks whose container or records run in circles or say impossible sizes."""
    seed = sorted(EXAMPLES.rglob("*.xls"))[0].read_bytes()
    sector = 512
    for name, at, raw in (
        ("table_circle", sector, b"\x00\x00\x00\x00" * 128),
        ("table_far", sector, b"\xf0\xff\xff\x7f" * 128),
        ("sector_size", 30, b"\xff\xff"),
        ("table_count", 44, b"\xff\xff\xff\x7f"),
        ("directory_far", 48, b"\xff\xff\xff\x7f"),
        ("mini_far", 60, b"\xff\xff\xff\x7f"),
        ("more_far", 68, b"\x10\x00\x00\x00"),
        ("more_count", 72, b"\xff\xff\xff\x7f"),
    ):
        broken = bytearray(seed)
        broken[at : at + len(raw)] = raw
        yield hostile(f"old_{name}.xls", bytes(broken))
    for name, size in (("8", 8), ("512", 512), ("1024", 1024), ("half", len(seed) // 2)):
        yield hostile(f"old_cut_{name}.xls", seed[:size])


def all_containers():
    yield from other_kinds()
    yield from tables_of_other_names()
    yield from sealed()
    yield from repeats()
    yield from old_containers()
