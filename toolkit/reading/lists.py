"""Read the lists of an opened file sheet by sheet, and account for every cell outside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from toolkit.cleaning import Cleaner
from toolkit.definition import Definition, ListType
from toolkit.excel import column_letters
from toolkit.findings import Finding, make_finding
from toolkit.formats import Grid, OpenedFile
from toolkit.messages import say
from toolkit.reading.above import find_rows_above
from toolkit.reading.beside import find_beside, find_hidden_cells, find_hint_words, find_rows_above_notices
from toolkit.reading.columns import Completion, complete_columns, find_heading, names_found_column
from toolkit.reading.headers import Header, find_headers
from toolkit.reading.heading_index import HEADING_EVIDENCE, HeadingIndex, collect_helper_headings
from toolkit.reading.replies import is_review_sheet
from toolkit.reading.rows import find_stored_positions, read_section
from toolkit.reading.shown import find_unsure_cells
from toolkit.records import NOTHING, Explanation, Ledger, Section, add_ledgers
from toolkit.text import fold

UNUSED = "-"  # the decision that a sheet is not used


class WantedList(NamedTuple):
    """Which list a sheet holds, and the evidence for it: its token, or the operator's decision."""

    list_key: str = ""
    evidence: str = "token"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLists:
    """The lists of one file, the findings on whole sheets, and the account of all cells outside the lists."""

    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    rest: Ledger = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReader:
    """Reads lists by their headings; `decided` and `sheets` are the operator's decisions on columns and sheets."""

    cleaner: Cleaner
    index: HeadingIndex
    rosters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decided_labels: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    # The names of our sheets that hold no list, and why their cells are left out.
    own_sheets: Mapping[str, str] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """What the lists are."""
        return self.cleaner.definition

    def read(
        self,
        opened: OpenedFile,
        *,
        name: str = "",
        wanted: Mapping[str, WantedList],
        nil: frozenset[str],
        cover: str | None,
    ) -> FileLists:
        """Read every sheet; `wanted` gives by sheet name the list that it is known to hold."""
        sections: list[Section] = []
        findings: list[Finding] = []
        rest: list[Ledger] = []
        for grid in opened.grids:
            known = wanted.get(grid.name, WantedList())
            decided = known.list_key
            apart = decided == UNUSED or (not decided and _is_never_a_list(grid))
            headers = [] if apart else find_headers(grid, self.index, decided)
            headers, doubtful = find_rows_above(grid, headers, self.index, self.cleaner, self.rosters)
            own = [self._read_list(grid, header, name, known, nil) for header in headers]
            sections += own
            rest.append(self._account_for_rest(grid, own, headers, cover, decided))
            findings += self._find_sheet_problems(grid, own, cover, decided)
            findings += find_rows_above_notices(grid, headers[0], doubtful) if headers else ()
        return FileLists(sections=tuple(sections), findings=tuple(findings), rest=add_ledgers(rest))

    def _read_list(self, grid: Grid, header: Header, name: str, wanted: WantedList, nil: frozenset[str]) -> Section:
        decided_header, unused = self._apply_decisions(header, grid, name)
        completed = complete_columns(decided_header, grid, self.cleaner, self.ignored, dict(self.rosters), unused)
        section = read_section(grid, completed.header, self.cleaner, nil=header.list_type.key in nil)
        questions = self._find_column_questions(grid, completed, name)
        unseen = [
            *find_hidden_cells(grid, completed.header, section),
            *find_hint_words(grid, completed.header, section),
        ]
        extra = self._find_extra_columns(grid, completed, section, name)
        unsure = find_unsure_cells(grid, completed.header, {record.row for record in section.records})
        return replace(
            section,
            findings=(*section.findings, *questions, *unseen, *extra, *unsure),
            explanations=(_explain_list(grid, completed.header, wanted), *completed.explain_columns(grid.name)),
        )

    def _apply_decisions(self, header: Header, grid: Grid, name: str) -> tuple[Header, frozenset[int]]:
        """Apply the operator's decisions on columns with a blank heading, which are known by their location.

        Returns the header with the decided columns, and the positions decided not to be used.
        """
        if not self.decided_labels:
            return header, frozenset()
        positions, ranks = dict(header.positions), dict(header.ranks)
        unused: set[int] = set()
        for position in range(max(len(header.texts), len(grid.rows[header.row]))):
            label = self.decided_labels.get(fold(render_column_location(name, grid.name, position, header)))
            if label == "":
                unused.add(position)
            column = next((c for c in header.list_type.columns if c.label == label), None)
            if column is not None or label == "":
                positions = {key: at for key, at in positions.items() if at != position}
            if column is not None:
                positions[column.key], ranks[column.key] = position, HEADING_EVIDENCE.index("decision")
        ranks = {key: rank for key, rank in ranks.items() if key in positions}
        return replace(header, positions=positions, ranks=ranks), frozenset(unused)

    def _find_column_questions(self, grid: Grid, completed: Completion, name: str) -> list[Finding]:
        header = completed.header
        found: list[Finding] = []
        for guess in completed.taken:
            heading = find_heading(header, guess.position)
            rule = "column_nearest" if heading else "column_by_content"
            where = _build_location(grid, header, guess.position)
            asked = heading or render_column_location(name, grid.name, guess.position, header)
            facts = {"asked": asked, "options": (guess.column.label,), "signs": tuple(guess.evidence)}
            found.append(make_finding("warning", rule, **where, column=guess.column.label, value=heading, **facts))
        for guesses in completed.asked:
            position = guesses[0].position
            heading = find_heading(header, position)
            asked = heading or render_column_location(name, grid.name, position, header)
            options = tuple(guess.column.label for guess in sorted(guesses, key=lambda guess: -guess.confidence))
            needed = any(guess.column.required for guess in guesses)
            rule = "column_asked" if heading else "column_unnamed"
            where = _build_location(grid, header, position)
            alone = options[0] if len(guesses) == 1 else ""
            keys = tuple(guess.column.key for guess in guesses)
            facts = {"asked": asked, "options": options, "candidates": options, "keys": keys}
            grade = "error" if needed else "warning"
            found.append(make_finding(grade, rule, **where, value=heading, column=alone, **facts))
        return found

    def _find_extra_columns(self, grid: Grid, completed: Completion, section: Section, name: str) -> list[Finding]:
        """Report filled columns that nobody asked for; where list columns are missing, ask whether they are those."""
        header = completed.header
        list_type = header.list_type
        missing = tuple(c.label for c in list_type.columns if c.key not in header.positions and not c.locked)
        asked = {guesses[0].position for guesses in completed.asked}
        found: list[Finding] = []
        for position, (count, row) in section.extra.items():
            heading, where = find_heading(header, position), _build_location(grid, header, position)
            if position in asked:
                continue
            # A heading that names a column already found (序号 beside 编号) asks for no other.
            sought = () if names_found_column(header, position) else missing
            grade = "warning" if sought else "notice"
            asking: dict[str, object] = {"nearest": sought, "options": sought} if sought else {}
            if heading:
                asking |= {"asked": heading} if sought else {}
                found.append(make_finding(grade, "column_extra", **where, value=heading, count=count, **asking))
            else:
                asking |= {"asked": render_column_location(name, grid.name, position, header)} if missing else {}
                first = {**where, "row": row, "cell": f"{column_letters(position)}{row}"}
                found.append(make_finding(grade, "beside", **first, count=count, **asking))
        return found

    def _account_for_rest(
        self, grid: Grid, sections: list[Section], headers: list[Header], cover: str | None, decided: str
    ) -> Ledger:
        """Account for the cells outside the lists: titles above a list, far cells, whole sheets that are no list."""
        taken = headers[0].above if headers else frozenset()
        above = grid.rows[: headers[0].top] if headers else grid.rows
        titles = (row for number, row in enumerate(above, 1) if number not in taken)
        seen = sum(len(find_stored_positions(row)) for row in titles)
        inside = sum(section.ledger.stored for section in sections)
        stored = grid.stored if grid.stored is not None else seen + inside + len(grid.far)
        if grid.name == cover and not sections:  # the cover is accounted for on its own
            return Ledger(stored=stored - seen, left_out={"far": len(grid.far)} if grid.far else {})
        why = "title" if sections else self._find_sheet_reason(grid, decided)
        left_out = {why: seen, "far": len(grid.far)}
        return Ledger(stored=stored - inside, left_out={key: count for key, count in left_out.items() if count})

    def _find_sheet_reason(self, grid: Grid, decided: str) -> str:
        if decided == UNUSED:
            return "decided"
        own = self.own_sheets.get(fold(grid.name)) or ("office_sheet" if is_review_sheet(grid) else "")
        return own or ("hidden_sheet" if grid.hidden else "other_sheet")

    def _find_sheet_problems(
        self, grid: Grid, sections: list[Section], cover: str | None, decided: str
    ) -> list[Finding]:
        found = [
            make_finding("warning", "far_cell", sheet=grid.name, row=row, cell=f"{column_letters(column)}{row}")
            for row, column in grid.far
        ]
        why = "" if sections else self._find_sheet_reason(grid, decided)
        if grid.name == cover or why not in _UNKNOWN:
            return found
        found += find_beside(grid, sections, self.definition)
        filled = sum(len(find_stored_positions(row)) for row in grid.rows) if why else 0
        if filled:
            doubtful = why == "other_sheet" or _holds_rows(grid)
            rule = why if doubtful else "hidden_words"
            found.append(make_finding("warning" if doubtful else "notice", rule, sheet=grid.name, count=filled))
        return found


def _is_never_a_list(grid: Grid) -> bool:
    return fold(grid.name) in {fold(say(f"sheet.{key}")) for key in _NEVER_LISTS}


def _holds_rows(grid: Grid) -> bool:
    """Tell whether any row has so many cells that it may be a record; a hidden list of choices has fewer."""
    return any(len(find_stored_positions(row)) >= _FEWEST_OF_RECORD for row in grid.rows)


def render_column_location(name: str, sheet: str, position: int, header: Header) -> str:
    """Return the name of a column with a blank heading in the table of decisions: file, sheet, cell."""
    cell = f"{column_letters(position)}{header.row + 1}"
    return say("place.separator").join(part for part in (name, sheet, cell) if part)


def _build_location(grid: Grid, header: Header, position: int) -> dict[str, object]:
    return {
        "list": header.list_type.key,
        "sheet": grid.name,
        "row": header.row + 1,
        "cell": f"{column_letters(position)}{header.row + 1}",
    }


def _explain_list(grid: Grid, header: Header, wanted: WantedList) -> Explanation:
    """Explain why a sheet was taken for a list: by its token or a decision, its headings, its name."""
    known, all_columns = len(header.positions), len(header.list_type.columns)
    evidence = ["headings"]
    if wanted.list_key == header.list_type.key:
        evidence.insert(0, wanted.evidence)
    if any(fold(name) in fold(grid.name) for name in header.list_type.names):
        evidence.append("sheet_name")
    return Explanation(
        subject="list",
        sheet=grid.name,
        cell=f"A{header.row + 1}",
        seen=grid.name,
        chosen=header.list_type.label,
        confidence=round(1 - (1 - known / all_columns) * (0.1 if len(evidence) > 1 else 1), 2),
        evidence=tuple(evidence),
    )


def build_list_reader(
    cleaner: Cleaner,
    list_types: Iterable[ListType],
    columns: Mapping[str, str] | None = None,
    rosters: Mapping[str, frozenset[str]] | None = None,
) -> ListReader:
    """Return a reader of lists.

    `columns` has the operator's decisions by heading, or by location for a blank heading; `rosters` the values of the
    choice lists that come from the roster.
    """
    decided = dict(columns or {})
    definition = cleaner.definition
    index = HeadingIndex(list_types, decided, definition.vocabulary.headings)
    sheets = {definition.cover.sheet: "cover", **{say(f"sheet.{key}"): "office_sheet" for key in _OFFICE_SHEETS}}
    return ListReader(
        cleaner=cleaner,
        index=index,
        rosters=rosters or {},
        decided_labels={fold(text): label for text, label in decided.items()},
        ignored=index.unused | collect_helper_headings(),
        own_sheets={fold(sheet): why for sheet, why in sheets.items()},
    )


# Why a sheet may hold something of the clerk's: it has lists, or nobody knows what it is.
_UNKNOWN = frozenset({"", "other_sheet", "hidden_sheet"})
_FEWEST_OF_RECORD = 3
_OFFICE_SHEETS = ("handbook", "options", "identity", "review", "closed")
# Sheets of ours that quote headings, or have tables of their own, and are never lists.
_NEVER_LISTS = ("review", "closed")
