"""Tell whether a part of an xlsx is spelled to the letter as spreadsheet programs spell it.

The native reader takes every element by its local name, whatever its namespace, and whatever its address; what it does
not understand becomes a cell somewhere or the string 0. So it gets only parts that match these patterns from end to
end. All others are parsed and written anew: see `xlsx_rewrite`. The patterns run over the lean part (see `xlsx_scan`)
once, without going back.
"""

from __future__ import annotations

import re

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = (
    rb"(?:http://schemas\.openxmlformats\.org/spreadsheetml/2006/main|http://purl\.oclc\.org/ooxml/spreadsheetml/main)"
)
_OPENING = (
    rb"(?:\xef\xbb\xbf)?+(?:<\?xml(?: version=[\"']1\.\d[\"'])?+(?: encoding=[\"'](?i:utf-8)[\"'])?+"
    rb"(?: standalone=[\"']\w+[\"'])?+ ?\?>)?+\s*+<"
)
# No number here is beyond what a number can be.
_HUGE_NUMBER = rb"-?\d(?:\.\d{1,40}+)?+[eE](?:-\d\d\d|\+?(?:[12]\d\d|30[0-7]))"
_NUMBER = rb"(?:-?\d{1,40}+(?:\.\d{1,40}+)?+(?:[eE][+-]?\d\d?)?+|" + _HUGE_NUMBER + rb")"
PLAIN_NUMBER = re.compile(_NUMBER.decode(), re.ASCII)
_TIME = rb"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?+)?+"
_CONTENT = rb"[^<]{0,1000000}+"  # a cell holds 32,767 letters
_WRITTEN_TEXT = rb"<t(?: xml:space=\"preserve\")?+>" + _CONTENT + rb"</t>"
_RUN_LOOK = rb"<rPr>(?:<[\w:]+(?: [\w:]+=\"[^\"<>]*+\")*+/>)*+</rPr>"
_RUNS = rb"<r>(?:" + _RUN_LOOK + rb"|<rPr/>)?+(?:" + _WRITTEN_TEXT + rb"|<t/>)</r>"
_RICH = rb"(?:" + _WRITTEN_TEXT + rb"|<t/>|(?:" + _RUNS + rb")++)"
_PHONETIC = rb"(?:<rPh sb=\"\d+\" eb=\"\d+\">" + _WRITTEN_TEXT + rb"</rPh>)*+(?:<phoneticPr(?: \w+=\"\w*\")*+/>)?+"
_PLAIN = rb"(?:<f/>)?+(?:<v>" + _NUMBER + rb"</v>|<v></v>|<v/>)?+"
_META = rb"(?: [cv]m=\"\d{1,7}\")*+"  # of arrays, and of pictures in cells
_KINDS = (
    rb"s\"" + _META + rb">(?:<f/>)?+<v>(?:0|[1-9]\d{0,7})</v>",
    rb"str\"" + _META + rb">(?:<f/>)?+(?:<v(?: xml:space=\"preserve\")?+>" + _CONTENT + rb"</v>|<v/>)?+",
    rb"n\"" + _META + rb">" + _PLAIN,
    rb"b\"" + _META + rb">(?:<f/>)?+<v>[01]</v>",
    rb"e\"" + _META + rb">(?:<f/>)?+<v>[^<]++</v>",
    rb"d\"" + _META + rb">(?:<f/>)?+<v>" + _TIME + rb"</v>",
    rb"inlineStr\"" + _META + rb"><is>" + _RICH + rb"</is>",
)
# A cell of the row whose number is group 1.
_CELL = (
    rb"<c r=\"[A-Z]{1,3}\1\"(?: s=\"\d{1,6}\")?+(?:"
    + _META
    + rb">"
    + _PLAIN
    + rb"| t=\"(?:"
    + rb"|".join(_KINDS)
    + rb"))</c>"
)
_ROW = rb"<row r=\"([1-9]\d{0,6})\"[^<>&]*+>(?:(?<=/>)|(?:" + _CELL + rb")*+</row>)"
_SHEET_DATA = re.compile(rb"<sheetData>(?:" + _ROW + rb")*+</sheetData>|<sheetData/>")
SHEET_HEAD = re.compile(_OPENING + rb"worksheet [^<>]*?\bxmlns=\"" + _MAIN + rb"\"[^<>]*+>")
_STRINGS = re.compile(
    _OPENING
    + rb"sst [^<>]*?\bxmlns=\""
    + _MAIN
    + rb"\"[^<>]*+(?<!/)>(?:<si>(?:"
    + _RICH
    + _PHONETIC
    + rb")?+</si>|<si/>)*+(?:<extLst/>)?+</sst>\s*+"
)
_STYLES = re.compile(_OPENING + rb"styleSheet [^<>]*?\bxmlns=\"" + _MAIN + rb"\"")
_END_WITHIN = 64  # bytes, with the white space behind it
_ADDRESS = re.compile(rb"<c r=\"(\w+)")
# The native reader decodes the escapes of spreadsheet programs for the letters of ASCII alone.
_ESCAPE, _PLAIN_ESCAPE = re.compile(rb"_x[0-9A-Fa-f]{4}_"), re.compile(rb"_x00[0-7][0-9A-Fa-f]_")


def _has_odd_escape(part: bytes) -> bool:
    return b"_x" in part and _ESCAPE.search(_PLAIN_ESCAPE.sub(b"-", part)) is not None


def is_usual_sheet(lean: bytes) -> bool:
    """Tell whether a lean sheet is spelled as usual.

    It has only rows and cells of known kinds and contents, each address once and in its row. Whether there is a shared
    string for every index is left to the native reader, which refuses others.
    """
    begin, end = lean.find(b"<sheetData"), lean.rfind(b"sheetData")
    matched = _SHEET_DATA.match(lean, begin) if begin >= 0 and SHEET_HEAD.match(lean) else None
    if matched is None or not begin < end < matched.end() or lean.count(b"sheetData", 0, end) > 1:
        return False
    if not lean[-_END_WITHIN:].rstrip().endswith(b"</worksheet>"):
        return False  # cut short
    if b"<!" in lean or lean.find(b"xmlns", begin, end) >= 0 or _has_odd_escape(lean):
        return False
    addresses = _ADDRESS.findall(lean, begin, end)
    return len(set(addresses)) == len(addresses)


def is_usual_strings(part: bytes) -> bool:
    """Tell whether a table of shared strings is spelled as usual."""
    return _STRINGS.fullmatch(part) is not None and not _has_odd_escape(part)


def is_usual_styles(part: bytes) -> bool:
    """Tell whether a styles part is in UTF-8 and its elements have no prefix."""
    return _STYLES.match(part) is not None and b"<!" not in part and b":xf" not in part and b":numFmt" not in part
