"""Join a round's summary to the bulletin templates of its definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from toolkit import bulletin
from toolkit.bulletin import BulletinJob, BulletinWork, SheetTemplate, TextChoice, prepare_bulletin_worker
from toolkit.campaign import Campaign
from toolkit.definition import (
    BulletinSpec,
    Definition,
    collect_column_kinds,
    collect_name_kinds,
    load_definition,
)
from toolkit.errors import Mistake, make_mistake
from toolkit.messages import say
from toolkit.summary import BulletinValues, Summary, build_chart_data
from toolkit.text import find_nearest


@dataclass(frozen=True, kw_only=True)  # without slots: what was asked for once is kept
class Bulletins:
    """The bulletins of a round, which are being written: whoever asks for them waits."""

    work: BulletinWork
    planned: tuple[BulletinSpec, ...]
    templates: Mapping[str, bytes]

    @property
    def documents(self) -> Mapping[str, bytes]:
        """The documents by file name."""
        return self.work.result().documents

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes of templates that gave no document."""
        return self.work.result().mistakes

    @property
    def sheets(self) -> Mapping[str, SheetTemplate]:
        """The template of each sheet of sentences by its name; who looks into it waits for the documents."""
        return _Sheets(self)

    @cached_property
    def written_sheets(self) -> dict[str, SheetTemplate]:
        """The same, once the documents are there: a template with mistakes has no sheet."""
        documents = self.documents
        return {
            spec.sheet: SheetTemplate(file=spec.file, content=self.templates[spec.file])
            for spec in self.planned
            if spec.file in documents
        }


class _Sheets(Mapping[str, SheetTemplate]):
    """The sheets of sentences, known when they are first asked for."""

    def __init__(self, bulletins: Bulletins) -> None:
        self._bulletins = bulletins

    def __getitem__(self, name: str) -> SheetTemplate:
        return self._bulletins.written_sheets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bulletins.written_sheets)

    def __len__(self) -> int:
        return len(self._bulletins.written_sheets)


def find_template_mistakes(definition: Definition) -> list[Mistake]:
    """Return the mistakes in all templates (names that nothing fills in, broken conditions), and missing templates."""
    templates = _select_templates(definition, _plan_bulletins(definition))
    names, columns = collect_name_kinds(definition), collect_column_kinds(definition)
    return [*_find_missing_files(definition), *bulletin.proofread_templates(templates, names, columns)]


def prepare_bulletins(campaign: Campaign) -> None:
    """Have the worker that writes bulletins open the templates that the round has."""
    definition = campaign.definition
    templates = _select_templates(definition, _plan_round(campaign))
    if templates:
        names, columns = collect_name_kinds(definition), collect_column_kinds(definition)
        prepare_bulletin_worker(templates, names, columns, definition.fonts)


def start_bulletins(summary: Summary, values: Mapping[str, Any]) -> Bulletins:
    """Have the templates filled in that the round has; one with mistakes gives no document, and stops no other."""
    definition, planned = summary.planner.definition, _plan_round(summary.campaign)
    templates = _select_templates(definition, planned)
    lent = [name for name, kind in definition.lent_names.items() if kind == "picture"]
    job = BulletinJob(
        templates=templates,
        names=collect_name_kinds(definition),
        columns=collect_column_kinds(definition),
        values=values,
        pictures=(*lent, *definition.summary.picture_names),
        charts=build_chart_data(summary) if templates else (),
        fonts=definition.fonts,
        day=summary.campaign.issue_date,
        words=definition.title_words,
    )
    return Bulletins(work=BulletinWork(job), planned=tuple(planned), templates=templates)


def _plan_round(campaign: Campaign) -> list[BulletinSpec]:
    """Return the bulletins of the campaign's round."""
    rounds = ("all", "later" if campaign.round.is_later else "first")
    return [spec for spec in _plan_bulletins(campaign.definition) if spec.rounds in rounds]


def _select_templates(definition: Definition, planned: Sequence[BulletinSpec]) -> dict[str, bytes]:
    """Return the planned templates by file name, in order."""
    return {spec.file: definition.bulletins[spec.file] for spec in planned}


def _plan_bulletins(definition: Definition) -> list[BulletinSpec]:
    """Return a bulletin with its sheet for every template: those that the definition names first, in its order."""
    specs = definition.summary.bulletins
    if not specs and definition.borrows_bulletins:
        specs = _load_shipped().summary.bulletins
    declared = {spec.file: spec for spec in specs}
    files = [file for file in declared if file in definition.bulletins]
    files += [file for file in definition.bulletins if file not in declared]
    taken = {spec.sheet for spec in declared.values()}
    free = (name for name in _name_sheets() if name not in taken)
    chosen = (declared.get(file, BulletinSpec(file=file)) for file in files)
    return [spec if spec.sheet else spec.model_copy(update={"sheet": next(free)}) for spec in chosen]


def _name_sheets() -> Iterator[str]:
    """Yield names for sheets of sentences that the definition does not name."""
    number = 1
    while True:
        yield say("summary.wording") + (str(number) if number > 1 else "")
        number += 1


@cache
def _load_shipped() -> Definition:
    return load_definition()


def _find_missing_files(definition: Definition) -> list[Mistake]:
    """Return the bulletins whose file is spelt otherwise in the folder; one that is not there at all is not wanted."""
    location = say("place.separator").join(["summary.toml", "bulletins"])
    declared = [spec.file for spec in definition.summary.bulletins]
    others = [file for file in definition.bulletins if file not in declared]
    nearest = {file: find_nearest(file, others) for file in declared if file not in definition.bulletins}
    return [
        make_mistake("bulletin.no_file", location, file=file, nearest=near) for file, near in nearest.items() if near
    ]


def collect_bulletin_values(
    summary: Summary, missing: tuple[str, ...], choices: Mapping[tuple[str, str, str], TextChoice] | None = None
) -> dict[str, Any]:
    """Return the value of every name that a bulletin may use.

    Names of lists that the campaign does not use get 0, lists of the bulletin an empty list. `missing` are the names of
    the units that returned nothing, `choices` is what the office chose to print, by list, unit's code and number.
    """
    definition = summary.planner.definition
    kinds = collect_name_kinds(definition)
    unused: dict[str, Any] = {name: _BLANKS.get(kinds[name], 0) for name in sorted(kinds) if kinds[name] != "picture"}
    unused |= {name: [] for name in collect_column_kinds(definition)}
    bulletin = BulletinValues(summary=summary, missing=missing, choices=choices or {})
    values = {**unused, **bulletin.collect_values()}
    for name, columns in definition.lent_columns.items():
        _complete_rows(values, name.split("."), {column: _BLANKS.get(kind, 0) for column, kind in columns.items()})
    return values


# What a name stands for that nothing fills in, by its kind; figures are 0.
_BLANKS: dict[str, Any] = {"text": "", "list": []}


def _complete_rows(values: Any, path: Sequence[str], blank: Mapping[str, Any]) -> None:
    """Fill in what the rows of a list lack, for templates that were written for another definition."""
    first, rows = path[0], values.get(path[0]) if isinstance(values, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return
    if path[1:]:
        for row in rows:
            _complete_rows(row, path[1:], blank)
    else:
        values[first] = [{**blank, **row} for row in rows]
