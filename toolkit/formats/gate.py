"""The gate: what is checked of a file, in this order, before a reader sees it. Each limit is a name of `FileLimits`.

====  ====================================  ==========================================  ==========================
step  what is looked at                     what is refused                             by
====  ====================================  ==========================================  ==========================
1     the entry in the folder               links, pipes, sockets, devices: whatever    `read_regular_file`
                                            is no regular file when it is opened, too
2     its size                              more than `file`                            `read_regular_file`
3     its first bytes and streams           what is no table, by name                   `sniff`
4     a zip's directory                     more than `parts` or `files`; all members   `gate_zip`
                                            together more than `inflated`; two names
                                            that differ in case alone; bytes of two
                                            members that overlap; bytes before the
                                            first; other methods than stored and
                                            deflated; members with a password
5     a part that is needed                 more than `part`; a `ratio` no office       `gate_zip`
                                            program reaches; wrong checksum or length
6     a part or file in XML                 any document type; an encoding that hides   `gate_xml`
                                            one; `elements`, `depth`, `attribute`
7     the sheets' rectangles                `sheets`, `cells`, `extent`, `merges`,      each format's scan
                                            `text`; addresses that do not exist
8     all of it                             `memory`, `seconds`, `answer`               the worker (`execution`)
====  ====================================  ==========================================  ==========================

Parts that nothing reads (pictures, charts, printer settings, drawings in VML, SVG) are never inflated, and may say what
they like. Web pages are no XML; their parser has its own bounds and knows no entities but HTML's.
Step 1 and 2 are done by whoever looks into a folder, all others in a worker; step 7 needs the cells' addresses, which
a scan finds before the native reader allocates anything for them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from toolkit.formats.errors import Excess, UnreadableError
from toolkit.formats.limits import get_limits, keep_within

# Not to wait for a pipe's other end, not to follow a link, and no translation of line ends on Windows.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_regular_file(path: Path) -> tuple[bytes, os.stat_result]:
    """Return a file's bytes, and what the system knows of it.

    Raises UnreadableError for what is no regular file (`link`, `not_a_file`) or too large, and for a file that was put
    in another's place meanwhile; OSError where the system refuses.
    """
    seen = path.lstat()
    _refuse_irregular(seen)
    keep_within("file", seen.st_size)
    handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        _refuse_irregular(facts)
        if not os.path.samestat(seen, facts):
            raise UnreadableError("not_a_file")
        most = get_limits().file
        content = file.read(most + 1)
    if len(content) > most:  # it grew, or its size was a lie
        raise UnreadableError("too_big", Excess(name="file", most=most))
    return content, facts


def _refuse_irregular(facts: os.stat_result) -> None:
    """Raise UnreadableError for a link, a junction of Windows, and whatever else is no regular file."""
    reparse = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0) & getattr(facts, "st_file_attributes", 0)
    if stat.S_ISLNK(facts.st_mode) or (reparse and not stat.S_ISREG(facts.st_mode)):
        raise UnreadableError("link")
    if not stat.S_ISREG(facts.st_mode):
        raise UnreadableError("not_a_file")
