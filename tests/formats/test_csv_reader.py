"""Separated texts are read exactly, whatever encoding and sign separates them, or refused by name."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.csv_reader import read_separated
from toolkit.formats.decoding import decode_text
from toolkit.formats.errors import UnreadableError
from toolkit.formats.grid import is_stored

SMALL = "编号,姓名\r\n1,张三\r\n"


def grid_of(text, encoding="utf-8"):
    (grid,) = read_separated(text.encode(encoding))
    assert grid.stored == sum(is_stored(value) for row in grid.rows for value in row)
    return grid


def rows_of(text, encoding="utf-8"):
    return grid_of(text, encoding).rows


def refusal(content):
    with pytest.raises(UnreadableError) as caught:
        read_separated(content)
    return caught.value.code


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "gb2312"],
)
def test_text__is_read_in_every_encoding_of_a_chinese_office(encoding):
    assert rows_of(SMALL, encoding) == [["编号", "姓名"], ["1", "张三"]]


def test_utf16_with_its_mark_in_the_other_order__is_read_too():
    assert read_separated(b"\xfe\xff" + SMALL.encode("utf-16-be"))[0].rows[1] == ["1", "张三"]


def test_rare_characters__are_kept_code_point_for_code_point():
    names = "𠮷野,㐂\ue863,龦\U0002b81d,葛\U000e0100,👨‍👩‍👧"
    assert rows_of(names) == rows_of(names, "gb18030") == rows_of(names, "utf-16") == [names.split(",")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b" \r\n\r\n", "empty"),
        (SMALL.encode()[:-4] + b",", "encoding"),  # the last character cut: no GB18030, though its bytes would do
        ("标题，没有，逗号\n".encode(), "text"),
        ("编号,姓名\n".encode("utf-16")[:-1], "encoding"),
        (b"\xef\xbb\xbf\xff,1", "encoding"),
        (b"\xed\xa0\x80,1", "encoding"),
        (b"\xff\xfe\x00\xd8,\x00", "encoding"),
        ("一個重點項目,時間".encode("big5"), "traditional"),
        ("编号,姓�".encode(), "encoding"),
        (b"caf\xe9,1", "encoding"),
        (b"a,b\x00c\n1,2", "unknown"),
        (b"a,\x00b\n1,2,", "unknown"),
        ("编号,姓名\n".encode("gbk") + b"\x00", "unknown"),
        ("编号,姓名\n".encode("utf-32"), "unknown"),
        (b'a,"b\n1,2\n', "damaged"),
        (b'a,"b\n1,"2",3\n', "damaged"),
        (b'a,"b"c\n', "damaged"),
        (b"," * 16_384 + b"\n", "too_big"),
        (b"a,b\n" * 1_048_577, "too_big"),
        (b"\n" * 2_000_000 + b"a,b", "too_big"),
        (b"a," + b"b" * 1_100_000, "too_big"),
        (b"," * 16_000 + b"\n1,2" * 2_000, "too_big"),
    ],
)
def test_text_that_cannot_be_read_exactly__is_refused(content, code):
    assert refusal(content) == code


def test_as_many_columns_and_as_long_fields_as_excel_has__are_read():
    assert len(rows_of("," * 16_383)[0]) == 16_384
    assert rows_of("a," + "长" * 1_000_000)[0][1] == "长" * 1_000_000


def test_limit_of_the_csv_library__is_left_as_it_was():
    before = csv.field_size_limit()
    rows_of(SMALL)
    assert refusal(b'a,"b') == "damaged" and csv.field_size_limit() == before


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_sign_that_separates_most_lines__is_found(sign):
    lines = [
        ["标题", "", ""],
        ["编号", "内容", "时间"],
        ["1", "甲,乙；丙;丁", "x"],
        ["2", "甲", "y,z"],
        ["3", "乙", "z"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign).writerows(lines)
    assert rows_of(text.getvalue()) == lines


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("编号\t内容\n1\t甲,乙,丙\n2\t甲,乙\n3\t丁", ["编号", "内容"]),
        ("单位清单\n说明\n另一行\n编号,姓名\n1,张三", ["单位清单", ""]),
        ("金额;人\n1,5;甲\n2,5;乙\n", ["金额", "人"]),
        ('"甲;乙;丙",2\n"丁;戊;己",4\n', ["甲;乙;丙", "2"]),
        ("甲，乙,丙\n丁，戊，己，庚,辛", ["甲，乙", "丙"]),
    ],
)
def test_other_signs_within_the_texts__do_not_separate(text, first):
    assert rows_of(text)[0] == first


@pytest.mark.parametrize("start", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "sep=;,,,\n"])
def test_first_line_that_names_the_sign__is_obeyed_and_dropped(start):
    assert rows_of(f"{start}a;b,c\n1,5;2") == [["a", "b,c"], ["1,5", "2"]]


@pytest.mark.parametrize("sign", ["|", "^", "]", "-", "\t", "#", "，"])
def test_any_sign_that_is_named__separates(sign):
    assert rows_of(f"sep={sign}\na{sign}b\n") == [["a", "b"]]


def test_text_of_one_column_with_its_sign_named__is_read():
    assert rows_of("sep=,\n甲\n乙\n") == [["甲"], ["乙"]]


def test_quoted_fields__keep_line_breaks_quotes_and_signs():
    assert rows_of('a,"第一行\r\n第二行\n第三",b\r\n1,"说""好"",",2') == [
        ["a", "第一行\r\n第二行\n第三", "b"],
        ["1", '说"好",', "2"],
    ]


def test_quote_within_an_unquoted_field__is_text():
    assert rows_of('5"管,2\n') == [['5"管', "2"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_short_and_empty_lines__are_filled_and_keep_their_places(end):
    text = end.join(["a,b,c", "", "1", "2, ,", ""])
    assert rows_of(text) == [["a", "b", "c"], ["", "", ""], ["1", "", ""], ["2", " ", ""]]


def test_formulas__stay_text():
    assert rows_of("=1+1,-2,@a,+3\n=cmd|'/c calc'!A0,1,2,3")[0] == ["=1+1", "-2", "@a", "+3"]


FIELDS = st.text(st.sampled_from('甲乙 a1,;\t"\r\n，=\u00a0'), max_size=6)


@given(
    rows=st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=6),
    sign=st.sampled_from([",", "\t", ";"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_what_a_writer_quotes__comes_back_exactly(rows, sign, encoding):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(rows)
    assert grid_of(f"sep={sign}\r\n{text.getvalue()}", encoding).rows == rows


@given(text=st.text(max_size=60), encoding=st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_text_with_a_mark__is_decoded_exactly_or_refused(text, encoding):
    try:
        assert decode_text(text.encode(encoding)) == text
    except UnreadableError:
        assert "\x00" in text or "\ufffd" in text


@given(content=st.binary(max_size=80) | st.text('甲,"\n;\t\r=', max_size=30).map(lambda text: text.encode("gbk")))
def test_any_bytes__are_read_to_equal_rows_without_replacement_or_refused(content):
    try:
        (grid,) = read_separated(content)
    except UnreadableError as error:
        assert error.code
        return
    assert len({len(row) for row in grid.rows}) <= 1
    assert grid.stored == sum(is_stored(value) for row in grid.rows for value in row)
    assert not any("\ufffd" in value or "\x00" in value for row in grid.rows for value in row)


CHINESE = bytes(byte for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA) for byte in (high, low)).decode("gbk")


@given(text=st.text(st.sampled_from(CHINESE), min_size=8, max_size=60))
def test_utf8_with_a_byte_lost__is_never_read_as_another_encoding(text):
    content = f"编号,内容\n1,{text}\n".encode()
    for place in range(10, len(content) - 1):
        if content[place] >= 0x80:
            assert refusal(content[:place] + content[place + 1 :]) == "encoding"


@given(text=st.text(st.sampled_from(CHINESE), min_size=8, max_size=60))
def test_gbk__is_read_exactly(text):
    assert rows_of(f"编号,内容\n1,{text}\n", "gbk")[1] == ["1", text]


@pytest.mark.parametrize("text", ["€ 1,资金€\n", "资金,€3\n", "资金，€,a\n", "资金€€,1"])
def test_euro_sign_of_chinese_windows__is_read(text):
    content = text.replace("€", "\ue5e5").encode("gb18030").replace("\ue5e5".encode("gb18030"), b"\x80")
    assert read_separated(content)[0].rows == [text.strip().split(",")]


TRADITIONAL = "問題編號,主體類型,姓名,存在問題\nWT-001,領導班子,,學習研討不夠深入，聯繫實際不夠緊密\n"


def test_traditional_text__is_refused_by_its_own_name_in_big5_and_read_in_any_other_encoding():
    assert refusal(TRADITIONAL.encode("big5")) == "traditional"
    for encoding in ("gbk", "gb18030", "utf-8", "utf-16"):
        assert rows_of(TRADITIONAL, encoding)[1][1] == "領導班子"


@pytest.mark.parametrize(
    "content",
    [
        "编号,学习不深入\n".encode("gbk") + "1,学习研讨不够深入\n".encode(),
        "编号,学习不深入\n".encode() + "1,学习研讨不够深入\n".encode("gbk"),
        "编号,学习\n".encode("gbk") + b"1,\xff\n",
        "编号,学习\n".encode("gbk") + "1,学".encode("gbk")[:-1] + b"\n",
        "编号,学习\ufffd\n".encode(),
        "编号,学习\ufffd\n".encode("utf-16"),
        "编号,caf\xe9\n".encode("latin-1", "ignore"),
    ],
    ids=["UTF-8 in GBK", "GBK in UTF-8", "bad byte", "half a character", "lost", "lost in UTF-16", "Latin-1"],
)
def test_damaged_encoding__is_an_error_of_its_own_and_no_attachment(content):
    assert refusal(content) == "encoding"


def test_bytes_that_are_no_text__are_unknown():
    assert refusal(bytes(range(1, 32)) * 9 + b"\xff\xfe,") == "unknown"


@given(text=st.text(st.sampled_from(CHINESE + "，。、€AB12 "), min_size=1, max_size=40))
def test_cp936_with_euro_signs__is_read_exactly(text):
    raw = b"".join(b"\x80" if one == "€" else one.encode("gbk") for one in f"编号,备注\n1,{text}x\n")
    try:
        (grid,) = read_separated(raw)
    except UnreadableError as error:  # few characters may be another encoding as well
        assert error.code in ("encoding", "traditional")
        return
    assert grid.rows[1][1] == f"{text}x"
