"""Sum up a round: records and definition come in, figures, tables and the summary workbook go out."""

from toolkit.summary.export import figure_facts, findings_parquet, list_parquet, need_parquet
from toolkit.summary.merged import FAULTS, SOURCE, reconciliation
from toolkit.summary.spoken import Speaker
from toolkit.summary.summary import Summary, sum_up
from toolkit.summary.tables import Table
from toolkit.summary.workbook import SummaryBook, SummaryInput, build_summary

__all__ = [
    "FAULTS",
    "SOURCE",
    "Speaker",
    "Summary",
    "SummaryBook",
    "SummaryInput",
    "Table",
    "build_summary",
    "figure_facts",
    "findings_parquet",
    "list_parquet",
    "need_parquet",
    "reconciliation",
    "sum_up",
]
