"""The rows on which the office decides: which item and application each is about, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.campaign import Campaign
from toolkit.cleaning import CleanedCell, Cleaner
from toolkit.definition import (
    ApplicationKey,
    ChoiceList,
    Definition,
    ListType,
    Option,
    ResultKey,
)
from toolkit.errors import Mistake, make_mistake
from toolkit.followup import Closing, ItemKey, Origin, Review
from toolkit.formats import find_value, format_plain_text
from toolkit.messages import say
from toolkit.reviews.pages import LedgerPage
from toolkit.reviews.subjects import Doubt, SubjectReader, make_doubt
from toolkit.text import find_nearest, fold

RESULTS = "ledger_results"
# What makes a row half-filled where no result was chosen; a reviewer and a day are often filled in beforehand.
_SAYING = ("opinion", "requirement", "approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """One row of decisions as it stands.

    `round` is the round that it belongs to. An undecided row of a round that ended belongs to the round at work, where
    its application still waits; `frozen` rows are those decided in a round that ended. `application` is None in a row
    that the office typed. `review` is None where nothing valid was decided; `is_decided` tells whether a result was
    chosen, valid or not.
    """

    row: int
    item: ItemKey | None
    round: int
    frozen: bool = False
    application: ApplicationKey | None = None
    is_decided: bool = False
    review: Review | None = None
    mistakes: tuple[Mistake, ...] = ()


def build_result_choices(definition: Definition) -> ChoiceList:
    """Return the results of all lists with follow-up in order, each once, with what else clerks call them."""
    words = [word for each in definition.list_types if each.followup for word in each.followup.results.values()]
    aliases: dict[str, tuple[str, ...]] = {}
    for choices in definition.choice_lists.values():
        aliases |= {option.value: option.aliases for option in choices.options if option.aliases}
    options = [Option(value=word, aliases=aliases.get(word, ())) for word in dict.fromkeys(words)]
    return ChoiceList(key=RESULTS, options=tuple(options))


def find_decided(opening: Closing) -> Mapping[tuple[ItemKey, int], str]:
    """Return what was decided on items in the rounds that ended: the last result's key by item and round."""
    decided = {
        (event.item, event.round): event.facts.get("result", "") for event in opening.events if event.kind == "decided"
    }
    return decided | {
        (item.key, item.review.round): item.review.result for item in opening.items if item.review is not None
    }


class WaitingReader:
    """Reads the rows of the sheet of decisions."""

    def __init__(self, page: LedgerPage, campaign: Campaign, opening: Closing) -> None:
        definition = campaign.definition
        self.page, self.campaign = page, campaign
        self.definition = definition.replace_choices(build_result_choices(definition))
        self._cleaner = Cleaner(self.definition, issued=campaign.issue_date)
        self._subjects = SubjectReader(campaign, self._cleaner)
        self._decided = find_decided(opening)
        self._columns = {column.key: column for column in page.form.columns}

    def read_rows(self) -> Iterator[WaitingRow]:
        """Yield the filled rows from top to bottom."""
        for row in self.page.find_rows(["code", "unit", "number", *self.page.form.office_keys]):
            yield self._read_row(row)

    def _read_row(self, row: int) -> WaitingRow:
        number, doubts = self._read_round(row)
        item, unclear = self._subjects.read_item(self.page, row, number)
        application = self._subjects.read_application(self.page.read_text(row, "application"))
        said = [key for key in self.page.form.office_keys if self.page.read_text(row, key)]
        is_decided = "result" in said
        known = WaitingRow(row=row, item=item, round=number, application=application, is_decided=is_decided)
        if item is not None and number < self.campaign.round.number and (item, number) in self._decided:
            return self._freeze(known, self._decided[item, number])
        if item is None and is_decided and self._was_decided(row, number):
            return replace(known, frozen=True)
        if number > self.campaign.round.number and not doubts:
            return known
        if not is_decided:
            half: list[Doubt] = [make_doubt("ledger.no_result", "result")] if set(said) & set(_SAYING) else []
            return replace(known, mistakes=self._make_mistakes(row, [*doubts, *half]))
        return self._read_decision(known, [*doubts, *unclear])

    def _was_decided(self, row: int, number: int) -> bool:
        """Tell whether a row of a round that ended was in effect then, of a unit or a list that is here no more."""
        if number >= self.campaign.round.number:
            return False
        said = self.page.read_text(row, "code"), self.page.read_text(row, "number")
        return any((key.unit, key.number) == said and ended == number for key, ended in self._decided)

    def _freeze(self, known: WaitingRow, result: str) -> WaitingRow:
        """Return a row of a round that ended; a result that was changed since then is named."""
        list_type = self._subjects.find_list(known.item) if known.item else None
        words = dict(list_type.followup.results.items()) if list_type and list_type.followup else {}
        changed = result and list_type and self._find_result(known.row, list_type, known.application) != result
        facts = {"round": known.round, "was": {str(key): word for key, word in words.items()}.get(result, result)}
        doubts: list[Doubt] = [make_doubt("ledger.ended", "result", **facts)] if changed else []
        return replace(known, frozen=True, is_decided=True, mistakes=self._make_mistakes(known.row, doubts))

    def _read_decision(self, known: WaitingRow, doubts: list[Doubt]) -> WaitingRow:
        row, item = known.row, known.item
        result: ResultKey | None = None
        list_type = self._subjects.find_list(item) if item else None
        if list_type is not None:
            if list_type.followup is None:
                doubts.append(make_doubt("ledger.not_followed", "list", list=list_type.label))
            else:
                result = self._find_result(row, list_type, known.application)
                if result is None:
                    doubts.append(self._explain_result(row, list_type))
        cells = {key: self._clean(row, key) for key in self.page.form.office_keys if key != "result"}
        doubts += [
            make_doubt("ledger.not_a_day" if self._columns[key].kind == "date" else "ledger.lost", key, value=cell.text)
            for key, cell in cells.items()
            if cell.unknown
        ]
        if doubts or item is None or result is None:
            return replace(known, mistakes=self._make_mistakes(row, doubts))
        review = Review(
            item=item,
            round=self.campaign.round.number,
            result=result,
            origin=self.build_origin(row),
            application=known.application,
            opinion=cells["opinion"].text or "",
            requirement=cells["requirement"].text or "",
            approved=cells["approved"].date,
            reviewer=cells["reviewer"].text or "",
            day=cells["day"].date,
        )
        return replace(known, round=review.round, review=review)

    def build_origin(self, row: int) -> Origin:
        """Return where the result of a row stands."""
        return Origin(
            round=self.campaign.round.number,
            file=say("output.ledger"),
            sheet=self.page.name,
            row=row,
            cell=self.page.locate(row, "result"),
        )

    def _read_round(self, row: int) -> tuple[int, list[Doubt]]:
        """Return the round that a row belongs to; a row that does not say belongs to the round at work."""
        text = self.page.read_text(row, "round")
        known = [each.number for each in self.campaign.rounds]
        if not text:
            return self.campaign.round.number, []
        digits = "".join(letter for letter in text if letter.isdecimal())
        if digits and int(digits) in known:
            return int(digits), []
        return self.campaign.round.number, [make_doubt("ledger.unknown_round", "round", value=text)]

    def _clean(self, row: int, key: str) -> CleanedCell:
        address = (row, self.page.columns[key])
        value = find_value(self.page.grid, *address)
        shown = self.page.grid.shown.get(address, "")
        return self._cleaner.clean(self.page.form.label, self._columns[key], value, shown)

    def _find_result(self, row: int, list_type: ListType, application: ApplicationKey | None) -> ResultKey | None:
        """Return the result that a row chose; a mere yes or no answers the application."""
        text = self._clean(row, "result").text or ""
        followup, wanted = list_type.followup, fold(text)
        if followup is None or not wanted:
            return None
        form = self.definition.ledger
        if application and wanted in {fold(word) for word in form.agree}:
            return application
        if application and wanted in {fold(word) for word in form.refuse}:
            return _REFUSALS[application]
        return next((key for key, word in followup.results.items() if fold(word) == wanted), None)

    def _explain_result(self, row: int, list_type: ListType) -> Doubt:
        text = format_plain_text(find_value(self.page.grid, row, self.page.columns["result"]))
        words = list(list_type.followup.results.values()) if list_type.followup else []
        known = say("list.separator").join(words)
        nearest = find_nearest(text, words) or ""
        return make_doubt("ledger.unknown_result", "result", value=text, known=known, nearest=nearest)

    def _make_mistakes(self, row: int, doubts: list[Doubt]) -> tuple[Mistake, ...]:
        return tuple(
            make_mistake(
                doubt.key, self._locate(row, doubt.column), label=self._columns[doubt.column].label, **doubt.facts
            )
            for doubt in doubts
        )

    def _locate(self, row: int, column: str) -> str:
        places = [say("output.ledger"), f"{self.page.name}!{self.page.locate(row, column)}"]
        return say("place.separator").join(places)


_REFUSALS: Mapping[ApplicationKey, ResultKey] = {
    "close": "send_back",
    "extend": "refuse_extension",
    "turn_lasting": "refuse_lasting",
}
