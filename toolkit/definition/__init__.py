"""The content of an author's folder of lists, loaded into one frozen `Definition`.

column       one column of a list: its kind, its limits, the rules that follow from them
list_type    one list: columns, rules, prefilled rows
pairs        which people should have met, by such a list
choices      dropdowns, and the meetings that add values to them
vocabulary   words that the reader must understand
forms        the cover, and the operator's campaign workbook
followup     how records are followed from round to round
derived      columns computed from others
report       what is counted and how it is laid out: figures, tables, listings, named quantities
series       the lists of the bulletin, and lists within their rows
dated_texts  days in texts that go with the meeting
path         splits a path like `problem_number.category`
resolve      where it leads
targets      which values it can have
quantity_names  the names that the bulletin can use
definition   all of it together
load         reads the folder; toml_errors explains in Chinese what a parser refused
lint/        checks what was loaded
"""

from toolkit.definition.choices import ChoiceList, Meeting, Option
from toolkit.definition.column import ROSTER_CHOICES, SEVERAL_KINDS, TEXT_KINDS, Column
from toolkit.definition.dated_texts import date_texts
from toolkit.definition.definition import Definition
from toolkit.definition.derived import (
    Bin,
    Bins,
    CountItems,
    CountMatching,
    Derived,
    Exists,
    FirstCase,
    Lookup,
    RemainingDays,
    ReturnedRows,
    Rollup,
)
from toolkit.definition.followup import FILLS, LAST, ApplicationKey, FollowUp, ProgressKey, ResultKey, StateKey
from toolkit.definition.forms import (
    CHANGE_NOTE,
    CHOSEN_KEYS,
    MEETING,
    UNCHANGED,
    CoverField,
    DocketForm,
    Fact,
    FormSheet,
    LedgerForm,
    LedgerSheet,
)
from toolkit.definition.lint.sheets import find_sheet_name_fault
from toolkit.definition.list_type import ListType
from toolkit.definition.load import find_shipped_definition, load_definition, load_definition_with_mistakes
from toolkit.definition.pairs import (
    DAY,
    FIRST,
    MET,
    SECOND,
    STATE,
    TIMES,
    TYPE,
    PairGroup,
    PairsSpec,
    name_pairs,
)
from toolkit.definition.path import split_path
from toolkit.definition.quantity_names import (
    QuantityName,
    collect_column_kinds,
    collect_name_kinds,
    name_comparison,
    name_quantity_values,
)
from toolkit.definition.report import (
    COUNT,
    MEMBERS,
    UNIT,
    UNITS,
    Attention,
    BulletinSpec,
    Countable,
    FigureKind,
    FigureSpec,
    Grade,
    ListingSpec,
    NameKind,
    Quantity,
    RosterSpec,
    RoundsSpec,
    Scope,
    SummarySpec,
    TableSpec,
    TrackingBlock,
    TrackingSpec,
)
from toolkit.definition.resolve import ColumnRef, split_figure_path
from toolkit.definition.series import InnerSeries, Series
from toolkit.definition.targets import TargetFinder, put_unclear_last
from toolkit.definition.vocabulary import (
    DateWords,
    ErrorWords,
    HeadingWords,
    LastingWords,
    NumberWords,
    RowWords,
    VersionWords,
    Vocabulary,
)

__all__ = [
    "CHANGE_NOTE",
    "CHOSEN_KEYS",
    "COUNT",
    "DAY",
    "FILLS",
    "FIRST",
    "LAST",
    "MEETING",
    "MEMBERS",
    "MET",
    "ROSTER_CHOICES",
    "SECOND",
    "SEVERAL_KINDS",
    "STATE",
    "TEXT_KINDS",
    "TIMES",
    "TYPE",
    "UNCHANGED",
    "UNIT",
    "UNITS",
    "ApplicationKey",
    "Attention",
    "Bin",
    "Bins",
    "BulletinSpec",
    "ChoiceList",
    "Column",
    "ColumnRef",
    "CountItems",
    "CountMatching",
    "Countable",
    "CoverField",
    "DateWords",
    "Definition",
    "Derived",
    "DocketForm",
    "ErrorWords",
    "Exists",
    "Fact",
    "FigureKind",
    "FigureSpec",
    "FirstCase",
    "FollowUp",
    "FormSheet",
    "Grade",
    "HeadingWords",
    "InnerSeries",
    "LastingWords",
    "LedgerForm",
    "LedgerSheet",
    "ListType",
    "ListingSpec",
    "Lookup",
    "Meeting",
    "NameKind",
    "NumberWords",
    "Option",
    "PairGroup",
    "PairsSpec",
    "ProgressKey",
    "Quantity",
    "QuantityName",
    "RemainingDays",
    "ResultKey",
    "ReturnedRows",
    "Rollup",
    "RosterSpec",
    "RoundsSpec",
    "RowWords",
    "Scope",
    "Series",
    "StateKey",
    "SummarySpec",
    "TableSpec",
    "TargetFinder",
    "TrackingBlock",
    "TrackingSpec",
    "VersionWords",
    "Vocabulary",
    "collect_column_kinds",
    "collect_name_kinds",
    "date_texts",
    "find_sheet_name_fault",
    "find_shipped_definition",
    "load_definition",
    "load_definition_with_mistakes",
    "name_comparison",
    "name_pairs",
    "name_quantity_values",
    "put_unclear_last",
    "split_figure_path",
    "split_path",
]
