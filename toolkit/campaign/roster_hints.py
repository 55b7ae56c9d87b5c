"""What clerks will suffer from in a roster that can be used as it is: said to the operator before workbooks go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.campaign.model import Member, Unit
from toolkit.campaign.sheets import FormReader
from toolkit.definition import Definition
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.text import fold, fold_name

_ROSTERS = ("@members", "@leaders")
Placed = tuple[Member, str]  # a member, and the cell of its name


def find_roster_hints(
    sheets: FormReader,
    units: Sequence[Unit],
    places: Mapping[str, str],
    members: Sequence[Placed],
    lists: Iterable[str],
) -> tuple[Mistake, ...]:
    """Return a hint per kind of trouble, each with every cell that it is about.

    `places` has the cells of the units' names by code; `lists` are the keys of the campaign's lists.
    """
    named = tuple(lists)
    empty = list(_find_empty_units(sheets.definition, units, places, members, named))
    shared, half = list(_find_shared_names(units, members)), list(_find_half_marked(units, members))
    hints: list[Mistake] = []
    if empty:
        hints.append(make_mistake("campaign.units_without_members", sheets.name, **_count(empty)))
    if shared:
        hints.append(make_mistake("campaign.shared_names", sheets.name, **_count(shared)))
    if half:
        hints.append(make_mistake("campaign.half_marked", sheets.name, **_count(half)))
    return tuple(hints)


def _count(found: Sequence[str]) -> dict[str, object]:
    return {"count": len(found), "named": say("list.separator").join(found)}


def _find_empty_units(
    definition: Definition,
    units: Sequence[Unit],
    places: Mapping[str, str],
    members: Sequence[Placed],
    lists: Sequence[str],
) -> Iterator[str]:
    """Yield the units without members that fill in a list with a column of people."""
    with_members = {member.unit for member, _ in members}
    asking = {each.key for each in definition.list_types if any(c.choices in _ROSTERS for c in each.columns)}
    for unit in units:
        if unit.code not in with_members and asking & set(unit.lists or lists):
            yield say("form.named_cell", name=unit.name, cell=places[unit.code])


def _find_shared_names(units: Sequence[Unit], members: Sequence[Placed]) -> Iterator[str]:
    """Yield the members who are called like one of the lead team, unless a post says that it is one person."""
    by_code = {unit.code: unit for unit in units}
    lead = next((unit.code for unit in units if unit.lead), "")
    leaders = {fold_name(member.name): (member, cell) for member, cell in members if member.unit == lead}
    for member, cell in members:
        leader, other = leaders.get(fold_name(member.name), (None, ""))
        if member.unit == lead or leader is None:
            continue
        if _names_unit(leader.post, by_code[member.unit]) or _names_unit(member.post, by_code[lead]):
            continue
        facts = {"name": member.name, "cell": cell, "other": other}
        yield say("form.shared_cell", unit=by_code[member.unit].name, lead=by_code[lead].name, **facts)


def _names_unit(post: str, unit: Unit) -> bool:
    return any(fold(name) in fold(post) for name in unit.names)


def _find_half_marked(units: Sequence[Unit], members: Sequence[Placed]) -> Iterator[str]:
    """Yield the members without a mark in a unit where another of the same name has one."""
    names = {unit.code: unit.name for unit in units}
    marked = {(member.unit, _strip(member.name)) for member, _ in members if "(" in fold_name(member.name)}
    for member, cell in members:
        if "(" not in fold_name(member.name) and (member.unit, fold_name(member.name)) in marked:
            yield say("form.half_cell", unit=names[member.unit], name=member.name, cell=cell)


def _strip(name: str) -> str:
    return fold_name(name).partition("(")[0]
