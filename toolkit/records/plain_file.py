"""A returned file as plain data: tuples, texts, numbers and days, which cross from a worker or stay in a cache.

Equal texts and equal cells are kept once. What comes back is equal to what went in, part by part. The bytes are
read by `execution`, which makes nothing but plain data of them, whatever they hold.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.execution import dump_plain, load_plain
from toolkit.findings import Finding, Location, Reply
from toolkit.records.ledger import Ledger
from toolkit.records.plain_records import pack_records, unpack_records
from toolkit.records.returned_file import (
    FileContent,
    FileRecognition,
    FileStanding,
    ReturnedFile,
    SourceFile,
    Verdict,
    WrittenReply,
)
from toolkit.records.section import Explanation, Section

# Goes up with every change of the classes below or of how they are written; older data are then no file.
VERSION = 1
_SIMPLE = (str, int, float, dt.date, dt.time, dt.timedelta)


class PlainFileError(ValueError):
    """Bytes or data that hold no returned file of this version."""


def dump_file(file: ReturnedFile) -> bytes:
    """Return a file as bytes."""
    return dump_plain(pack_file(file), ())


def load_file(content: bytes) -> ReturnedFile:
    """Return the file. Raises PlainFileError for any other bytes, and makes nothing but plain data of them."""
    try:
        packed = load_plain(content, ())
    except Exception as error:  # damaged data has no end of exception types
        raise PlainFileError("damaged") from error
    return unpack_file(packed)


def pack_file(file: ReturnedFile) -> tuple[Any, ...]:
    """Return a file as nested tuples of plain values."""
    found, content, standing = file.recognition, file.content, file.standing
    return (
        VERSION,
        _pack_fields(file.source),
        (
            found.verdict.value,
            found.unit,
            found.code,
            _pack_findings(found.findings),
            _pack_fields(found.explanation) if found.explanation else None,
            found.has_token,
            found.has_short_token,
        ),
        (
            tuple(_pack_section(section) for section in content.sections),
            tuple(sorted(content.nil)),
            dict(content.cover),
            tuple(_pack_fields(reply) for reply in content.replies),
            _pack_ledger(content.rest),
            _pack_findings(content.findings),
        ),
        (
            tuple(sorted(standing.counted)),
            dict(standing.superseded_by),
            standing.copy_of,
            _pack_findings(standing.findings),
        ),
    )


def unpack_file(packed: Any) -> ReturnedFile:
    """Return the file of what `pack_file` gave. Raises PlainFileError for anything else."""
    try:
        version, source, recognition, content, standing = packed
        if version != VERSION:
            raise PlainFileError("version")
        return ReturnedFile(
            source=_unpack_fields(SourceFile, source),
            recognition=_unpack_recognition(recognition),
            content=_unpack_content(content),
            standing=_unpack_standing(standing),
        )
    except PlainFileError:
        raise
    except Exception as error:  # plain data of any other shape
        raise PlainFileError("shape") from error


def _unpack_recognition(packed: tuple[Any, ...]) -> FileRecognition:
    verdict, unit, code, findings, explanation, has_token, has_short_token = packed
    return FileRecognition(
        verdict=Verdict(verdict),
        unit=unit,
        code=code,
        findings=_unpack_findings(findings),
        explanation=_unpack_fields(Explanation, explanation) if explanation else None,
        has_token=has_token,
        has_short_token=has_short_token,
    )


def _unpack_content(packed: tuple[Any, ...]) -> FileContent:
    sections, nil, cover, replies, rest, findings = packed
    return FileContent(
        sections=tuple(_unpack_section(section) for section in sections),
        nil=frozenset(nil),
        cover=cover,
        replies=tuple(_unpack_fields(WrittenReply, reply) for reply in replies),
        rest=_unpack_ledger(rest),
        findings=_unpack_findings(findings),
    )


def _unpack_standing(packed: tuple[Any, ...]) -> FileStanding:
    counted, superseded_by, copy_of, findings = packed
    return FileStanding(
        counted=frozenset(counted),
        superseded_by=superseded_by,
        copy_of=copy_of,
        findings=_unpack_findings(findings),
    )


def _pack_section(section: Section) -> tuple[Any, ...]:
    return (
        section.list_key,
        section.sheet,
        section.header_row,
        dict(section.positions),
        pack_records(section.records),
        tuple(section.left_out),
        section.filled,
        {number: tuple(sorted(texts)) for number, texts in section.texts_by_number.items()},
        _pack_ledger(section.ledger),
        dict(section.extra),
        _pack_findings(section.findings),
        tuple(_pack_fields(explanation) for explanation in section.explanations),
        section.carried,
    )


def _unpack_section(packed: tuple[Any, ...]) -> Section:
    key, sheet, header_row, positions, records, left_out, filled, texts, ledger, extra, found, explained, carried = (
        packed
    )
    return Section(
        list_key=key,
        sheet=sheet,
        header_row=header_row,
        positions=positions,
        records=unpack_records(records),
        left_out=left_out,
        filled=filled,
        texts_by_number={number: frozenset(own) for number, own in texts.items()},
        ledger=_unpack_ledger(ledger),
        extra=extra,
        findings=_unpack_findings(found),
        explanations=tuple(_unpack_fields(Explanation, each) for each in explained),
        carried=carried,
    )


def _pack_ledger(ledger: Ledger) -> tuple[Any, ...]:
    return ledger.stored, ledger.taken, ledger.normalised, dict(ledger.left_out)


def _unpack_ledger(packed: tuple[Any, ...]) -> Ledger:
    stored, taken, normalised, left_out = packed
    return Ledger(stored=stored, taken=taken, normalised=normalised, left_out=left_out)


def _pack_findings(findings: Iterable[Finding]) -> tuple[tuple[Any, ...], ...]:
    return tuple(
        (
            finding.severity,
            finding.rule,
            _pack_fields(finding.at),
            finding.list_key,
            finding.unit,
            _make_plain(finding.value),
            _make_plain(finding.facts),
            _pack_fields(finding.reply) if finding.reply else None,
        )
        for finding in findings
    )


def _unpack_findings(packed: Iterable[tuple[Any, ...]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            severity=severity,
            rule=rule,
            at=_unpack_fields(Location, at),
            list_key=list_key,
            unit=unit,
            value=value,
            facts=facts,
            reply=_unpack_fields(Reply, reply) if reply else None,
        )
        for severity, rule, at, list_key, unit, value, facts, reply in packed
    )


def _pack_fields(value: Any) -> tuple[Any, ...]:
    return tuple(_make_plain(getattr(value, name)) for name in _find_fields(type(value)))


def _unpack_fields(made: type[Any], packed: tuple[Any, ...]) -> Any:
    return made(**dict(zip(_find_fields(made), packed, strict=True)))


def _find_fields(made: type[Any]) -> tuple[str, ...]:
    return _FIELDS[made]


_FIELDS = {
    made: tuple(field.name for field in dataclasses.fields(made))
    for made in (SourceFile, Explanation, WrittenReply, Location, Reply)
}


def _make_plain(value: Any) -> Any:
    """Return a value of plain types alone; a text of a class of ours becomes a text. Raises TypeError for others."""
    if value is None or value.__class__ in _SIMPLE or value.__class__ is bool or isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return tuple(_make_plain(each) for each in value)
    if isinstance(value, list):
        return [_make_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_make_plain(key): _make_plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return frozenset(_make_plain(each) for each in value)
    raise TypeError(type(value))
