"""Say how a file was recognised: its identity, sections and cover come in, findings go out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from toolkit.batch import ReturnedFile, Section
from toolkit.definition import ListType
from toolkit.findings import Finding, finding
from toolkit.messages import say
from toolkit.reading.cover import CoverSheet
from toolkit.reading.identity import Identity, member_names
from toolkit.reading.order import find_disorder
from toolkit.reading.roster import Roster
from toolkit.stamp import WHOLE

# So many rows left out for one reason are named one by one; of more, so many are named in one finding.
MOST_SINGLY, MOST_NAMED = 5, 10


def find_notices(
    file: ReturnedFile, identity: Identity, cover: CoverSheet, roster: Roster, round: int
) -> list[Finding]:
    """Return what the operator should know of a file that was recognised."""
    found = [*_of_identity(identity, roster, round)]
    for section in file.sections:
        list_type = roster.campaign.definition.list_type(section.list_key)
        found += [*section.findings, *_columns(section, list_type), *_left_out(section)]
        found += find_disorder(section, list_type, roster.issued(file.unit, list_type))
        found += _strangers(file.unit, section, roster)
    found += _control(file, cover, roster)
    if file.ledger.unexplained:
        found.append(finding("error", "unexplained", count=abs(file.ledger.unexplained)))
    return [{**one, "file": file.name, "unit": file.unit} for one in found]


def _of_identity(identity: Identity, roster: Roster, round: int) -> Iterable[Finding]:
    unit = identity.unit.name if identity.unit else ""
    if identity.forged:
        yield finding("warning", "forged")
    if identity.sign in ("cell", "name", "folder"):
        rule = "unit_by_cell" if identity.sign == "cell" else "unit_by_name"
        yield finding("notice" if identity.sign == "cell" else "warning", rule, unit_name=unit, options=(unit,))
    if identity.others:
        others = say("list.separator").join(identity.others)
        yield finding("warning", "conflict", unit_name=unit, others=others, options=(unit, *identity.others))
    lists = [token for token in identity.tokens if token.list_key != WHOLE]
    if any(token.digest != roster.digest(token.list_key) for token in lists):
        yield finding("warning", "old_definition")
    rounds = sorted({token.round for token in identity.tokens} - {round})
    if rounds:
        yield finding("warning", "other_round", round=rounds[0])


def _columns(section: Section, list_type: ListType) -> Iterable[Finding]:
    """Name the columns that are missing; of those that the office fills in, only the running number matters."""
    asked = {key for one in section.findings for key in one["facts"].get("keys", ())}
    for column in list_type.columns:
        if column.key in {*section.positions, *asked} or (column.locked and not column.numbering):
            continue
        severity = "error" if column.required and not column.locked else "warning"
        yield finding(
            severity,
            "column_missing",
            list=section.list_key,
            sheet=section.sheet,
            row=section.header_row,
            column=column.label,
            cell=f"A{section.header_row}",
        )


def _left_out(section: Section) -> Iterable[Finding]:
    """Name the rows left out; many for one reason are named together, at the first."""
    where = {"list": section.list_key, "sheet": section.sheet}
    by_reason = sorted(section.left_out, key=lambda one: one[1])
    for reason, group in groupby(by_reason, key=lambda one: one[1]):
        rows = [row for row, _ in group]
        if reason == "as_issued":
            yield finding("notice", "as_issued", **where, count=len(rows))
        elif reason != "copied":
            for some in [[row] for row in rows] if len(rows) <= MOST_SINGLY else [rows]:
                shown = say("list.separator").join(map(str, some[:MOST_NAMED]))
                place = {"row": some[0], "cell": f"A{some[0]}", "rows": shown, "count": len(some)}
                rule = "left_out" if len(some) == 1 else "left_out_rows"
                yield finding("notice", rule, **where, **place, why=say(f"left_out.{reason}"))


def _strangers(unit: str, section: Section, roster: Roster) -> Iterable[Finding]:
    """Name rows about people who are on another unit's roster: they were pasted in from its workbook."""
    own = roster.members[unit]
    rows: dict[str, list[int]] = {}
    for row, name in member_names(section, roster):
        if name not in own and name in roster.units_of:
            rows.setdefault(min(roster.units_of[name]), []).append(row)
    for code, numbers in rows.items():
        yield finding(
            "warning",
            "strangers",
            list=section.list_key,
            sheet=section.sheet,
            row=numbers[0],
            cell=f"A{numbers[0]}",
            other=roster.unit(code).name,
            rows=say("list.separator").join(map(str, numbers[:10])),
            count=len(numbers),
        )


def _control(file: ReturnedFile, cover: CoverSheet, roster: Roster) -> Iterable[Finding]:
    """Compare the rows that the clerk's own program counted on the cover with those that were found filled in."""
    for key, counted in cover.counts.items():
        sections = [section for section in file.sections if section.list_key == key]
        read = sum(len(section.records) for section in sections)
        # The clerk's program counts every row that is filled in, totals and signatures among them.
        aside = sum(len(section.left_out) for section in sections)
        if sections and not read <= counted <= read + aside:
            yield finding(
                "warning" if read < counted else "notice",
                "control_total",
                sheet=cover.sheet or "",
                list=key,
                list_label=roster.campaign.definition.list_type(key).label,
                counted=counted,
                read=read,
            )
