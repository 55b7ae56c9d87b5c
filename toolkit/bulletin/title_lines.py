"""Break a title into lines as official papers do: at words, and so that the lines form a trapezoid or a rhombus.

What is a word is told by a list, by the names in the campaign, and by runs of digits or letters.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from toolkit.messages import say
from toolkit.text import measure_width

_RUN = r"[0-9A-Za-z.%％]+[{units}]?"
# A line of this share of the longest one, or less, looks torn off.
_SHORTEST = 0.34
_TORN, _INNER, _EVEN = 40.0, 60.0, 4.0
_MOST_LINES = 4  # a longer title is no title; the program that shows it breaks it


def break_title(title: str, width: int, words: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Return the lines of a title; `width` is that of a line, in half characters.

    A line breaks beside one of the `words` or `names`. It never breaks in a word; where it cannot do otherwise, it
    breaks in a name or in what is no known word.
    """
    if measure_width(title) <= width:
        return [title]
    edges = _find_edges(title, tuple(words), tuple(names))
    least = -(-measure_width(title) // width)
    for count in range(least, min(least + 2, _MOST_LINES + 1)):
        lines = _choose_lines(title, count, width, edges)
        if lines:
            return lines
    return [title]


def _find_edges(title: str, words: Sequence[str], names: Sequence[str]) -> dict[int, float]:
    """Return the places where a line may end, each with what a break there costs."""
    edges = dict.fromkeys(range(1, len(title)), _INNER)
    not_first, not_last = say("title.not_first"), say("title.not_last")
    run = re.compile(_RUN.format(units=say("title.units")))
    parts = [*_find_spans(title, words), *(match.span() for match in run.finditer(title))]
    good = {place for span in (*parts, *_find_spans(title, names)) for place in span}
    inner = {place for start, end in parts for place in range(start + 1, end)}
    for place in list(edges):
        if place in inner or title[place] in not_first or title[place - 1] in not_last:
            del edges[place]
        elif place in good:
            edges[place] = 0.0
    return edges


def _find_spans(title: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand; of words that overlap, the longest."""
    taken: set[int] = set()
    for word in sorted(filter(None, words), key=lambda word: (-len(word), word)):
        start = title.find(word)
        while start >= 0:
            places = range(start, start + len(word))
            if taken.isdisjoint(places):
                taken.update(places)
                yield start, start + len(word)
            start = title.find(word, start + 1)


def _choose_lines(title: str, count: int, width: int, edges: dict[int, float]) -> list[str]:
    """Return the best way to break a title into so many lines; nothing where none fits."""
    best: tuple[float, list[str]] | None = None
    for places in itertools.combinations(sorted(edges), count - 1):
        bounds = itertools.pairwise((0, *places, len(title)))
        lines = [title[start:end] for start, end in bounds]
        lengths = [measure_width(line) for line in lines]
        if max(lengths) > width:
            continue
        cost = sum(edges[place] for place in places) + _rate_shape(lengths)
        if best is None or cost < best[0]:
            best = cost, lines
    return best[1] if best else []


def _rate_shape(lengths: Sequence[int]) -> float:
    """Return how far lines are from the shapes that papers have: growing, shrinking, or longest in the middle."""
    steps = [after - before for before, after in itertools.pairwise(lengths)]
    turns = [first < 0 < second for first, second in itertools.pairwise(steps)]
    cost = float(max(lengths) - min(lengths)) + _TORN * sum(turns)
    cost += _EVEN * sum(abs(step) < 2 for step in steps)  # lines of one length form a block
    cost += _TORN * (min(lengths) < _SHORTEST * max(lengths))
    return cost + (1.0 if steps and steps[0] > 0 and len(lengths) == 2 else 0.0)
