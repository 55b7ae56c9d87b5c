"""What a cell shows is told from its number format as office programs show it, or not told at all."""

import openpyxl
import pytest

from toolkit.formats.format_tokens import UncertainFormatError
from toolkit.formats.number_format import find_builtin_code, parse_format
from toolkit.text import tidy


def render(code, value):
    return tidy(parse_format(code).render(value).text)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0%", 0.95, "95%"),
        ("0%", 1.0, "100%"),
        ("0.0%", 0.875, "87.5%"),
        ("00000", 123.0, "00123"),
        ('"第"0"号"', 7.0, "第7号"),
        ('"第"@"号"', "7", "第7号"),
        ('0"人次"', 96.0, "96人次"),
        ('General"人"', 3.0, "3人"),
        ("G/通用格式", 3.0, "3"),
        ("0.0", 33.333333333333336, "33.3"),
        ("0.0", 0.25, "0.3"),
        ("0.00", 1.005, "1.01"),
        ("#,##0", 1234567.0, "1,234,567"),
        ("¥#,##0.00", 1234.5, "¥1,234.50"),
        ("[$¥-804]#,##0.00", -1234.5, "-¥1,234.50"),
        ('0\\.0,"万"', 12345.0, "1.2万"),
        ("000-0000-0000", 13812345678.0, "138-1234-5678"),
        ("0.00E+00", 120000.0, "1.20E+05"),
        ("##0.0E+0", 12345.0, "12.3E+3"),
        ("# ?/?", 0.5, "1/2"),
        ("# ??/??", 2.25, "2 1/4"),
        ("0.0_);(0.0)", -2.0, "(2.0)"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0.0, "-"),
        ('0;-0;"无"', 0.0, "无"),
        ('[=1]"是";[=0]"否";0', 1.0, "是"),
        ("yyyy-mm-dd", 44621.0, "2022-03-01"),
        ('yyyy"年"m"月"', 44621.0, "2022年3月"),
        ('[$-804]yyyy"年"m"月"d"日";@', 44621.0, "2022年3月1日"),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日"', 44620.0, "二〇二二年二月二十八日"),
        ('m"月"d"日"', 45717.0, "3月1日"),
        ("mmm-yy", 44621.0, "Mar-22"),
        ("[$-804]aaaa", 44621.0, "星期二"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", 44621.0, "2022年3月1日"),
        ("h:mm", 0.354166666666667, "8:30"),
        ("上午/下午h:mm", 0.75, "下午6:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("mm:ss.0", 0.0001, "00:08.6"),
        ("yyyy-mm-dd hh:mm:ss", 44621.75, "2022-03-01 18:00:00"),
    ],
)
def test_value__is_written_as_its_format_shows_it(code, value, shown):
    assert render(code, value) == shown


@pytest.mark.parametrize("code", [";;;", "0;-0;;@", "#"])
def test_format__that_hides_zero__shows_nothing(code):
    assert render(code, 0.0) == ""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("[$-411]ggge", 44621.0),  # Japanese eras
        ("[$-411]mmmm", 44621.0),
        ("*-0", 5.0),  # filled up to the width
        ("[>100]0;0.0", -5.0),
        ("0", -0.2),
        ("foo", 1.0),
        ('"never closed', 1.0),
        ("[DBNum3]0", 1.0),
        ("0;0;0;0;0", 1.0),
        ("yyyy", -1.0),
        ("0" * 2_000, 1.0),
        ("0.##", 7.0),  # 7. or 7
        ("h:mm:ss", 0.999999),  # rounded, or cut
    ],
)
def test_format__that_is_not_understood__is_never_guessed(code, value):
    with pytest.raises(UncertainFormatError):
        render(code, value)


@pytest.mark.parametrize("code", ["mmm-yy", "dddd", "h:mm AM/PM"])
def test_format__with_names_in_the_language_of_the_reader__is_only_guessed(code):
    assert not parse_format(code).render(44621.0).certain
    assert parse_format("[$-409]" + code).render(44621.0).certain


@pytest.mark.parametrize(
    ("number", "shown"), [(14, "2022/3/1"), (31, "2022年3月1日"), (57, "2022年3月"), (9, "4462100%")]
)
def test_builtin_format__is_that_of_a_chinese_system(number, shown):
    assert render(find_builtin_code(number), 44621.0) == shown


# fmt: off
NUMBERS = (
    0.0, 1.0, 7.0, 12.0, 0.95, 0.125, 1 / 3, 33.333333333333336, 1234.5, 123456.789, 12345678.0, 0.0005, -7.0, -1234.5,
)
NUMBER_CODES = (
    "0", "00", "00000", "0.0", "0.00", "#.##", "0.0#", "#,##0", "#,##0.00", "0%", "0.0%", "0.00E+00", "##0.0E+0",
    "0E-0", "# ?/?", "# ??/??", "# ?/8", "?/?", '"第"0"号"', '0"人次"', '0.0"%"', "0;(0)", "0_);(0)", '0;-0;"零"',
    "[Red]0.0;[Blue]-0.0", '"¥"#,##0.00', "[$¥-804]#,##0.00", '0.0,"千"', '0\\.0,"万"', "000\\-0000", "0 0 0",
    "#,##0.0,,", "[>=100]0;0.0", '[=1]"是";[=0]"否";0', '[<60]"差";[<85]"中";"好"', "+0;-0;0", "0.???", "?0", "(0)",
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
)
DAYS = (44621.0, 44925.0, 45717.5, 44620.354166666664, 36526.999, 45000.75)
DAY_CODES = (
    "yyyy-mm-dd", "yyyy/m/d", "yy-m-d", 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"', '[$-804]yyyy"年"m"月"d"日";@',
    'm"月"d"日"', "m/d", "yyyy.mm", 'yyyy"年"', "d-mmm-yy", "mmm-yy", "mmmm", "ddd", "dddd", "yyyy-mm-dd hh:mm", "h:mm",
    "h:mm:ss", "h:mm AM/PM", "hh:mm:ss.00", "[h]:mm", "[mm]:ss", "mm:ss", 'h"时"mm"分"', "[$-804]aaaa", "[$-804]dddd",
    '[DBNum1][$-804]yyyy"年"m"月"d"日"', '[DBNum1][$-804]m"月"d"日"', "yyyymmdd", '"截至"m"月"d"日"',
    "[$-409]mmm-yy", "[$-409]h:mm AM/PM",
)
TEXTS = ("7", "甲乙")
TEXT_CODES = ('"第"@"号"', "@", "0", "0;-0;0;@", '0;-0;0;"（"@"）"', ";;;", '@"同志"')
# fmt: on
CASES = [
    (code, value)
    for codes, values in ((NUMBER_CODES, NUMBERS), (DAY_CODES, DAYS), (TEXT_CODES, TEXTS))
    for code in codes
    for value in values
]


@pytest.mark.libreoffice
def test_every_format__shows_what_a_real_office_program_shows(office, tmp_path):
    book = openpyxl.Workbook()
    for row, (code, value) in enumerate(CASES, 1):
        book.active.cell(row, 1, value).number_format = code
    book.save(tmp_path / "formats.xlsx")
    (shown,) = office([{"open": str(tmp_path / "formats.xlsx"), "shown": True}], tmp_path)
    differing = []
    for row, (code, value) in enumerate(CASES, 1):
        try:
            own = parse_format(code).render(value)
        except UncertainFormatError:
            continue
        theirs = tidy(shown["Sheet"][f"A{row}"])
        if own.certain and tidy(own.text) != theirs:
            differing.append((code, value, own.text, theirs))
    assert differing == []


@pytest.mark.parametrize("code", ["[DBNum1]0", "[DBNum2][$-804]0", "[DBNum1]0.0"])
def test_chinese_numerals_of_several_digits__which_programs_write_differently__are_not_certain(code):
    assert not parse_format(code).render(35.0).certain
    assert parse_format("[DBNum1]0").render(7.0).certain
