"""Damage how a package is written: parts under other names, an encoding read wrongly, copies left by a program."""

from __future__ import annotations

import io
import random
import zipfile

from toolkit.damage.draft import Draft
from toolkit.damage.kind import Kind, make_outer_kind
from toolkit.damage.model import DamagedFiles, ExpectedFinding, ExpectedResult, Outcome, Subject
from toolkit.excel import create_member
from toolkit.messages import say

# The names under which some programs save the same parts; a package's relationships lead to them.
_RENAMED = {
    "xl/workbook.xml": "xl/workbook22.xml",
    "xl/_rels/workbook.xml.rels": "xl/_rels/workbook22.xml.rels",
    "xl/styles.xml": "xl/styles22.xml",
    "xl/sharedStrings.xml": "xl/strings/sharedStrings1.xml",
}
_LEFT_BEHIND = "sb-4f2c1a7e-XyZ123"
# As many letters of three bytes as a file's name may have, with the ending, of 255 bytes.
_LONGEST_NAME = 249
_OFD = {
    "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0"/>',
    "Doc_0/Document.xml": "<ofd:Document/>",
}


def _rename_parts(subject: Subject, rng: random.Random) -> DamagedFiles | None:
    """Rename the parts that every reader knows by name; their relationships and types lead to them as before."""
    with zipfile.ZipFile(io.BytesIO(subject.content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "xl/workbook.xml" not in parts:
        return None
    renamed = {_RENAMED.get(name, name): _follow(name, part) for name, part in parts.items()}
    return _read_as_before(subject, {subject.name: _zip_parts(renamed)})


def _follow(name: str, part: bytes) -> bytes:
    """Return a part with the renamed parts' names, where it may lead to them."""
    if not (name.endswith(".rels") or name == "[Content_Types].xml"):
        return part
    for old, new in _RENAMED.items():
        for start in ("/xl/", "xl/", ""):
            short, long = old.removeprefix("xl/"), new.removeprefix("xl/")
            part = part.replace(f'"{start}{short}"'.encode(), f'"{start}{long}"'.encode())
    return part


def _leave_temporary_copy(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Leave the half-saved copy of a program that was closed while it saved."""
    copy = f"{subject.name}.{_LEFT_BEHIND}"
    files = {subject.name: subject.content, copy: subject.content}
    return _read_as_before(subject, files, ExpectedFinding(file=copy, rules=("ignored_file",)))


def _lengthen_name(subject: Subject, rng: random.Random) -> DamagedFiles:
    room = _LONGEST_NAME - len(f"{subject.stem}.xlsx".encode())
    word = say("damage.name.long")
    filler = (word * room)[: max(0, room // len(word[0].encode()))]
    return _read_as_before(subject, {f"{subject.stem}{filler}.xlsx": subject.content})


def _send_ofd(subject: Subject, rng: random.Random) -> DamagedFiles:
    content = _zip_parts({name: part.encode() for name, part in _OFD.items()})
    refused = ExpectedResult(outcome="refused", codes=("ofd",))
    return DamagedFiles(files={f"{subject.stem}.ofd": content}, expected=refused)


def _send_mail(subject: Subject, rng: random.Random) -> DamagedFiles:
    lines = ("From: a@example.com", f"Subject: {subject.stem}", "MIME-Version: 1.0", "Content-Type: text/plain", "")
    mail = "\n".join((*lines, subject.stem, ""))
    return DamagedFiles(
        files={f"{subject.stem}.eml": mail.encode()}, expected=ExpectedResult(outcome="refused", codes=("mail",))
    )


def _zip_parts(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(create_member(name), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _read_as_before(subject: Subject, files: dict[str, bytes], *named: ExpectedFinding) -> DamagedFiles:
    true = Draft.from_subject(subject).build_expected_result()
    outcome: Outcome = "named" if named else "same"
    return DamagedFiles(files=files, expected=ExpectedResult(outcome=outcome, records=true.records, named=named))


PACKAGE_KINDS: tuple[Kind, ...] = (
    make_outer_kind(53, "parts_renamed", _rename_parts),
    make_outer_kind(56, "ofd", _send_ofd),
    make_outer_kind(56, "mail", _send_mail),
    make_outer_kind(61, "temporary_copy", _leave_temporary_copy),
    make_outer_kind(61, "long_name", _lengthen_name),
)
