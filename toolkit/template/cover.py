"""The cover sheet: who filled it in, the state of each list, and a light that says whether it can be sent back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.definition import UNCHANGED
from toolkit.excel import (
    HELP_TAB,
    Styles,
    column_letters,
    compute_row_height,
    escape_quotes,
    format_text_literal,
    quote_sheet_name,
    set_up_page,
)
from toolkit.layout import (
    COVER_FIELDS_ROW,
    DOUBT_SYMBOL,
    FAULT_SYMBOL,
    FIRST_ROW,
    GOOD_SYMBOL,
    LONGEST_FORMULA,
    SheetView,
)
from toolkit.messages import say
from toolkit.template.counts import render_counts
from toolkit.template.issue import Issue
from toolkit.template.preview import ListPreview
from toolkit.template.row_heights import RowHeights

REPORTER = "reporter"  # the cover field with the reporter's name; a workbook of nil returns alone needs it
WIDTHS = (20, 13, 13, 13, 15, 58)


def write_cover(  # noqa: PLR0913 - what a sheet is made of
    workbook: Any,
    styles: Styles,
    issue: Issue,
    views: list[SheetView],
    previews: Sequence[ListPreview],
    *,
    heights: RowHeights,
) -> None:
    """Add the cover; it must be the first sheet."""
    _CoverWriter(workbook, styles, issue, views, previews, heights=heights).write()


class _CoverWriter:
    """Writes the cover from top to bottom."""

    def __init__(  # noqa: PLR0913 - what a sheet is made of
        self,
        workbook: Any,
        styles: Styles,
        issue: Issue,
        views: list[SheetView],
        previews: Sequence[ListPreview],
        *,
        heights: RowHeights,
    ) -> None:
        self.styles, self.issue, self.heights = styles, issue, heights
        self.views, self.previews = views, previews
        self.cover, self.fields = issue.definition.cover, issue.cover_fields
        self._counts = render_counts(issue)
        self.sheet = workbook.add_worksheet(self.cover.sheet)

    def write(self) -> None:
        for index, width in enumerate(WIDTHS):
            self.sheet.set_column(index, index, width)
        self._write_title()
        self._write_fields()
        self._write_counts()
        self._write_lists()
        self._write_light()
        self._write_steps()
        self._set_up_page()

    def _write_title(self) -> None:
        last = len(WIDTHS) - 1
        self.sheet.merge_range(0, 0, 0, last, say("cover.title"), self.styles["title"])
        self.sheet.set_row(0, 36)
        self.sheet.merge_range(1, 0, 1, last, self.issue.title, self.styles["centre_subtitle"])
        self.sheet.set_row(1, 24)
        name = self.issue.unit_name or say("template.unit_blank")
        due = self._render_due()
        self.sheet.write_string(2, 0, say("cover.unit"), self.styles["padded_label"])
        # On a standard workbook the clerk writes the unit's name.
        unit_style = self.styles.make_format("padded_text", unlocked=not self.issue.unit_name)
        self.sheet.merge_range(2, 1, 2, 4, name, unit_style)
        if self.issue.reissue:
            due = say("cover.again", due=due, again=self.issue.reissue.words)
        self.sheet.write_string(2, last, due, self.styles["padded"])
        self.sheet.set_row(2, 26)

    def _render_due(self) -> str:
        """Return which round the workbook belongs to and when it is due; empty for a standard workbook."""
        if self.issue.due is None:
            return ""
        due = say("cover.due", due=self.issue.due.isoformat())
        return say("cover.round_due", round=self.issue.round.title, due=due) if self.issue.round else due

    def _write_fields(self) -> None:
        for row, field in enumerate(self.fields, COVER_FIELDS_ROW - 1):
            self.sheet.write_string(row, 0, field.label, self.styles["padded_label"])
            written = self.issue.cover.get(field.key, "")
            self.sheet.merge_range(row, 1, row, 4, written, self.styles.make_format("padded_text", unlocked=True))
            if field.key == REPORTER:
                unsigned = f"{FAULT_SYMBOL} {say('cover.unsigned')}"
                literals = f"{format_text_literal(unsigned)},{format_text_literal(field.help)}"
                asked = f"=IF({self._build_reporter_condition()},{literals})"
                shown = unsigned if self._lacks_reporter else field.help
                self.sheet.write_formula(row, 5, asked, self.styles["padded"], shown)
            else:
                self.sheet.write_string(row, 5, field.help, self.styles["padded"])
            prompt = {"input_title": field.label[:32], "input_message": field.help[:255]}
            source = {"validate": "list", "source": [field.value]} if field.value else {"validate": "any"}
            self.sheet.data_validation(row, 1, row, 1, {**source, **prompt})
            self.sheet.set_row(row, max(24, compute_row_height([(field.help, WIDTHS[5] - 4)])))

    def _write_counts(self) -> None:
        """Write how many items are closed, and how many are to be updated, above the light."""
        if self._counts:
            row, last = self._header_row - 2, len(WIDTHS) - 1
            self.sheet.merge_range(row, 0, row, last, self._counts, self.styles["centre_subtitle"])
            self.sheet.set_row(row, compute_row_height([(self._counts, sum(WIDTHS))], 11))

    def _build_reporter_condition(self) -> str:
        """Return a condition: every list is declared empty, and the reporter is missing."""
        first, last = self._header_row + 2, self._header_row + 1 + len(self.views)
        all_nil = f"SUMPRODUCT(--($E${first}:$E${last}={self._nil_literal}))={len(self.views)}"
        reporter_rows = [row for row, field in enumerate(self.fields, COVER_FIELDS_ROW) if field.key == REPORTER]
        return f"AND({all_nil},LEN(TRIM($B${reporter_rows[0]}))=0)" if reporter_rows else "FALSE"

    @property
    def _nil_literal(self) -> str:
        return format_text_literal(self.cover.nil.value)

    @property
    def _lacks_reporter(self) -> bool:
        """Whether that condition holds in the workbook as it is written."""
        has_reporter = any(field.key == REPORTER and self.issue.cover.get(REPORTER) for field in self.fields)
        return {view.layout.list_type.key for view in self.views} <= self.issue.nil and not has_reporter

    @property
    def _header_row(self) -> int:
        counts = 1 if self._counts else 0
        return COVER_FIELDS_ROW - 1 + len(self.fields) + counts + 1  # from 0, after the light

    def _write_lists(self) -> None:
        heads = ("list", "filled", "faulty", "first", "nil", "whole")
        for index, head in enumerate(heads):
            text = self.cover.nil.label if head == "nil" else say(f"cover.{head}")
            self.sheet.write_string(self._header_row, index, text, self.styles["head"])
        self.sheet.set_row(self._header_row, 24)
        for row, (view, preview) in enumerate(zip(self.views, self.previews, strict=True), self._header_row + 1):
            self._write_list_row(row, view, preview)

    def _write_list_row(self, row: int, view: SheetView, preview: ListPreview) -> None:
        hints = view.layout.find_column_range(view.layout.hint_column, outside=True)
        target = quote_sheet_name(view.layout.sheet)
        styles, number = self.styles, self.styles["counted"]
        whole = self._compute_list_value(view, preview)
        self.heights.fit(self.sheet, row, [(whole, WIDTHS[5] - 4)], least=28)
        self.sheet.write_url(row, 0, f"internal:{target}!A{FIRST_ROW}", styles["link"], view.layout.sheet)
        self.sheet.write_formula(row, 1, f'=COUNTIF({hints},"?*")', number, preview.filled)
        count = f'COUNTIF({hints},"{FAULT_SYMBOL}*")'
        first = f'MATCH("{FAULT_SYMBOL}*",{hints},0)+{FIRST_ROW - 1}'
        link = f'"{escape_quotes(f"#{target}!{column_letters(view.layout.hint_column)}")}"&{first}'
        faulty = self._find_faulty_rows(view, preview)
        no_fault = f"OR({count}=0,$E${row + 1}={self._nil_literal})"
        counted = f"=IF({no_fault},0,HYPERLINK({link},{count}))"
        self.sheet.write_formula(row, 2, counted, number, len(faulty))
        words = escape_quotes(say("cover.row")).replace("⟨row⟩", f'"&{first}&"')
        located = f'=IF({no_fault},"—",HYPERLINK({link},"{words}"))'
        shown = say("cover.row").replace("⟨row⟩", str(faulty[0])) if faulty else "—"
        self.sheet.write_formula(row, 3, located, styles["centre"], shown)
        declared = self.cover.nil.value if view.layout.list_type.key in self.issue.nil else ""
        write = self.sheet.write_string if declared else self.sheet.write_blank
        write(row, 4, declared, styles.make_format("centre", unlocked=True))
        source = {"validate": "list", "source": f"={view.find_options_range('@nil')}"}
        prompt = {"input_title": self.cover.nil.label, "input_message": self.cover.nil.help[:255]}
        self.sheet.data_validation(row, 4, row, 4, {**source, **prompt})
        self.sheet.write_formula(row, 5, self._build_list_formula(row, view), styles["padded"], whole)

    def _build_list_formula(self, row: int, view: SheetView) -> str:
        """Return a formula for what is wrong with a list: neither filled nor declared empty, both, or names missing.

        Prefilled rows do not contradict a nil return as long as nothing was added to them.
        """
        filled, nil = f"$B${row + 1}", f"$E${row + 1}"
        declared_nil = f"{nil}={self._nil_literal}"
        empty, both = (format_text_literal(say(key, nil=self.cover.nil.label)) for key in ("cover.empty", "cover.both"))
        absent = build_absent_formula(view)
        if is_too_long(absent):
            absent = '""'
        empty = '""' if _is_all_closed(view) else empty
        return f'=IF({declared_nil},IF({view.build_entry_count()}>0,{both},""),IF({filled}=0,{empty},{absent}))'

    def _find_faulty_rows(self, view: SheetView, preview: ListPreview) -> list[int]:
        return [] if view.layout.list_type.key in self.issue.nil else preview.faulty

    def _compute_list_value(self, view: SheetView, preview: ListPreview) -> str:
        if view.layout.list_type.key in self.issue.nil:
            return say("cover.both", nil=self.cover.nil.label) if preview.filled else ""
        if not preview.filled:
            return "" if _is_all_closed(view) else say("cover.empty", nil=self.cover.nil.label)
        return _render_missing_lead(view) + preview.missing if preview.missing else ""

    def _write_light(self) -> None:
        first, last = self._header_row + 2, self._header_row + 1 + len(self.views)
        counts, wholes = f"$C${first}:$C${last}", f"$F${first}:$F${last}"
        ask, wrong = say("hint.ask"), f"LEN({wholes})>0"
        if any(_is_missing_doubtful(view) for view in self.views):  # a doubt keeps nobody from sending
            wrong = f'({wrong})*(LEFT({wholes},{len(ask)})<>"{ask}")'
        total = f"SUM({counts})+SUMPRODUCT(--({wrong}))+IF({self._build_reporter_condition()},1,0)"
        ready = f"{GOOD_SYMBOL} {say('cover.ready')}"
        waiting_words = say("cover.waiting")
        waiting = escape_quotes(waiting_words).replace("⟨count⟩", f'"&{total}&"')
        formula = f'=IF({total}=0,"{escape_quotes(ready)}","{waiting}")'
        number = (
            sum(
                len(self._find_faulty_rows(view, preview)) + bool(whole and not whole.startswith(ask))
                for view, preview in zip(self.views, self.previews, strict=True)
                for whole in [self._compute_list_value(view, preview)]
            )
            + self._lacks_reporter
        )
        value = waiting_words.replace("⟨count⟩", str(number)) if number else ready
        row = self._header_row - 1
        self.sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", self.styles["light"])
        self.sheet.write_formula(row, 0, formula, self.styles["light"], value)
        self.sheet.set_row(row, 32)
        for prefix, style in ((GOOD_SYMBOL, "done"), ("", "fault")):
            operator = "=" if prefix else "<>"
            criteria = f'=LEFT($A${row + 1},1){operator}"{GOOD_SYMBOL}"'
            rule = {"type": "formula", "criteria": criteria, "format": self.styles[style]}
            self.sheet.conditional_format(row, 0, row, 0, rule)
        # A number or place looks like a link only where there is something to follow.
        faulty = {"type": "cell", "criteria": ">", "value": 0, "format": self.styles["fault_link"]}
        self.sheet.conditional_format(first - 1, 2, last - 1, 2, faulty)
        found = {"type": "formula", "criteria": f"=LEN($D{first})>1", "format": self.styles["followed"]}
        self.sheet.conditional_format(first - 1, 3, last - 1, 3, found)

    def _write_steps(self) -> None:
        row = self._header_row + len(self.views) + 2
        names = {"nil": self.cover.nil.label, "handbook": say("sheet.handbook"), "closed": say("sheet.closed")}
        names["unchanged"] = next((field.label for field in self.fields if field.key == UNCHANGED), "")
        text = say("cover.later_steps" if self.issue.is_later else "cover.steps", **names)
        self.sheet.merge_range(row, 0, row, len(WIDTHS) - 1, text, self.styles["note"])
        self.sheet.set_row(row, compute_row_height([(text, sum(WIDTHS))], 11.5))
        signature = say("cover.sign")
        self.sheet.merge_range(row + 2, 0, row + 2, len(WIDTHS) - 1, signature, self.styles["subtitle"])
        self.sheet.set_row(row + 2, 36)
        token = self.issue.find_token()
        self.sheet.merge_range(row + 3, 0, row + 3, len(WIDTHS) - 1, token, self.styles["token"])

    def _set_up_page(self) -> None:
        self.sheet.set_tab_color(HELP_TAB)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        set_up_page(self.sheet, header=self.issue.title, unit=self.issue.unit_name, footer=say("page.footer"))
        # One page, without the token under the signatures.
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 0, self._header_row + len(self.views) + 4, len(WIDTHS) - 1)
        self.sheet.set_selection(3, 1, 3, 1)
        self.sheet.hide_gridlines(2)
        self.sheet.activate()
        self.sheet.set_first_sheet()


def build_absent_formula(view: SheetView) -> str:
    """Return an expression that names who is missing from a list. It has every name once: its length limits them."""
    missing, separator = view.build_missing_formula(), say("list.separator")
    lead = format_text_literal(_render_missing_lead(view))
    led = f'SUBSTITUTE("{DOUBT_SYMBOL}"&{missing},"{DOUBT_SYMBOL}{separator}",{lead})'
    return f'SUBSTITUTE({led},"{DOUBT_SYMBOL}","")' if missing else '""'


def is_too_long(absent: str) -> bool:
    """Tell whether an expression of names is too long for the formula that it is a part of."""
    return len(absent) > LONGEST_FORMULA - 500


def _is_all_closed(view: SheetView) -> bool:
    """Tell whether nothing is left to report in a list, as all its items are closed."""
    return view.layout.closed > 0 and view.layout.issued == 0


def _is_missing_doubtful(view: SheetView) -> bool:
    """Tell whether people missing from a list are a doubt, as its rules grade it, and no fault."""
    rules = view.layout.list_type.roster_rules
    return bool(rules) and all(rule.severity != "error" for rule in rules)


def _render_missing_lead(view: SheetView) -> str:
    lead = say("cover.missing")
    return say("hint.ask") + lead if _is_missing_doubtful(view) else lead
