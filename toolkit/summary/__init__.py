"""Sum up a round: records and definition come in, figures, tables and the summary workbook go out."""

from toolkit.summary.build import Summary, sum_up
from toolkit.summary.bulletin_charts import build_chart_data
from toolkit.summary.bulletin_values import BulletinValues
from toolkit.summary.export import build_findings_parquet, build_list_parquet, collect_figure_facts, require_parquet
from toolkit.summary.merged_lists import reconcile_files
from toolkit.summary.sheets.workbook import SummaryBook, SummaryInput, build_summary
from toolkit.summary.tables import SummaryTable

__all__ = [
    "BulletinValues",
    "Summary",
    "SummaryBook",
    "SummaryInput",
    "SummaryTable",
    "build_chart_data",
    "build_findings_parquet",
    "build_list_parquet",
    "build_summary",
    "collect_figure_facts",
    "reconcile_files",
    "require_parquet",
    "sum_up",
]
