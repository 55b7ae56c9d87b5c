"""Sum up a round: every figure counted once over the records, and once more by the formulas of the workbook.

merged_lists, fields   the merged lists: given columns, and columns worked out from them
plan_fields, frames    which fields a campaign needs, and their values
counts, figure_counts  what a figure counts: its value over the frames, its formula over the sheets
tables, tabulate       tables of the definition
listing, quantities    records one by one, and figures with names
tracking               figures beside those of the last round, and all rounds together
item_fields            what the next round compares with
drilldown              the records behind a figure
build                  all of it for a round (`sum_up`)
sheets                 the summary workbook (see there for how to add a sheet)
bulletin_values, bulletin_charts   what a bulletin may print and show
export                 the files for programs
parts, part_data       counts of some units that can be added to those of others, and as plain data
parts_apart            a round summed up in groups of units, by workers or on a cluster
"""

from toolkit.summary.build import Summary, sum_up
from toolkit.summary.bulletin_charts import build_chart_data
from toolkit.summary.bulletin_values import BulletinValues
from toolkit.summary.chart_labels import choose_chart_column
from toolkit.summary.counted import find_counted_records
from toolkit.summary.export import (
    build_findings_parquet,
    build_list_parquet,
    collect_figure_facts,
    collect_followup_facts,
    describe_list_file,
    has_parquet,
    require_parquet,
)
from toolkit.summary.fields.base import UNIT_CODE
from toolkit.summary.item_fields import collect_item_fields
from toolkit.summary.merged_lists import reconcile_files
from toolkit.summary.part_data import PartError, dump_part, load_part
from toolkit.summary.parts import NO_PART, OverlapError, Part, add_parts, combine_parts, summarize_part
from toolkit.summary.parts_apart import PART_MODULES, UnitGroup, split_units, sum_up_in_parts
from toolkit.summary.sheet_ranges import SHEET_ROWS
from toolkit.summary.sheets.build_workbook import SummaryBook, SummaryInput, build_paper, build_summary
from toolkit.summary.sheets.list_files import ListFile, render_list_file
from toolkit.summary.tables import RowHead, SummaryTable

__all__ = [
    "NO_PART",
    "PART_MODULES",
    "SHEET_ROWS",
    "UNIT_CODE",
    "BulletinValues",
    "ListFile",
    "OverlapError",
    "Part",
    "PartError",
    "RowHead",
    "Summary",
    "SummaryBook",
    "SummaryInput",
    "SummaryTable",
    "UnitGroup",
    "add_parts",
    "build_chart_data",
    "build_findings_parquet",
    "build_list_parquet",
    "build_paper",
    "build_summary",
    "choose_chart_column",
    "collect_figure_facts",
    "collect_followup_facts",
    "collect_item_fields",
    "combine_parts",
    "describe_list_file",
    "dump_part",
    "find_counted_records",
    "has_parquet",
    "load_part",
    "reconcile_files",
    "render_list_file",
    "require_parquet",
    "split_units",
    "sum_up",
    "sum_up_in_parts",
    "summarize_part",
]
