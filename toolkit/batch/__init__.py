"""The first traveller: every returned record with its file, sheet and row."""

from toolkit.batch.differences import Difference, differences
from toolkit.batch.ledger import NOTHING, Ledger, total
from toolkit.batch.records import ABSENT, Change, Evidence, Record, ReturnedFile, Section
from toolkit.batch.table import Batch, BatchTable, Days, ListTable, RosterNames, build_batch

__all__ = [
    "ABSENT",
    "NOTHING",
    "Batch",
    "BatchTable",
    "Change",
    "Days",
    "Difference",
    "Evidence",
    "Ledger",
    "ListTable",
    "Record",
    "ReturnedFile",
    "RosterNames",
    "Section",
    "build_batch",
    "differences",
    "total",
]
