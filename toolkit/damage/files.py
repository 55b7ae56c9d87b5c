"""Damage the file itself: a filled workbook comes in, files with other names, formats, wrappings and company go out."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Mapping

from msoffcrypto.format.ooxml import OOXMLFile

from toolkit.damage.draft import Draft
from toolkit.damage.exports import Rows, as_csv, as_html, as_spreadsheet_xml, as_workbook, as_zip, banner_of, list_rows
from toolkit.damage.kind import Kind, by_office, inside, outside
from toolkit.damage.model import Damaged, Expected, Named, Outcome, Subject
from toolkit.messages import say
from toolkit.package import repacked

_CORE, _STYLES = "docProps/core.xml", "xl/styles.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
# A picture of one white point, and the least that passes for a document.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea72d994c0000000049454e44ae426082"
)
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_ODD_FORMATS = (
    b'<numFmt numFmtId="901" formatCode="[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"/>'
    b'<numFmt numFmtId="902" formatCode="[DBNum1][$-804]General"/>'
    b'<numFmt numFmtId="903" formatCode="[&gt;=100000000]0!.00,,&quot;B&quot;;General"/>'
)


def _true(subject: Subject) -> Expected:
    """Return what a reader owes for the workbook when nothing is lost."""
    return Draft.of(subject).expected()


def _same(subject: Subject, files: Mapping[str, bytes], *named: Named) -> Damaged:
    true = _true(subject)
    outcome: Outcome = "named" if named else "same"
    return Damaged(files=files, expected=Expected(outcome=outcome, records=true.records, named=named))


def _refused(name: str, content: bytes, *codes: str, password: str = "") -> Damaged:
    return Damaged(files={name: content}, expected=Expected(outcome="refused", codes=codes, password=password))


# -- formats --------------------------------------------------------------------------------------


def _wrong_ending(subject: Subject, rng: random.Random) -> Damaged:
    return _same(subject, {f"{subject.stem}.xls": subject.content})


def _html(subject: Subject, rng: random.Random) -> Damaged:
    return _same(subject, {f"{subject.stem}.xls": as_html(list_rows(subject))})


def _spreadsheet_xml(subject: Subject, rng: random.Random) -> Damaged:
    return _same(subject, {f"{subject.stem}.xls": as_spreadsheet_xml(list_rows(subject))})


def _encrypted(subject: Subject, rng: random.Random) -> Damaged:
    """Lock it; the library salts with real random numbers, so that these bytes differ each time."""
    password = f"{rng.randrange(10**6):06d}"
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(subject.content)).encrypt(password, locked)
    return _refused(subject.name, locked.getvalue(), "encrypted", password=password)


def _sealed(subject: Subject, rng: random.Random) -> Damaged:
    """Write what document security software leaves outside its own company."""
    header = rng.choice((b"\x62\x14\x23\x65\x44\x00E-SafeNet\x00\x00LOCK", b"%TSD-Header-###%\x01\x02"))
    return _refused(subject.name, header + rng.randbytes(4096), "drm", "secured")


def _dimension(draft: Draft, rng: random.Random) -> bool:
    for table in draft.tables:
        table.sheet.set_dimension("A1")
    return bool(draft.tables)


def _odd_properties(draft: Draft, rng: random.Random) -> bool:
    """Write a date no standard knows, elements no standard knows, and number formats few programs know."""
    if not draft.book.has(_CORE):
        return False
    draft.book.change(_CORE, _with_odd_core)
    draft.book.change(_STYLES, _with_odd_formats)
    return True


def _with_odd_core(core: bytes) -> bytes:
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2022/3/1 9:30:00 AM", core)
    end = b"</cp:coreProperties>"
    return core.replace(end, b"<cp:KSOProductBuildVer>2052-11.1.0</cp:KSOProductBuildVer>" + end)


def _with_odd_formats(styles: bytes) -> bytes:
    def with_more(start: re.Match[bytes]) -> bytes:
        return b'<numFmts count="%d">' % (int(start[1]) + 3) + _ODD_FORMATS

    return re.sub(rb'<numFmts count="(\d+)">', with_more, styles)


# -- names and company ----------------------------------------------------------------------------


def _lock_files(subject: Subject, rng: random.Random) -> Damaged:
    owner = say("damage.reporter")
    excel = bytes([len(owner)]) + owner.encode("utf-16-le").ljust(164, b" ")
    office = f",{owner},pc,01.03.2022 09:30,file:///C:/;".encode()
    locks = {f"~${subject.name}": excel, f".~lock.{subject.name}#": office}
    named = [Named(file=name, rules=("ignored_file",)) for name in locks]
    return _same(subject, {subject.name: subject.content, **locks}, *named)


def _older_copy(subject: Subject, rng: random.Random) -> Damaged | None:
    """Send an earlier copy along that lacks the last row of a list."""
    draft = Draft.of(subject)
    tables = draft.filled_tables(2)
    saved = _saved(draft)
    if not tables or saved is None:
        return None
    table = max(tables, key=lambda one: len(one.lines))
    draft.delete_line(table, table.lines[-1])
    older = repacked(draft.book.content(), saved - dt.timedelta(days=1))
    copy, final = say("damage.name.copy", stem=subject.stem), say("damage.name.final", stem=subject.stem)
    return _same(subject, {final: subject.content, copy: older}, Named(file=copy, rules=("superseded",)))


def _saved(draft: Draft) -> dt.datetime | None:
    found = _MODIFIED.search(draft.book.read(_CORE)) if draft.book.has(_CORE) else None
    try:
        return dt.datetime.strptime(found[1].decode()[:19], "%Y-%m-%dT%H:%M:%S") if found else None
    except ValueError:
        return None


def _twice(subject: Subject, rng: random.Random) -> Damaged:
    copy = say("damage.name.copy", stem=subject.stem)
    return _same(subject, {subject.name: subject.content, copy: subject.content}, Named(rules=("same_bytes",)))


def _nameless(subject: Subject, rng: random.Random) -> Damaged:
    return _same(subject, {say("damage.name.nameless"): subject.content})


def _foreign(subject: Subject, rng: random.Random) -> Damaged:
    rows = [line.split("|") for line in say("damage.foreign").split("\n")]
    content = as_workbook({say("damage.name.foreign"): [list(row) for row in rows]})
    return _refused(f"{say('damage.name.foreign')}.xlsx", content, "foreign")


def _pdf(subject: Subject, rng: random.Random) -> Damaged:
    return _refused(f"{subject.stem}.pdf", _PDF, "pdf", "not_a_workbook")


def _picture(subject: Subject, rng: random.Random) -> Damaged:
    return _refused(f"{subject.stem}.png", _PNG, "picture", "not_a_workbook")


def _document(subject: Subject, rng: random.Random) -> Damaged:
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in (("[Content_Types].xml", types), ("word/document.xml", body)):
            package.writestr(zipfile.ZipInfo(name), part)
    return _refused(f"{subject.stem}.docx", buffer.getvalue(), "word", "not_a_workbook")


def _zipped(subject: Subject, rng: random.Random) -> Damaged:
    return _same(subject, {f"{subject.stem}.zip": as_zip({subject.name: subject.content})})


def _csv(subject: Subject, rng: random.Random) -> Damaged:
    sheets = list_rows(subject)
    return _same(subject, {f"{subject.stem}-{name}.csv": as_csv(rows, "gb18030") for name, rows in sheets.items()})


# -- copied into a new workbook -------------------------------------------------------------------


def _copied(subject: Subject, rng: random.Random) -> Damaged:
    """Copy headings and records to a new workbook; only the file's name and the line above tell whose they are."""
    line = banner_of(subject, say("cover.unit"))
    sheets: dict[str, Rows] = {name: [[line], *rows] for name, rows in list_rows(subject, headings_only=True).items()}
    return _same(subject, {subject.name: as_workbook(sheets)})


def _unit_in_banner(subject: Subject, rng: random.Random) -> Damaged | None:
    """Copy headings and records below three banner rows; nothing else tells the unit."""
    line = banner_of(subject, say("cover.unit"))
    if not line:
        return None
    first, _, last = say("damage.banner").split("\n")
    sheets: dict[str, Rows] = {
        name: [[first], [line], [last], *rows] for name, rows in list_rows(subject, headings_only=True).items()
    }
    return _same(subject, {say("damage.name.nameless"): as_workbook(sheets)})


FILE_KINDS: tuple[Kind, ...] = (
    by_office(1, "xls"),
    by_office(1, "ods"),
    by_office(2, "et"),
    outside(3, "xlsx_named_xls", _wrong_ending),
    outside(3, "html_named_xls", _html),
    outside(3, "xml_named_xls", _spreadsheet_xml),
    outside(4, "encrypted", _encrypted),
    outside(5, "sealed", _sealed),
    inside(6, "wrong_dimension", _dimension),
    inside(7, "odd_properties", _odd_properties),
    outside(8, "lock_files", _lock_files),
    outside(9, "older_copy", _older_copy),
    outside(10, "same_bytes", _twice),
    outside(11, "nameless", _nameless),
    outside(12, "foreign", _foreign),
    outside(13, "pdf", _pdf),
    outside(13, "picture", _picture),
    outside(13, "document", _document),
    outside(14, "zip", _zipped),
    outside(14, "csv", _csv),
    outside(15, "copied_to_new", _copied),
    outside(16, "unit_in_banner", _unit_in_banner),
)
