"""The first traveller: every returned record with its file, sheet and row."""

from toolkit.records.batch import AnchorDays, Batch, BatchTable, ListTable, RosterNames, build_batch
from toolkit.records.differences import Difference, find_differences
from toolkit.records.ledger import NOTHING, Ledger, add_ledgers
from toolkit.records.returned_file import ABSENT, Change, Recognition, Record, ReturnedFile, Section

__all__ = [
    "ABSENT",
    "NOTHING",
    "AnchorDays",
    "Batch",
    "BatchTable",
    "Change",
    "Difference",
    "Ledger",
    "ListTable",
    "Recognition",
    "Record",
    "ReturnedFile",
    "RosterNames",
    "Section",
    "add_ledgers",
    "build_batch",
    "find_differences",
]
