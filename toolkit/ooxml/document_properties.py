"""Tell whether an office program saved a package since it was written: bytes come in, a yes or no goes out."""

from __future__ import annotations

import re
import zipfile

from toolkit.ooxml.package import Package

_CORE = "docProps/core.xml"
_TIMESTAMP = r"<dcterms:{}\b[^>]*>([^<]*)<"


def is_saved_again(content: bytes) -> bool:
    """Tell whether a workbook or document of ours was saved by somebody: ours were made and changed at one moment.

    What cannot be told counts as saved, so that nobody's work is lost.
    """
    try:
        core = Package(content).read_part(_CORE).decode("utf-8", errors="replace")
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return True
    moments = [re.findall(_TIMESTAMP.format(name), core) for name in ("created", "modified")]
    return not moments[0] or moments[0] != moments[1]
