"""Damage the file itself: another name, format or wrapping, a password on it, or other files beside it."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Mapping

from msoffcrypto.format.ooxml import OOXMLFile

from toolkit.damage.draft import Draft
from toolkit.damage.exports import (
    Rows,
    build_bare_workbook,
    build_csv,
    build_html,
    build_spreadsheet_xml,
    build_zip,
    collect_sheet_rows,
    find_banner,
)
from toolkit.damage.kind import (
    Kind,
    make_inner_kind,
    make_office_kind,
    make_outer_kind,
)
from toolkit.damage.model import (
    DamagedFiles,
    ExpectedFinding,
    ExpectedResult,
    Outcome,
    Subject,
)
from toolkit.excel import create_member
from toolkit.messages import say
from toolkit.ooxml import repack_package

_CORE, _STYLES = "docProps/core.xml", "xl/styles.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
# A picture of one white pixel, and the smallest file that passes for a document.
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


def _build_lossless_result(subject: Subject) -> ExpectedResult:
    """Return what a reader must get from the workbook when nothing is lost."""
    return Draft.from_subject(subject).build_expected_result()


def make_readable_files(subject: Subject, files: Mapping[str, bytes], *named: ExpectedFinding) -> DamagedFiles:
    """Return files from which all records must come, with the findings that must be among those on them."""
    true = _build_lossless_result(subject)
    outcome: Outcome = "named" if named else "same"
    return DamagedFiles(files=files, expected=ExpectedResult(outcome=outcome, records=true.records, named=named))


def make_refused_file(name: str, content: bytes, *codes: str, password: str = "") -> DamagedFiles:
    """Return a file that is not read, with the codes of which the reader gives one."""
    return DamagedFiles(
        files={name: content}, expected=ExpectedResult(outcome="refused", codes=codes, password=password)
    )


# -- formats --------------------------------------------------------------------------------------


def _change_ending(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_readable_files(subject, {f"{subject.stem}.xls": subject.content})


def _save_as_html(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_readable_files(subject, {f"{subject.stem}.xls": build_html(collect_sheet_rows(subject))})


def _save_as_spreadsheet_xml(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_readable_files(subject, {f"{subject.stem}.xls": build_spreadsheet_xml(collect_sheet_rows(subject))})


def _encrypt_file(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Encrypt the file; the library salts with real random numbers, so the bytes differ each time."""
    password = f"{rng.randrange(10**6):06d}"
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(subject.content)).encrypt(password, locked)
    return make_refused_file(subject.name, locked.getvalue(), "encrypted", password=password)


def _seal_file(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Write the file as document-security software leaves it for readers outside its own company."""
    header = rng.choice((b"\x62\x14\x23\x65\x44\x00E-SafeNet\x00\x00LOCK", b"%TSD-Header-###%\x01\x02"))
    return make_refused_file(subject.name, header + rng.randbytes(4096), "drm", "secured")


def _shrink_dimension(draft: Draft, rng: random.Random) -> bool:
    for table in draft.tables:
        table.sheet.set_dimension("A1")
    return bool(draft.tables)


def _write_odd_properties(draft: Draft, rng: random.Random) -> bool:
    """Write a date and elements that no standard knows, and number formats that few programs know."""
    if not draft.book.has_part(_CORE):
        return False
    draft.book.change_part(_CORE, _add_odd_core)
    draft.book.change_part(_STYLES, _add_odd_formats)
    return True


def _add_odd_core(core: bytes) -> bytes:
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2022/3/1 9:30:00 AM", core)
    end = b"</cp:coreProperties>"
    return core.replace(end, b"<cp:KSOProductBuildVer>2052-11.1.0</cp:KSOProductBuildVer>" + end)


def _add_odd_formats(styles: bytes) -> bytes:
    def add_formats(start: re.Match[bytes]) -> bytes:
        return b'<numFmts count="%d">' % (int(start[1]) + 3) + _ODD_FORMATS

    return re.sub(rb'<numFmts count="(\d+)">', add_formats, styles)


# -- names and company ----------------------------------------------------------------------------


def _add_lock_files(subject: Subject, rng: random.Random) -> DamagedFiles:
    owner = say("damage.reporter")
    excel = bytes([len(owner)]) + owner.encode("utf-16-le").ljust(164, b" ")
    office = f",{owner},pc,01.03.2022 09:30,file:///C:/;".encode()
    locks = {f"~${subject.name}": excel, f".~lock.{subject.name}#": office}
    named = [ExpectedFinding(file=name, rules=("ignored_file",)) for name in locks]
    return make_readable_files(subject, {subject.name: subject.content, **locks}, *named)


def _add_older_copy(subject: Subject, rng: random.Random) -> DamagedFiles | None:
    """Add an earlier copy that lacks the last row of a list."""
    draft = Draft.from_subject(subject)
    tables = draft.find_filled_tables(2)
    saved = _find_save_time(draft)
    if not tables or saved is None:
        return None
    table = max(tables, key=lambda table: len(table.records))
    draft.delete_record(table, table.records[-1])
    older = repack_package(draft.book.build_package(), saved - dt.timedelta(days=1))
    copy, final = say("damage.name.copy", stem=subject.stem), say("damage.name.final", stem=subject.stem)
    return make_readable_files(
        subject, {final: subject.content, copy: older}, ExpectedFinding(file=copy, rules=("superseded",))
    )


def _find_save_time(draft: Draft) -> dt.datetime | None:
    found = _MODIFIED.search(draft.book.read_part(_CORE)) if draft.book.has_part(_CORE) else None
    try:
        return dt.datetime.strptime(found[1].decode()[:19], "%Y-%m-%dT%H:%M:%S") if found else None
    except ValueError:
        return None


def _add_identical_copy(subject: Subject, rng: random.Random) -> DamagedFiles:
    copy = say("damage.name.copy", stem=subject.stem)
    return make_readable_files(
        subject, {subject.name: subject.content, copy: subject.content}, ExpectedFinding(rules=("same_bytes",))
    )


def _rename_without_unit(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_readable_files(subject, {say("damage.name.nameless"): subject.content})


def _send_foreign_workbook(subject: Subject, rng: random.Random) -> DamagedFiles:
    rows = [line.split("|") for line in say("damage.foreign").split("\n")]
    content = build_bare_workbook({say("damage.name.foreign"): [list(row) for row in rows]})
    return make_refused_file(f"{say('damage.name.foreign')}.xlsx", content, "foreign")


def _send_pdf(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_refused_file(f"{subject.stem}.pdf", _PDF, "pdf", "not_a_workbook")


def _send_picture(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_refused_file(f"{subject.stem}.png", _PNG, "picture", "not_a_workbook")


def _send_document(subject: Subject, rng: random.Random) -> DamagedFiles:
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in (("[Content_Types].xml", types), ("word/document.xml", body)):
            package.writestr(create_member(name), part, zipfile.ZIP_STORED)
    return make_refused_file(f"{subject.stem}.docx", buffer.getvalue(), "word", "not_a_workbook")


def _zip_file(subject: Subject, rng: random.Random) -> DamagedFiles:
    return make_readable_files(subject, {f"{subject.stem}.zip": build_zip({subject.name: subject.content})})


def _save_as_csv(subject: Subject, rng: random.Random) -> DamagedFiles:
    sheets = collect_sheet_rows(subject)
    return make_readable_files(
        subject, {f"{subject.stem}-{name}.csv": build_csv(rows, "gb18030") for name, rows in sheets.items()}
    )


# -- copied into a new workbook -------------------------------------------------------------------


def _copy_to_new_workbook(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Copy headings and records to a new workbook; only its name and the line above them tell the unit."""
    line = find_banner(subject, say("cover.unit"))
    sheets: dict[str, Rows] = {
        name: [[line], *rows] for name, rows in collect_sheet_rows(subject, headings_only=True).items()
    }
    return make_readable_files(subject, {subject.name: build_bare_workbook(sheets)})


def _copy_below_banner(subject: Subject, rng: random.Random) -> DamagedFiles | None:
    """Copy headings and records below three banner rows; nothing else tells the unit."""
    line = find_banner(subject, say("cover.unit"))
    if not line:
        return None
    first, _, last = say("damage.banner").split("\n")
    sheets: dict[str, Rows] = {
        name: [[first], [line], [last], *rows] for name, rows in collect_sheet_rows(subject, headings_only=True).items()
    }
    return make_readable_files(subject, {say("damage.name.nameless"): build_bare_workbook(sheets)})


FILE_KINDS: tuple[Kind, ...] = (
    make_office_kind(1, "xls"),
    make_office_kind(1, "ods"),
    make_office_kind(2, "et"),
    make_outer_kind(3, "xlsx_named_xls", _change_ending),
    make_outer_kind(3, "html_named_xls", _save_as_html),
    make_outer_kind(3, "xml_named_xls", _save_as_spreadsheet_xml),
    make_outer_kind(4, "encrypted", _encrypt_file),
    make_outer_kind(5, "sealed", _seal_file),
    make_inner_kind(6, "wrong_dimension", _shrink_dimension),
    make_inner_kind(7, "odd_properties", _write_odd_properties),
    make_outer_kind(8, "lock_files", _add_lock_files),
    make_outer_kind(9, "older_copy", _add_older_copy),
    make_outer_kind(10, "same_bytes", _add_identical_copy),
    make_outer_kind(11, "nameless", _rename_without_unit),
    make_outer_kind(12, "foreign", _send_foreign_workbook),
    make_outer_kind(13, "pdf", _send_pdf),
    make_outer_kind(13, "picture", _send_picture),
    make_outer_kind(13, "document", _send_document),
    make_outer_kind(14, "zip", _zip_file),
    make_outer_kind(14, "csv", _save_as_csv),
    make_outer_kind(15, "copied_to_new", _copy_to_new_workbook),
    make_outer_kind(16, "unit_in_banner", _copy_below_banner),
)
