"""The formula that tells which day is written in the cell of a deadline."""

from __future__ import annotations

from toolkit.definition import DateWords
from toolkit.excel import format_text_literal


def build_day_formula(cell: str, words: DateWords) -> str:
    """Return a formula for the day written in a cell, or an empty text.

    2022-3-31, 2022.3.31, 2022年3月31日 are days; 2022年3月底前 is the month's last day.
    """
    plain = f"TRIM({cell})"
    for old, new in ((words.year, "-"), (words.month, "-"), (words.day[0], ""), (".", "-"), ("/", "-")):
        plain = f'SUBSTITUTE({plain},{format_text_literal(old)},"{new}")'
    second = f'FIND("-",{plain}&"-",6)'
    whole_day = f'DATEVALUE({plain}&IF(LEN({plain})-LEN(SUBSTITUTE({plain},"-",""))<2,"?",""))'
    month_end = f'EOMONTH(DATEVALUE(LEFT({plain},{second}-1)&"-1"),0)'
    # Where the number after the month is no valid day (2022-2-30), the month must not be taken instead.
    no_day = f"ISNUMBER(-MID({plain},{second}+1,2))"
    month = f'IF({no_day},"",IFERROR({month_end},""))'
    # The year must have four digits: programs would read 22-3-31 as a day of this century.
    whole = f'IF(IFERROR(FIND("-",{plain}),0)<>5,"",IFERROR({whole_day},{month}))'
    return f"=IF(ISNUMBER({cell}),{cell},{whole})"
