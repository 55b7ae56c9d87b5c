"""Handle a workbook as the zip package it is: bytes come in, a package with chosen parts changed goes out."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping

# The earliest moment a zip member can carry: with it, the same parts give the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes, modified: dt.datetime | None) -> bytes:
    """Return the package with fixed member times and the given date of last change."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml" and modified is not None:
                part = _with_modified(part, modified)
            item = zipfile.ZipInfo(name, _EPOCH)
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = 0o600 << 16
            target.writestr(item, part)
    return buffer.getvalue()


def patched(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Return the package with some parts replaced by what their change makes of them; KeyError for no such part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        absent = set(changes) - set(source.namelist())
        if absent:
            raise KeyError(min(absent))
        for item in source.infolist():
            part = source.read(item)
            change = changes.get(item.filename)
            target.writestr(item, change(part) if change else part)
    return buffer.getvalue()


def _with_modified(core: bytes, modified: dt.datetime) -> bytes:
    moment = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, core)
