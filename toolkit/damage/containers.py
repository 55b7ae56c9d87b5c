"""Send the file in a container of another kind, or half: a mail, a stamped scan, a copy still on its way."""

from __future__ import annotations

import base64
import io
import random
import zipfile

from toolkit.damage.exports import build_csv, collect_sheet_rows
from toolkit.damage.files import make_readable_files, make_refused_file
from toolkit.damage.kind import Kind, make_outer_kind
from toolkit.damage.model import DamagedFiles, ExpectedFinding, Subject
from toolkit.excel import create_member

_OFD = {
    "OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1"/>',
    "Doc_0/Document.xml": b'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>',
}
_MAIL_HEAD = (
    "From: office@example.gov.cn\r\nTo: lead@example.gov.cn\r\nSubject: lists\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    'Content-Type: application/octet-stream; name="lists.xlsx"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
)
_BOM = b"\xef\xbb\xbf"


def _send_stamped_scan(subject: Subject, rng: random.Random) -> DamagedFiles:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in _OFD.items():
            package.writestr(create_member(name), part, zipfile.ZIP_STORED)
    return make_refused_file(f"{subject.stem}.ofd", buffer.getvalue(), "ofd", "not_a_workbook")


def _send_mail(subject: Subject, rng: random.Random) -> DamagedFiles:
    body = base64.encodebytes(subject.content).replace(b"\n", b"\r\n")
    return make_refused_file(f"{subject.stem}.eml", _MAIL_HEAD.encode() + body + b"--b--\r\n", "mail", "not_a_workbook")


def _leave_temporary_copies(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Leave copies that programs make while they save or fetch the file: whole ones and one not yet filled."""
    whole = {f"{subject.name}.sb-{rng.randrange(16**8):08x}-Ab1xYz": subject.content, "8A3F2C00": subject.content}
    half = {f"{subject.name}.baiduyun.p.downloading": bytes(4096)}
    named = [ExpectedFinding(file=name, rules=("ignored_file",)) for name in (*whole, *half)]
    return make_readable_files(subject, {subject.name: subject.content, **whole, **half}, *named)


def _put_mark_in_front(subject: Subject, rng: random.Random) -> DamagedFiles:
    """Put a byte order mark before the file, as systems do that send everything as text."""
    return make_readable_files(subject, {subject.name: _BOM + subject.content})


def _lose_byte_of_text(subject: Subject, rng: random.Random) -> DamagedFiles | None:
    """Save the largest list as csv in UTF-8, and lose half a character."""
    texts = [build_csv(rows, "utf-8") for rows in collect_sheet_rows(subject).values()]
    if not texts:
        return None
    text = max(texts, key=len)
    places = [place for place, byte in enumerate(text) if byte >= 0xE4]
    place = rng.choice(places)
    return make_refused_file(f"{subject.stem}.csv", text[: place + 1] + text[place + 2 :], "encoding", "unreadable")


CONTAINER_KINDS: tuple[Kind, ...] = (
    make_outer_kind(3, "mark_in_front", _put_mark_in_front),
    make_outer_kind(8, "temporary_copies", _leave_temporary_copies),
    make_outer_kind(13, "stamped_scan", _send_stamped_scan),
    make_outer_kind(13, "mail", _send_mail),
    make_outer_kind(14, "damaged_text", _lose_byte_of_text),
)
