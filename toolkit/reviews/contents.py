"""What our columns of the ledger say, row by row: by what identifies a row, then by column key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from toolkit.definition import ApplicationKey, FollowUp, ListType
from toolkit.followup import Event, IssuedTexts, Item, ItemKey, find_parent_list, render_event
from toolkit.messages import say
from toolkit.reviews.chosen import build_chosen_rows
from toolkit.reviews.model import Evidence, LedgerFacts
from toolkit.reviews.read import dump_event
from toolkit.text import keep_visible

Cells = dict[str, str | int]
ApplicationPlace = tuple[ItemKey, ApplicationKey]


class LedgerContents:
    """The rows of all sheets, from the facts after a check."""

    def __init__(self, facts: LedgerFacts) -> None:
        self.facts, self.campaign = facts, facts.campaign
        self.definition = facts.campaign.definition
        self._names = {unit.code: unit.name for unit in facts.campaign.units}
        lists = self.definition.list_types
        # What is the same for every item of a list, by its key; of the parent only the key of its list.
        self._labels = {each.key: each.label for each in lists}
        self._main_columns = {each.key: _find_main_column(each) for each in lists}
        self._parent_lists = {each.key: find_parent_list(self.definition, each) for each in lists}
        self._issued = IssuedTexts(facts.campaign)

    @cached_property
    def _by_key(self) -> Mapping[ItemKey, Item]:
        return {item.key: item for item in self.facts.items}

    @cached_property
    def followed(self) -> tuple[tuple[Item, ListType, FollowUp], ...]:
        """Every item of a list with follow-up, with its list, in the order of the items."""
        lists = {each.key: each for each in self.campaign.list_types if each.followup}
        found = ((item, lists.get(item.key.list_key)) for item in self.facts.items)
        return tuple(
            (item, list_type, list_type.followup) for item, list_type in found if list_type and list_type.followup
        )

    def find_item(self, key: ItemKey) -> Item | None:
        """Return an item by key, None where there is none."""
        return self._by_key.get(key)

    # -- waiting ------------------------------------------------------------------------------------------

    def build_waiting(self) -> dict[ApplicationPlace, Cells]:
        """Return a row for every item that the office has to decide on, by item and application."""
        rows: dict[ApplicationPlace, Cells] = {}
        for item, list_type, followup in self.followed:
            application = find_application(item)
            if application is not None:
                rows[item.key, application] = self._build_waiting_row(item, list_type, followup)
        return rows

    def build_typed(self, key: ItemKey) -> Cells:
        """Return our columns for a row that the office typed, as far as its item is known; nothing where it is not."""
        item = self.find_item(key)
        list_type = self.definition.find_list_type(key.list_key)
        if item is None or list_type.followup is None:
            return {}
        cells = self._build_waiting_row(item, list_type, list_type.followup)
        cells.pop("application")
        return cells

    def _build_waiting_row(self, item: Item, list_type: ListType, followup: FollowUp) -> Cells:
        texts = {**item.texts, **item.asked}
        shown = {
            "progress": followup.progress,
            "finish_date": followup.finish_date,
            "effect": followup.effect,
            "evidence": followup.evidence,
            "reason": followup.reason,
            "wanted_day": followup.wanted_day,
            "goal": followup.goal,
            "review_day": followup.review_day,
        }
        if not texts.get(followup.reason) and item.pending == "extend":
            shown["reason"] = followup.excuse
        words = {key: word for word, key in followup.application_words.items()}
        return {
            "round": self.campaign.round.number,
            **self._build_subject(item, followup),
            "deadline": texts.get(followup.deadline, ""),
            "approved_now": item.approved.isoformat() if item.approved else "",
            **{key: keep_visible(texts.get(column, "")) for key, column in shown.items()},
            "application": words.get(item.pending, "") if item.pending else say("ledger.application.done"),
        }

    def _build_subject(self, item: Item, followup: FollowUp) -> Cells:
        parent = self._find_parent(item, followup)
        problem = parent.texts.get(self._main_columns[parent.key.list_key], "") if parent else ""
        return {
            **self._build_place(item.key),
            "problem": keep_visible(problem),
            "measure": keep_visible(item.texts.get(self._main_columns[item.key.list_key], "")),
        }

    def _build_place(self, key: ItemKey) -> Cells:
        label = self._labels.get(key.list_key, key.list_key)
        return {"code": key.unit, "unit": self._names.get(key.unit, ""), "list": label, "number": key.number}

    def _find_parent(self, item: Item, followup: FollowUp) -> Item | None:
        """Return the row of the other list that an item belongs to, None where there is none."""
        list_key = self._parent_lists[item.key.list_key]
        if not list_key:
            return None
        number = item.texts.get(followup.parent, "")
        return self.find_item(ItemKey(unit=item.key.unit, list_key=list_key, number=number))

    # -- items --------------------------------------------------------------------------------------------

    def build_items(self) -> Iterator[tuple[Cells, str]]:
        """Yield a row for every item of a list with follow-up, and what its unit reported in the round at work."""
        for item, list_type, followup in self.followed:
            yield self._build_item_row(item, list_type, followup), _render_progress(item, followup)

    def _build_item_row(self, item: Item, list_type: ListType, followup: FollowUp) -> Cells:
        deadline = item.texts.get(followup.deadline, "")
        column = list_type.find_column(followup.deadline)
        first = self._issued.clean(item, list_type, column).date
        runs = item.state not in ("closed", "withdrawn", "done", "applied_close", "lasting")
        days = {
            "days_first": (first - self.facts.today).days if runs and first else "",
            "days_approved": (item.approved - self.facts.today).days if runs and item.approved else "",
        }
        left = days["days_approved"] if item.approved else days["days_first"]
        return {
            **self._build_subject(item, followup),
            "category": self._find_category(item, followup),
            "responsible": self._join_responsible(item, followup),
            "deadline": deadline,
            "approved": item.approved.isoformat() if item.approved else "",
            "state": followup.states.get(item.state, "") if item.state else "",
            "light": self._find_light(left),
            **days,
            "opened": item.opened,
            "cycle": item.cycle,
        }

    def _find_category(self, item: Item, followup: FollowUp) -> str:
        path, _, other = followup.category.partition(".")
        if not other:
            return item.texts.get(path, "")
        parent = self._find_parent(item, followup)
        return parent.texts.get(other, "") if parent else ""

    def _join_responsible(self, item: Item, followup: FollowUp) -> str:
        named = (item.texts.get(key, "") for key in followup.responsible)
        return keep_visible("\n".join(dict.fromkeys(text for text in named if text)))

    def _find_light(self, left: int | str) -> str:
        if isinstance(left, str):
            return ""
        lights = self.definition.ledger.lights
        return next((light.value for light in lights if light.up_to is None or left <= light.up_to), "")

    # -- chosen -------------------------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> list[Cells]:
        """A row for every text of the lead unit that the bulletin may print."""
        form = self.definition.ledger.chosen
        return list(build_chosen_rows(form, self.campaign, self.facts.items)) if form else []

    # -- events and evidence ------------------------------------------------------------------------------

    def build_events(self) -> Iterator[Cells]:
        """Yield a row for every event, in the order of the events."""
        yield from map(self._build_event_row, self.facts.events)

    def _build_event_row(self, event: Event) -> Cells:
        at = event.origin
        place = f"ledger.place.{'cell' if at.cell else 'row'}"
        return {
            "day": event.day.isoformat() if event.day else "",
            "round": event.round,
            **self._build_place(event.item),
            "said": keep_visible(render_event(event, self.definition)),
            "who": keep_visible(event.who),
            "file": keep_visible(at.file),
            "place": say(place, sheet=keep_visible(at.sheet), row=at.row, cell=at.cell),
            "facts": dump_event(event),
        }

    def build_evidence(self) -> Iterator[Cells]:
        """Yield a row for every file named as evidence; whether it was there is looked up in its own round alone."""
        for each in self.facts.evidence:
            present = each.round == self.facts.campaign.round.number
            yield {**self._build_place(each.item), **_name_evidence(each), **(_find_evidence(each) if present else {})}


def find_application(item: Item) -> ApplicationKey | None:
    """Return what the office has to decide about an item, None where nothing; what is done waits to be closed."""
    return item.pending or ("close" if item.state == "done" else None)


def _find_main_column(list_type: ListType) -> str:
    """Return the column that says what a record is about: the first required long text, else any long text."""
    texts = [column for column in list_type.columns if column.kind == "long_text" and column.later != "office"]
    required = [column for column in texts if column.required]
    return next((column.key for column in [*required, *texts]), "")


def _render_progress(item: Item, followup: FollowUp) -> str:
    """Return an item's progress in the round at work, and how it was reported."""
    progress = item.texts.get(followup.progress, "")
    if item.is_closed:
        return followup.states.get(item.state, "") if item.state else ""
    if item.reported == "reported" or not progress:
        return progress
    return say(f"ledger.progress.{item.reported}", progress=progress)


def _name_evidence(each: Evidence) -> Cells:
    return {"name": keep_visible(each.name), "round": each.round}


def _find_evidence(each: Evidence) -> Cells:
    found = "beside" if each.beside else "elsewhere" if each.path else "absent"
    return {"found": say(f"ledger.found.{found}"), "path": keep_visible(each.path)}
