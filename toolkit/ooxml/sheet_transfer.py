"""Move a sheet that we wrote into another workbook: its texts inline, its styles among those that are there."""

from __future__ import annotations

import io
import re
import zipfile

from toolkit.ooxml.styles import PackageStyles

_SHARED, _SHARED_CELL = re.compile(rb"<si>(.*?)</si>", re.DOTALL), re.compile(rb't="s"><v>(\d+)</v></c>')
_LOOK = re.compile(rb'(<(?:c|row|col)\b[^<>]*?\s(?:s|style)=")(\d+)(")')


def extract_sheet(content: bytes) -> tuple[bytes, bytes]:
    """Return the first sheet's part, with its texts inline so that it fits any package, and the styles part.

    For workbooks that xlsxwriter has just written.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = _SHARED.findall(package.read("xl/sharedStrings.xml"))
        return _inline_texts(package.read("xl/worksheets/sheet1.xml"), texts), package.read("xl/styles.xml")


def adopt_sheet(styles: PackageStyles, part: bytes, their_styles: bytes) -> bytes:
    """Return an extracted part with the style numbers of another package, whose styles get what they lack."""
    numbers = styles.adopt_looks(their_styles)
    return _LOOK.sub(lambda look: look[1] + b"%d" % numbers[int(look[2])] + look[3], part)


def _inline_texts(sheet: bytes, texts: list[bytes]) -> bytes:
    return _SHARED_CELL.sub(lambda cell: b't="inlineStr"><is>%s</is></c>' % texts[int(cell[1])], sheet)
