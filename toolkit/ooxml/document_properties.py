"""What the document properties of a package tell about its history."""

from __future__ import annotations

import re
import zipfile

from toolkit.ooxml.package import Package

_CORE = "docProps/core.xml"
_TIMESTAMP = r"<dcterms:{}\b[^>]*>([^<]*)<"


def is_saved_again(content: bytes) -> bool:
    """Tell whether somebody saved a workbook or document of ours: we write both of its dates equal.

    In doubt it counts as saved, so that nobody's work is lost.
    """
    try:
        core = Package(content).read_part(_CORE).decode("utf-8", errors="replace")
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return True
    timestamps = [re.findall(_TIMESTAMP.format(name), core) for name in ("created", "modified")]
    return not timestamps[0] or timestamps[0] != timestamps[1]
