"""The workbooks of units with items of earlier rounds, written in groups: beside this process where there are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from toolkit.campaign import Unit
from toolkit.definition import ListType
from toolkit.execution import count_processors
from toolkit.messages import say
from toolkit.pipeline.shared_work import begin_for_each
from toolkit.template import Issue, Signature, UnitShare, build_group, collect_common, collect_share

# Milliseconds that a workbook takes. Workers are worth their start (two thirds of a second each, for they load all
# that writes workbooks) from so much on.
_MILLISECONDS, _LEAST = 40, 3000
# Units whose workbooks are written together: what they show is worked out in one pass, which takes a fifth of a second
# for one unit and half of one for all.
_TOGETHER = 64
_BATCH = 100  # what a group weighs: each is sent alone

# A unit's issues, each signed otherwise, and the SHA-256 of its workbook of the last time, empty for none.
Signed = tuple[Sequence[Issue], str]


class CarriedWorkbooks:
    """Gives the workbooks of some units in their order; `sign` says how that of a unit may be signed."""

    def __init__(self, units: Sequence[Unit], list_types: Sequence[ListType], sign: Callable[[Unit], Signed]) -> None:
        self._units, self._list_types, self._sign = deque(units), list_types, sign
        self._codes = frozenset(unit.code for unit in units)
        self._issues: dict[str, Sequence[Issue]] = {}
        self._groups = deque[list[str]]()
        self._ready: dict[str, tuple[int, bytes]] = {}
        self._built: Iterator[list[tuple[int, bytes]]] | None = None

    def __contains__(self, unit: Unit) -> bool:
        return unit.code in self._codes

    def take(self, unit: Unit) -> tuple[Issue, bytes]:
        """Return a unit's issue, as it is signed, and its workbook; each is given once."""
        while unit.code not in self._ready:
            built = next(self._begin())
            self._ready |= zip(self._groups.popleft(), built, strict=True)
        place, content = self._ready.pop(unit.code)
        return self._issues.pop(unit.code)[place], content

    def _begin(self) -> Iterator[list[tuple[int, bytes]]]:
        """Return the workbooks of every group, which are under way from the first time on."""
        if self._built is None:
            first = self._sign(self._units[0])[0][0]
            ahead = 2 * count_processors()
            self._built = begin_for_each(
                say("output.together"),
                build_group,
                collect_common(first, self._list_types),
                self._list_groups(),
                lambda _: _BATCH,
                least=_LEAST,
                total=_MILLISECONDS * len(self._units),
                ahead=ahead,
            )
        return self._built

    def _list_groups(self) -> Iterator[tuple[str, list[UnitShare]]]:
        """Yield groups of units, each with the names of its first and last."""
        while self._units:
            units = [self._units.popleft() for _ in range(min(_TOGETHER, len(self._units)))]
            self._groups.append([unit.code for unit in units])
            names = dict.fromkeys((units[0].name, units[-1].name))
            yield say("list.separator").join(names), [self._share(unit) for unit in units]

    def _share(self, unit: Unit) -> UnitShare:
        issues, expected = self._sign(unit)
        self._issues[unit.code] = issues
        signatures = [Signature(tokens=issue.tokens, reissue=issue.reissue) for issue in issues]
        return collect_share(issues[0], signatures, expected)
