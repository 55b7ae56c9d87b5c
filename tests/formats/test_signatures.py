"""What is no workbook is called what it is, by its bytes, and told apart by what its sender meant by it."""

import io
import zipfile

import pytest

from tests.formats.test_open import SMALL, refusal, zipped
from toolkit.formats import ATTACHMENTS, is_archive, open_workbook, read_archive

REST = bytes(range(256)) * 4
FIELDS = "Subject: =?utf-8?B?5riF5Y2V?=\r\nDate: Mon, 28 Mar 2022 09:00:00 +0800\r\nMIME-Version: 1.0\r\n"
MAIL = f"From: a@b.gov.cn\r\nTo: c@d.gov.cn\r\n{FIELDS}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TYPED = "application/vnd.oasis.opendocument"

BY_FIRST_BYTES = {
    "pdf": (b"%PDF-1.7\n", "pdf"),
    "png": (b"\x89PNG\r\n\x1a\n", "picture"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
    "gif": (b"GIF89a", "picture"),
    "bmp": (b"BM\x36\x84\x03\x00\x00\x00\x00\x00\x36", "picture"),
    "tiff little": (b"II*\x00", "picture"),
    "tiff big": (b"MM\x00*", "picture"),
    "psd": (b"8BPS\x00\x01", "picture"),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture"),
    "heic": (b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00", "picture"),
    "heif": (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "picture"),
    "avif": (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "picture"),
    "jpeg 2000": (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "picture"),
    "emf": (b"\x01\x00\x00\x00" + bytes(36) + b" EMF", "picture"),
    "wmf": (b"\xd7\xcd\xc6\x9a\x00\x00", "picture"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', "picture"),
    "mp4": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "media"),
    "mov": (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "media"),
    "old mov": (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "media"),
    "m4a": (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", "media"),
    "3gp": (b"\x00\x00\x00\x18ftyp3gp4", "media"),
    "mp3 with tag": (b"ID3\x03\x00\x00\x00\x00\x00\x21", "media"),
    "mp3": (b"\xff\xfb\x90\x64\x00", "media"),
    "aac": (b"\xff\xf1\x50\x80", "media"),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "media"),
    "avi": (b"RIFF\x24\x00\x00\x00AVI LIST", "media"),
    "amr": (b"#!AMR\n<<", "media"),
    "silk of WeChat": (b"\x02#!SILK_V3", "media"),
    "ogg": (b"OggS\x00\x02", "media"),
    "flac": (b"fLaC\x00\x00", "media"),
    "midi": (b"MThd\x00\x00\x00\x06", "media"),
    "wmv": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "media"),
    "mkv": (b"\x1a\x45\xdf\xa3", "media"),
    "flv": (b"FLV\x01\x05", "media"),
    "mpeg": (b"\x00\x00\x01\xba", "media"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "archive"),
    "gzip": (b"\x1f\x8b\x08\x00", "archive"),
    "bzip2": (b"BZh91AY&SY", "archive"),
    "xz": (b"\xfd7zXZ\x00", "archive"),
    "zstandard": (b"\x28\xb5\x2f\xfd", "archive"),
    "cab": (b"MSCF\x00\x00\x00\x00", "archive"),
    "tar": (b"a.xlsx".ljust(257, b"\x00") + b"ustar\x00", "archive"),
    "lzh": (b"\x20\x00-lh5-", "archive"),
    "rtf": (b"{\\rtf1\\ansi", "word"),
    "word 2003 xml": (b'<?xml version="1.0"?><w:wordDocument xmlns:w="urn:a">', "word"),
    "flat odt": (f'<office:document {ODF} office:mimetype="{TYPED}.text">'.encode(), "word"),
    "flat odp": (f'<office:document {ODF} office:mimetype="{TYPED}.presentation">'.encode(), "slides"),
    "chm": (b"ITSF\x03\x00\x00\x00", "ebook"),
    "mobi": (b"x".ljust(60, b"\x00") + b"BOOKMOBI", "ebook"),
    "caj": (b"CAJ\x00", "ebook"),
    "dwg": (b"AC1032\x00\x00", "drawing"),
    "dxf": (b"  0\r\nSECTION\r\n  2\r\nHEADER", "drawing"),
    "sqlite": (b"SQLite format 3\x00", "database"),
    "mdb": (b"\x00\x01\x00\x00Standard Jet DB\x00", "database"),
    "accdb": (b"\x00\x01\x00\x00Standard ACE DB\x00", "database"),
    "exe": (b"MZ\x90\x00\x03\x00\x00\x00", "program"),
    "elf": (b"\x7fELF\x02\x01", "program"),
    "lnk": (b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00", "shortcut"),
    "url": (b"[InternetShortcut]\r\nURL=https://docs.qq.com/sheet/x\r\n", "shortcut"),
    "torrent": (b"d8:announce35:http://", "download"),
    "eml": (MAIL.encode(), "mail"),
    "eml received": (b"Received: from x by y;\r\n Mon\r\nFrom: a\r\nSubject: \xc7\xe5\xb5\xa5\r\n\r\n", "mail"),
    "draft": (f"From: a@b.cn\r\n{FIELDS}Content-Type: text/plain\r\n\r\n".encode(), "mail"),
    "mbox": (f"From a@b.cn Mon Mar 28 09:00:00 2022\n{MAIL}".encode(), "mail"),
    "emlx": (f"2345\n{MAIL}".encode(), "mail"),
    "winmail.dat": (b"\x78\x9f\x3e\x22\x00\x01", "mail"),
    "pst": (b"!BDN\x00\x00", "mail"),
    "mht of Word": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "web"),
    "mht of IE": (
        b"From: <Saved by Windows Internet Explorer 8>\r\nSubject: x\r\nDate: Mon\r\nMIME-Version: 1.0",
        "web",
    ),
    "uos": (b'<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof" uof:mimetype="vnd.uof.spreadsheet">', "uof"),
    "uot": (b'<uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof" uof:mimetype="vnd.uof.text">', "word"),
    "pfile": (b".pfile\x03\x00", "rights"),
    "E-SafeNet": (b"b\x14#e\x02\x03\x02\x00E-SafeNet\x00\x00\x00LOCK", "secured"),
    "IP-guard": (b"\x00" * 8 + b"%TSD-Header-###%", "secured"),
}
BY_MEMBERS = {
    "ofd": ({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<a/>", "Doc_0/Res/image_1.jpg": "x"}, "ofd"),
    "ofd by Windows": ({"OFD.xml": "", "Doc_0\\Document.xml": ""}, "ofd"),
    "xps": ({"[Content_Types].xml": "", "FixedDocSeq.fdseq": "", "Documents/1/FixedDoc.fdoc": ""}, "xps"),
    "numbers": ({"Index/Document.iwa": "", "Index/Tables/DataList.iwa": "", "preview.jpg": ""}, "numbers"),
    "numbers of 2009": ({"index.xml": "", "buildVersionHistory.plist": ""}, "numbers"),
    "pages": ({"Index/Document.iwa": "", "Index/ViewState.iwa": ""}, "word"),
    "keynote": ({"Index/Document.iwa": "", "Index/Slide-8123.iwa": "", "Index/Tables/DataList.iwa": ""}, "slides"),
    "pptx": ({"[Content_Types].xml": "", "ppt/presentation.xml": ""}, "slides"),
    "docx": ({"[Content_Types].xml": "", "word/document.xml": ""}, "word"),
    "vsdx": ({"[Content_Types].xml": "", "visio/document.xml": ""}, "drawing"),
    "uof 2": ({"uof.xml": "", "content.xml": "", "_meta/meta.xml": ""}, "uof"),
    "odt": ({"mimetype": f"{TYPED}.text", "content.xml": ""}, "word"),
    "odp": ({"mimetype": f"{TYPED}.presentation", "content.xml": ""}, "slides"),
    "odg": ({"mimetype": f"{TYPED}.graphics", "content.xml": ""}, "drawing"),
    "odb": ({"mimetype": f"{TYPED}.base", "content.xml": ""}, "database"),
    "epub": ({"mimetype": "application/epub+zip", "META-INF/container.xml": ""}, "ebook"),
    "apk": ({"AndroidManifest.xml": "", "META-INF/MANIFEST.MF": "", "classes.dex": ""}, "program"),
    "jar": ({"META-INF/MANIFEST.MF": "", "a/B.class": ""}, "program"),
}
BY_STREAMS = {
    "ppt": (["PowerPoint Document", "Current User"], "slides"),
    "doc": (["WordDocument", "1Table"], "word"),
    "vsd": (["VisioDocument"], "drawing"),
    "msg": (["__nameid_version1.0", "__properties_version1.0"], "mail"),
    "xls with rights": (["Workbook", "\tDRMContent"], "rights"),
    "xlsx with a password": (["EncryptedPackage", "EncryptionInfo"], "encrypted"),
    "other": (["SomeData"], "unknown"),
}


def compound(tree):
    """A compound file of empty streams, and of storages: those that have a dict of what is in them."""
    entries = []  # name, type, right neighbour, first child

    def add(name, inner):
        number = len(entries)
        entries.append([name, 2 if inner is None else 1, -1, -1])
        before = None
        for one, deeper in sorted((inner or {}).items()):
            place = add(one, deeper)
            entries[number if before is None else before][3 if before is None else 2] = place
            before = place
        return number

    add("Root Entry", tree)
    entries[0][1] = 5
    directory = b"".join(map(_directory_entry, entries))
    directory += bytes(-len(directory) % 512)
    chain = [0xFFFFFFFD, *range(2, len(directory) // 512 + 1), 0xFFFFFFFE]
    fat = b"".join(number.to_bytes(4, "little") for number in chain).ljust(512, b"\xff")
    numbers = (1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(10)
    head += b"".join(number.to_bytes(4, "little") for number in numbers)
    return head.ljust(512, b"\xff") + fat + directory


def _directory_entry(entry):
    name, kind, right, child = entry
    raw = name.encode("utf-16-le") + b"\x00\x00"
    links = b"".join((link & 0xFFFFFFFF).to_bytes(4, "little") for link in (-1, right, child))
    start = (0xFFFFFFFE).to_bytes(4, "little")
    return raw.ljust(64, b"\x00") + bytes([len(raw), 0, kind, 1]) + links + bytes(36) + start + bytes(8)


@pytest.mark.way(56)
@pytest.mark.parametrize(("content", "code"), BY_FIRST_BYTES.values(), ids=list(BY_FIRST_BYTES))
def test_file_of_another_kind__is_refused_by_its_name(content, code):
    assert refusal(open_workbook, content + REST if content[-1] < 0x80 and b"\r\n" not in content else content) == code
    assert not is_archive(content)


@pytest.mark.parametrize(("members", "code"), BY_MEMBERS.values(), ids=list(BY_MEMBERS))
def test_zip_of_another_kind__is_one_file_and_no_archive(members, code):
    content = zipped(members)
    assert refusal(open_workbook, content) == code and not is_archive(content)


@pytest.mark.parametrize(("streams", "code"), BY_STREAMS.values(), ids=list(BY_STREAMS))
def test_compound_file_of_another_kind__is_refused_by_its_name(streams, code):
    assert refusal(open_workbook, compound(dict.fromkeys(streams))) == code


def test_workbook_under_a_rights_template__is_no_matter_of_a_password():
    spaces = {"TransformInfo": {"DRMEncryptedTransform": {"\x06Primary": None}}}
    assert refusal(open_workbook, compound({"EncryptedPackage": None, "\x06DataSpaces": spaces})) == "rights"


@pytest.mark.parametrize(("streams", "code"), [({}, "unknown"), ({"PowerPoint Document": None}, "slides")])
def test_workbook_embedded_in_something_else__is_not_taken_for_the_file(streams, code):
    content = compound({**streams, "MBD0001": {"Workbook": None}})
    assert refusal(open_workbook, content) == code


@pytest.mark.parametrize("padding", [b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n", b" ", b"\xff\xfe"])
def test_byte_order_mark_or_blank_lines_before_a_signature__are_passed_over(padding):
    assert open_workbook(padding + SMALL).grids == open_workbook(SMALL).grids
    assert refusal(open_workbook, padding + b"%PDF-1.7") == "pdf"
    archive = zipped({"甲.xlsx": SMALL})
    assert is_archive(padding + archive)
    assert [member.content for member in read_archive(padding + archive)] == [SMALL]


@pytest.mark.parametrize("head", ["BM,姓名", "MZ,姓名", "ID3,姓名", "PK,姓名", "L,姓名", "HN,AC1032"])
def test_text_that_begins_like_a_signature__is_read(head):
    for encoding in ("utf-8", "gbk", "utf-16"):
        assert open_workbook(f"{head}\n1,甲\n".encode(encoding)).grids[0].rows[1] == ["1", "甲"]


@pytest.mark.parametrize("folder", ["清单.numbers", "夹/清单.numbers"])
def test_folder_that_is_a_document_of_an_apple_program__is_one_member(folder):
    content = zipped({f"{folder}/Index.zip": "x", f"{folder}/Data/a.jpg": "x", "表.csv": "a,b"})
    assert [(member.name, member.code) for member in read_archive(content)] == sorted(
        [(folder, "numbers"), ("表.csv", "")]
    )


def test_files_in_a_folder_with_such_a_name__are_files():
    content = zipped({"收到.key/甲.xlsx": SMALL})
    assert [member.name for member in read_archive(content)] == ["收到.key/甲.xlsx"]


def test_what_can_be_no_attachment__is_no_doubt():
    assert not ATTACHMENTS & {"encoding", "traditional", "numbers", "uof", "rights", "secured", "damaged", "unknown"}


def test_zip_with_an_odd_mimetype__is_still_looked_into():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("mimetype", b"x" * 10_000_000)
    assert refusal(open_workbook, content.getvalue()) == "archive"
