"""What the lists are: load an author's folder into one frozen Definition."""

from toolkit.definition.check import sheet_name_fault
from toolkit.definition.column import CONVERTED_KINDS, ROSTER_CHOICES, SEVERAL_KINDS, TEXT_KINDS, Column
from toolkit.definition.load import load_definition, read_definition, shipped_definition
from toolkit.definition.model import Definition, ListType, Located, Rollup, TableSpec
from toolkit.definition.words import (
    ASPECTS,
    CampaignForm,
    ChoiceList,
    Cover,
    DateWords,
    FormSheet,
    Meeting,
    NumberWords,
    Option,
    VersionWords,
    Vocabulary,
)

__all__ = [
    "ASPECTS",
    "CONVERTED_KINDS",
    "ROSTER_CHOICES",
    "SEVERAL_KINDS",
    "TEXT_KINDS",
    "CampaignForm",
    "ChoiceList",
    "Column",
    "Cover",
    "DateWords",
    "Definition",
    "FormSheet",
    "ListType",
    "Located",
    "Meeting",
    "NumberWords",
    "Option",
    "Rollup",
    "TableSpec",
    "VersionWords",
    "Vocabulary",
    "load_definition",
    "read_definition",
    "sheet_name_fault",
    "shipped_definition",
]
