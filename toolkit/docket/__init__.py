"""三类清单台账: the docket that the level above asks for, made to be printed on A3 landscape and signed.

pages        which lists are printed, which stands beneath which, and in which columns
records      what was merged, in words and in print order
entries      each record with those that refer to it
widths       how the columns share a page
heights      how high rows must be; texts that are longer than a row
pagination   which rows stand on which page
paper        one page written into a workbook
build        the workbook of all units, and one for each unit
"""

from toolkit.docket.build import Docket, DocketInput, build_docket
from toolkit.docket.pages import DocketPage, plan_pages
from toolkit.docket.records import ListRecords, collect_paths

__all__ = ["Docket", "DocketInput", "DocketPage", "ListRecords", "build_docket", "collect_paths", "plan_pages"]
