"""Find the number formats of the cells of an XML spreadsheet 2003."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from toolkit.formats.markup import SPREADSHEETML
from toolkit.formats.number_format import GENERAL, find_builtin_code

_SS = f"{{{SPREADSHEETML}}}"
_NAMED = {
    "General Number": GENERAL,
    "General Date": find_builtin_code(22),
    "Long Date": "[$-F800]",
    "Medium Date": "dd-mmm-yy",
    "Short Date": find_builtin_code(14),
    "Long Time": "[$-F400]",
    "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm",
    "Currency": find_builtin_code(7),
    "Euro Currency": "[$\u20ac-2]#,##0.00",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
}
_DEEPEST = 20  # styles above a style


def read_style_codes(root: etree._Element) -> dict[str, str]:
    """Return the number format of every style of a workbook, by its name."""
    own: dict[str, str] = {}
    parents: dict[str, str] = {}
    for style in root.iterfind(f"{_SS}Styles/{_SS}Style"):
        name = str(style.get(f"{_SS}ID", ""))
        parents[name] = str(style.get(f"{_SS}Parent", "Default" if name != "Default" else ""))
        written = style.find(f"{_SS}NumberFormat")
        if written is not None:
            code = str(written.get(f"{_SS}Format", GENERAL))
            own[name] = _NAMED.get(code, code)
    return {name: _inherit(name, own, parents) for name in parents}


def _inherit(name: str, own: Mapping[str, str], parents: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        if name in own:
            return own[name]
        name = parents.get(name, "")
    return GENERAL
