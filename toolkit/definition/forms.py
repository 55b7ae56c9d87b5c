"""The sheets besides the lists: the cover of a workbook handed out, and the operator's 工作方案.xlsx."""

from __future__ import annotations

from typing import Literal

from toolkit.definition.column import Column, Frozen


class NilReturn(Frozen):
    """How a unit says that a list has nothing to report."""

    label: str
    aliases: tuple[str, ...] = ()
    value: str
    help: str = ""


class CoverField(Frozen):
    """One cell of the cover that the clerk fills in."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""


class Cover(Frozen):
    """The first sheet of every workbook handed out: fields to fill in, and the row for lists with nothing to report."""

    sheet: str
    fields: tuple[CoverField, ...]
    nil: NilReturn


class FormSheet(Frozen):
    """One table of the campaign workbook, a sheet of its own."""

    label: str
    columns: tuple[Column, ...]
    # Rows shown as examples; a row that nobody changed is no entry.
    examples: tuple[dict[str, str], ...] = ()


class DecisionsSheet(FormSheet):
    """The table of what the operator decided once; `kinds` are the words for each kind of decision.

    `unused` is the word for "belongs to nothing".
    """

    unused: str
    kinds: dict[Literal["spelling", "file", "column", "sheet"], str]


class SettingsSheet(Frozen):
    """The first sheet of the campaign workbook: one setting per row."""

    label: str
    heading: tuple[str, str, str]
    fields: tuple[Column, ...]


class CampaignForm(Frozen):
    """The sheets of the campaign workbook; `file` is its name."""

    file: str
    settings: SettingsSheet
    units: FormSheet
    members: FormSheet
    options: FormSheet
    decisions: DecisionsSheet
