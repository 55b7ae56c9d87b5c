"""Charts as SVG: a bar per row, in one piece or in several, that can be told apart on a black-and-white printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

# Three greys and one dark red, as in the workbook; the pale ones have dark letters.
_FILLS = ("#9e2a2b", "#5c6773", "#b7bec8", "#e4e7eb", "#39424c", "#8a95a1")
_PALE = frozenset({"#b7bec8", "#e4e7eb"})
_WIDTH, _LABELS, _BAR, _GAP, _TOP = 960, 250, 20, 10, 34
_MOST = 30  # bars; more cannot be read
_LETTER = 13  # width and height of a letter, in the same units


def draw_chart(title: str, chart: Mapping[str, Any]) -> Markup | None:
    """Return a bar chart, None where there is nothing to draw or too much."""
    labels: Sequence[str] = chart["labels"]
    series: Sequence[Mapping[str, Any]] = chart["series"]
    if not labels or len(labels) > _MOST or len(series) > len(_FILLS):
        return None
    sums = [sum(max(each["values"][row], 0) for each in series) for row in range(len(labels))]
    if not max(sums):
        return None
    scale = (_WIDTH - _LABELS - 80) / max(sums)
    height = _TOP + len(labels) * (_BAR + _GAP)
    parts = [
        f'<svg class="chart" role="img" aria-label={quoteattr(title)} viewBox="0 0 {_WIDTH} {height}"'
        ' xmlns="http://www.w3.org/2000/svg">'
    ]
    if len(series) > 1:
        parts += _draw_legend(series)
    for row, label in enumerate(labels):
        parts += _draw_row(row, label, series, scale)
    return Markup("".join([*parts, "</svg>"]))


def _draw_legend(series: Sequence[Mapping[str, Any]]) -> list[str]:
    parts, left = [], _LABELS
    for number, each in enumerate(series):
        parts.append(f'<rect x="{left}" y="6" width="14" height="14" fill="{_FILLS[number]}" stroke="#1d2329"/>')
        parts.append(f'<text x="{left + 20}" y="18" font-size="{_LETTER}">{escape(each["name"])}</text>')
        left += 44 + _LETTER * len(each["name"])
    return parts


def _draw_row(row: int, label: str, series: Sequence[Mapping[str, Any]], scale: float) -> list[str]:
    top = _TOP + row * (_BAR + _GAP)
    line = top + _BAR * 0.75
    longest = _LABELS // _LETTER - 1
    shown = label if len(label) <= longest else f"{label[: longest - 1]}…"
    parts = [f'<text x="{_LABELS - 8}" y="{line}" font-size="{_LETTER}" text-anchor="end">{escape(shown)}</text>']
    left = float(_LABELS)
    for number, each in enumerate(series):
        width, text = max(each["values"][row], 0) * scale, each["texts"][row]
        if width <= 0:
            continue
        fill = _FILLS[number]
        parts.append(
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{fill}" stroke="#fff"/>'
        )
        if len(series) > 1 and width > _LETTER * 0.6 * len(text) + 4:
            colour = "#1d2329" if fill in _PALE else "#fff"
            middle = left + width / 2
            parts.append(
                f'<text x="{middle:.1f}" y="{line}" font-size="12" text-anchor="middle" fill="{colour}">{text}</text>'
            )
        left += width
    if len(series) == 1:
        parts.append(f'<text x="{left + 6:.1f}" y="{line}" font-size="{_LETTER}">{series[0]["texts"][row]}</text>')
    return parts
