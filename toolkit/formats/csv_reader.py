"""Read csv and tab-separated texts in any encoding and with any delimiter that a Chinese office uses."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from toolkit.formats.decoding import decode_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import WHITE, CellValue, Grid
from toolkit.formats.limits import get_limits, keep_within

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_SAMPLE = 64 * 1024

# Excel's own first line that names the delimiter.
_NAMED_DELIMITER = re.compile(r'\A"?sep=([^\w\s"]|\t)"?[ ,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_DELIMITERS = (",", "\t", ";")
_FIELD = r"""
    (?: "(?P<quoted> [^"]*+ (?:""[^"]*+)*+ ) (?P<close>"?+) (?P<behind>[^{0}\r\n]*+) | (?P<plain>[^{0}\r\n]*+) )
    (?P<end> [{0}] | \r\n | \r | \n | \Z )
"""


def read_separated(content: bytes) -> tuple[Grid, ...]:
    """Return the only sheet of a text file; every value is a text, and rows are padded to the same length."""
    text = decode_text(content)
    if not text.strip():
        raise UnreadableError("empty")
    named = _NAMED_DELIMITER.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else _find_delimiter(text)
    stored = _survey_fields(text, delimiter)
    return (Grid(name="", hidden=False, rows=_read_rows(text, delimiter), stored=stored),)


def _find_delimiter(text: str) -> str:
    """Return the delimiter that occurs equally often in most lines, else the one that occurs in the most lines."""
    sample = text[:_SAMPLE]
    best = max(_DELIMITERS, key=lambda delimiter: _rate_delimiter(sample, delimiter))
    if best not in text:
        raise UnreadableError("text")
    return best


def _rate_delimiter(sample: str, delimiter: str) -> tuple[bool, int, int]:
    counts = Counter(_count_delimiters(sample, delimiter))
    usual, lines = max(
        ((number, lines) for number, lines in counts.items() if number),
        key=lambda pair: (pair[1], pair[0]),
        default=(0, 0),
    )
    return lines * 2 > counts.total(), lines * usual, counts.total() - counts[0]


def _count_delimiters(text: str, delimiter: str) -> Iterator[int]:
    """Yield the number of delimiters outside quotes in each line that is not empty."""
    number, blank = 0, True
    for field in _find_fields(text, delimiter):
        blank = blank and not field[0].strip()
        if field["end"] == delimiter:
            number, blank = number + 1, False
            continue
        if not blank:
            yield number
        number, blank = 0, True


def _find_fields(text: str, delimiter: str) -> Iterator[re.Match[str]]:
    return re.compile(_FIELD.format(re.escape(delimiter)), re.VERBOSE).finditer(text)


def _survey_fields(text: str, delimiter: str) -> int:
    """Count the filled fields independently of the reader, and refuse what it cannot or must not read."""
    stored = rows = columns = 0
    longest = get_limits().text
    for field in _find_fields(text, delimiter):
        quoted, plain, end = field.group("quoted", "plain", "end")
        if quoted is not None and (field["behind"] or not field["close"]):
            raise UnreadableError("damaged")
        value = plain if quoted is None else quoted
        stored += bool(value.strip(WHITE))
        columns += 1
        if columns > MOST_COLUMNS or rows > MOST_ROWS:
            raise UnreadableError("too_big")
        if len(value) > longest:
            keep_within("text", len(value))
        if end != delimiter:
            rows, columns = rows + 1, 0
    return stored


def _read_rows(text: str, delimiter: str) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = []
    widest = 0
    for row in _parse_rows(text, delimiter):
        widest = max(widest, len(row))
        rows.append(list(row))
        if len(rows) > MOST_ROWS:
            raise UnreadableError("too_big")
    keep_within("extent", widest * len(rows))
    for padded in rows:
        padded.extend([""] * (widest - len(padded)))
    return rows


def _parse_rows(text: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(2 * get_limits().text)  # the limit is global, so it is restored
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableError("damaged") from error
    finally:
        csv.field_size_limit(before)
