"""Find what the operator should know about a return: doubts about its unit, columns and rows left out, strangers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from toolkit.campaign import Unit
from toolkit.definition import ListType
from toolkit.excel import format_address
from toolkit.findings import Finding, make_finding
from toolkit.reading.cover import CoverSheet
from toolkit.reading.file_tokens import FileTokens
from toolkit.reading.identity import Identity, find_member_names
from toolkit.reading.older_issue import find_older_issue
from toolkit.reading.roster import CampaignRoster
from toolkit.reading.sort_check import find_disorder
from toolkit.records import FileContent, Section
from toolkit.text import fold, fold_name
from toolkit.unit_token import WHOLE

MOST_SINGLY = 5  # rows left out for one reason that get a finding each; more share one


def find_content_notices(
    content: FileContent, unit: str, cover: CoverSheet, roster: CampaignRoster
) -> Iterator[Finding]:
    """Yield findings on the content of a unit's return; they name no file or unit yet."""
    for section in content.sections:
        list_type = roster.list_types[section.list_key]
        yield from section.findings
        yield from _find_missing_columns(section, list_type)
        yield from _find_left_out_rows(section)
        yield from find_disorder(section, list_type, roster.collect_issued_rows(unit, list_type))
        yield from _find_strangers(unit, section, roster)
        if not roster.campaign.round.is_later:  # then all rows were issued, and found before
            yield from _find_second_teams(section, list_type)
    yield from _compare_cover_counts(content, cover, roster)
    if content.ledger.unexplained:
        yield make_finding("error", "unexplained", count=abs(content.ledger.unexplained))


def find_identity_notices(
    identity: Identity, unit: Unit, file_tokens: FileTokens, roster: CampaignRoster, round: int
) -> Iterator[Finding]:
    """Yield findings on how a unit's return was recognised; they name no file or unit yet."""
    if file_tokens.forged or file_tokens.revoked:
        places = (*file_tokens.forged, *file_tokens.revoked)
        yield make_finding("notice", "forged_used", places=places)
    match identity.strongest_evidence:
        case "cell":
            yield make_finding("notice", "unit_by_cell", unit_name=unit.name, options=(unit.name,))
        case "title":
            yield make_finding("notice", "unit_by_title", unit_name=unit.name, options=(unit.name,))
        case "name" | "folder":
            yield make_finding("warning", "unit_by_name", unit_name=unit.name, options=(unit.name,))
    if identity.unmatched and _may_be_another(identity.unmatched, unit, file_tokens, roster):
        yield make_finding(
            "warning", "unit_written", written=identity.unmatched, unit_name=unit.name, options=(unit.name,)
        )
    if identity.others:
        options = (unit.name, *identity.others)
        yield make_finding("warning", "conflict", unit_name=unit.name, others=identity.others, options=options)
    lists = [token for token in file_tokens.genuine if token.list_key != WHOLE]
    if any(token.digest != roster.digest(token.list_key) for token in lists):
        yield make_finding("warning", "old_definition")
    yield from find_older_issue(unit.code, file_tokens, roster, round)
    if rounds := file_tokens.find_other_rounds(round):
        yield make_finding("notice", "other_round_used", rounds=rounds)


def _may_be_another(written: str, unit: Unit, file_tokens: FileTokens, roster: CampaignRoster) -> bool:
    """Tell whether a text that names no unit may name another than the one recognised.

    A longer form of the unit's own name (its province before it) does not. In a workbook that we handed out a text
    of the clerk's own does only if it begins with some unit's name: a school of that township, say.
    """
    whole = fold(written)
    if any(whole.endswith(fold(name)) for name in unit.names):
        return False
    names = (fold(name) for name, _ in roster.campaign.collect_unit_names())
    return not file_tokens.genuine or any(whole.startswith(name) for name in names)


def _find_missing_columns(section: Section, list_type: ListType) -> Iterator[Finding]:
    """Report missing columns; of those that the office fills in, only the running number matters.

    Those that only later rounds have may be left out of a table of the clerk's own: who has nothing to say there
    needs none of them.
    """
    asked = {key for finding in section.findings for key in finding.facts.get("keys", ())}
    for column in list_type.columns:
        left_out = column.shown == "later" or (column.closed_to_units and not column.numbering)
        if left_out or column.key in {*section.positions, *asked}:
            continue
        severity = "error" if column.required and not column.locked else "warning"
        yield make_finding(
            severity,
            "column_missing",
            list=section.list_key,
            sheet=section.sheet,
            row=section.header_row,
            column=column.label,
            cell=f"A{section.header_row}",
        )


def _find_left_out_rows(section: Section) -> Iterator[Finding]:
    """Report the rows left out; many rows with the same reason share one finding, at the first of them."""
    where = {"list": section.list_key, "sheet": section.sheet}
    find_reason = itemgetter(1)
    for reason, group in groupby(sorted(section.left_out, key=find_reason), key=find_reason):
        rows = [row for row, _ in group]
        if reason == "as_issued":
            yield make_finding("notice", "as_issued", **where, count=len(rows))
        elif reason != "copied":
            for named in [[row] for row in rows] if len(rows) <= MOST_SINGLY else [rows]:
                at = {"row": named[0], "cell": f"A{named[0]}"}
                rule = "left_out" if len(named) == 1 else "left_out_rows"
                yield make_finding("notice", rule, **where, **at, why=reason, rows=tuple(named), count=len(named))


def _find_strangers(unit: str, section: Section, roster: CampaignRoster) -> Iterator[Finding]:
    """Report rows about people on another unit's roster: they were pasted in from that unit's workbook."""
    own = roster.members[unit] | roster.former.get(unit, frozenset())
    alike = {_strip_mark(each) for each in own}  # 张伟 may mean the unit's own 张伟（小）
    rows: dict[str, list[int]] = {}
    for row, name in find_member_names(section, roster):
        if name not in own and name in roster.units_of and _strip_mark(name) not in alike:
            rows.setdefault(min(roster.units_of[name]), []).append(row)
    for code, numbers in rows.items():
        yield make_finding(
            "warning",
            "strangers",
            list=section.list_key,
            sheet=section.sheet,
            row=numbers[0],
            cell=f"A{numbers[0]}",
            other=roster.find_by_code(code).name,
            rows=tuple(numbers),
            count=len(numbers),
        )


def _strip_mark(name: str) -> str:
    return fold_name(name).partition("(")[0]


def _find_second_teams(section: Section, list_type: ListType) -> Iterator[Finding]:
    """Report rows of a leading team beside the only one issued: they may have been pasted in with another unit's."""
    choices = {column.key: column for column in list_type.columns if column.kind == "choice"}
    team = {key: text for key, text in list_type.prefill.team.items() if key in choices}
    records = section.records if team else ()
    rows = [record.row for record in records if all(record.cleaned[key].text == text for key, text in team.items())]
    if len(rows) > 1:
        key, text = next(iter(team.items()))
        position = section.positions.get(key, 0)
        yield make_finding(
            "warning",
            "second_team",
            list=section.list_key,
            sheet=section.sheet,
            row=rows[1],
            column=choices[key].label,
            cell=format_address(rows[1], position),
            value=text,
            team=text,
            rows=tuple(rows),
            count=len(rows),
        )


def _compare_cover_counts(content: FileContent, cover: CoverSheet, roster: CampaignRoster) -> Iterator[Finding]:
    """Compare the row counts that the clerk's program showed on the cover with the rows found filled in."""
    for key, counted in cover.counts.items():
        sections = content.find_sections(key)
        read = sum(len(section.records) for section in sections)
        # The clerk's program counts every row that is filled in, totals and signatures among them.
        aside = sum(len(section.left_out) for section in sections)
        if sections and not read <= counted <= read + aside:
            yield make_finding(
                "warning" if read < counted else "notice",
                "control_total",
                sheet=cover.sheet or "",
                list=key,
                list_label=roster.campaign.definition.find_list_type(key).label,
                counted=counted,
                read=read,
            )
