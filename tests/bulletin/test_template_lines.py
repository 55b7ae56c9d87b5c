"""The lines of a template: the same words as in the document, as text and as formula, now and after a change."""

import datetime as dt

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bulletin.figures import PICTURES, figures, spelled
from tests.bulletin.papers import paper, texts_of
from tests.laws import examples
from toolkit.bulletin import format_percent, open_template

DAY = dt.date(2022, 3, 31)
CELLS = {"甲": "数据!$B$1", "乙": "数据!$B$2", "率": "数据!$B$3", "文": "数据!$B$4"}
OPERANDS = ["甲", "乙", "率", "文", "0", "3", "0.5"]


def lines(*paragraphs, values, cells=CELLS):
    return open_template(paper(*paragraphs)).unroll(values, cells)


def line(text, cells=CELLS, **values):
    (found,) = lines(text, values=values, cells=cells)
    return found


def test_figure__is_a_reference_between_words():
    found = line("共{{ 甲 }}个", 甲=3)
    assert (found.text, found.formula) == ("共3个", '="共"&数据!$B$1&"个"')


def test_words_without_a_figure__have_no_formula():
    assert line("下一步工作").formula is None
    assert line("{{ 名 }}的{{ 甲 }}", cells={}, 甲=1, 名="班子").formula is None


def test_rate__is_written_in_percent_and_a_dash_stays():
    assert line("{{ 率|百分比 }}", 率=0.98705).text == "98.7%"
    assert line("{{ 率|百分比 }}", 率="—").text == "—"
    assert line("{{ 率|百分比 }}", 率=1.0).formula == '=IF(ISNUMBER(数据!$B$3),TEXT(数据!$B$3,"0.0%"),数据!$B$3)'


@pytest.mark.parametrize(("rate", "written"), [(0.0625, "6.3%"), (0.0005, "0.1%"), (0.12345, "12.3%"), (0, "0.0%")])
def test_percent__rounds_as_a_sheet_does(rate, written):
    assert format_percent(rate) == written


def test_remainder__comes_and_goes_with_its_figure():
    found = line("已完成{{ 甲 }}个{% if 乙 > 甲 %}，其余{{ 乙 - 甲 }}个尚未完成{% endif %}。", 甲=2, 乙=5)
    assert found.text == "已完成2个，其余3个尚未完成。"
    assert found.formula == (
        '="已完成"&数据!$B$1&"个"&IF(数据!$B$2>数据!$B$1,"，其余"&(数据!$B$2-数据!$B$1)&"个尚未完成","")&"。"'
    )


def test_paragraph_that_is_left_out_now__keeps_a_formula():
    found = lines("{%p if 甲 > 0 %}", "有{{ 甲 }}个", "{%p else %}", "没有", "{%p endif %}", values={"甲": 0})
    assert [one.text for one in found] == ["", "没有"]
    assert found[0].formula == '=IF(数据!$B$1>0,"有"&数据!$B$1&"个","")'


def test_condition_without_cells__is_decided_for_good():
    assert line("{% if 图 %}有图{% else %}无图{{ 甲 }}{% endif %}", 甲=1).formula == '="无图"&数据!$B$1'


def test_loop__is_unrolled_with_the_cells_of_its_rows():
    text = "{% for 项 in 表 %}{{ 项.名 }}{{ 项.数 }}个{% if not loop.last %}、{% endif %}{% endfor %}。"
    found = line(
        text, cells={"表": [{"数": "A!B1"}, {"数": "A!B2"}]}, 表=[{"名": "甲", "数": 1}, {"名": "乙", "数": 2}]
    )
    assert (found.text, found.formula) == ("甲1个、乙2个。", '="甲"&A!B1&"个、乙"&A!B2&"个。"')


def test_loop_over_paragraphs__gives_a_line_each():
    found = lines(
        "{%p for 项 in 表 %}", "{{ loop.index }}{{ 项.名 }}", "{%p endfor %}", values={"表": [{"名": "甲"}] * 2}
    )
    assert [one.text for one in found] == ["1甲", "2甲"]


NESTED = [{"名": "学习", "问题": [{"文字": "学得少"}, {"文字": "原话很长……"}]}, {"名": "作风", "问题": []}]


def test_loop_within_a_loop__has_the_cells_of_its_own_rows():
    cells = {"方面": [{"名": "表!A1", "问题": [{"文字": "清单!B2"}, {}]}, {"名": "表!A2", "问题": []}]}
    text = (
        "{% for 项 in 方面 %}{{ 项.名 }}："
        "{% for 条 in 项.问题 %}{{ loop.index }}.{{ 条.文字 }}{% endfor %}；{% endfor %}"
    )
    found = line(text, cells, 方面=NESTED)
    assert found.text == "学习：1.学得少2.原话很长……；作风：；"
    assert found.formula == '=表!A1&"：1."&清单!B2&"2.原话很长……；"&表!A2&"：；"'


def test_document__has_the_paragraphs_of_a_list_within_a_list():
    words = (
        "{%p for 项 in 方面 %}",
        "{{ 项.名 }}",
        "{%p for 条 in 项.问题 %}",
        "{{ 条.文字 }}",
        "{%p endfor %}",
        "{%p endfor %}",
    )
    template = open_template(paper(*words))
    content = template.render({"方面": NESTED}, {}, day=DAY)
    assert texts_of(content) == ["学习", "学得少", "原话很长……", "作风"]
    assert [one.text for one in template.unroll({"方面": NESTED}, {})] == texts_of(content)


def test_document_of_rows_whose_lists_are_empty__is_no_mistake_of_the_template():
    words = "{% for 项 in 方面 %}{{ 项.名 }}{% for 条 in 项.问题 %}{{ 条.文字 }}{% endfor %}{% endfor %}"
    content = open_template(paper(words)).render({"方面": NESTED[1:]}, {}, day=DAY)
    assert texts_of(content) == ["作风"]


def test_headings__are_told_from_the_text():
    found = lines(("Title", "题"), ("Heading 1", "一"), ("Heading 2", "二"), "文", values={})
    assert [one.level for one in found] == [0, 1, 2, None]


def test_tables__are_left_out():
    content = paper("正文", table=[["{%tr for 项 in 表 %}"], ["{{ 项.名 }}"], ["{%tr endfor %}"]])
    assert [one.text for one in open_template(content).unroll({"表": [{"名": "甲"}]}, {})] == ["正文"]


def test_long_words__are_cut_into_pieces_that_a_formula_may_hold():
    found = line("长" * 300 + '"' + "{{ 甲 }}", 甲=1)
    pieces = found.formula[1:].replace('""', "").replace("(", "").replace(")", "").split("&")[:2]
    assert [len(piece) - 2 for piece in pieces] == [255, 45]


def test_formula_too_long_for_a_cell__leaves_the_text_alone():
    found = line("字" * 9000 + "{{ 甲 }}", 甲=1)
    assert (found.formula, found.too_long, found.text[-1]) == (None, True, "1")


def test_arithmetic_without_an_answer__is_a_dash():
    assert line("{{ 甲 / 乙 }}", 甲=1, 乙=0).text == "—"
    assert line("{{ 率 * 100 }}", 率="—").text == "—"


def test_template__reaches_nothing_of_python():
    assert line("{{ 甲.__class__ }}。", 甲=1).text == "。"


operands = st.sampled_from(OPERANDS)
tests = st.one_of(
    operands,
    st.builds("{} {} {}".format, operands, st.sampled_from([">", ">=", "<", "<=", "==", "!="]), operands),
)
conditions = st.one_of(tests, st.builds("not ({} {} {})".format, tests, st.sampled_from(["and", "or"]), tests))
printed = st.one_of(
    operands.map("{{{{ {} }}}}".format),
    operands.map("{{{{ {}|百分比 }}}}".format),
    st.builds("{{{{ {} {} {} }}}}".format, operands, st.sampled_from("+-*/"), operands),
    st.sampled_from(["条“<&>”", "，", 'a"b']),
)
chosen = st.builds(
    "{{% if {} %}}{}{{% elif {} %}}{}{{% else %}}{}{{% endif %}}".format,
    conditions,
    printed,
    conditions,
    printed,
    printed,
)
sentences = st.lists(st.one_of(printed, chosen), min_size=1, max_size=4).map(lambda parts: "始" + "".join(parts) + "终")
counts = st.integers(0, 4)
rates = st.one_of(st.just("—"), st.integers(0, 8).map(lambda n: n / 8))
values_of = st.fixed_dictionaries(
    {"甲": counts, "乙": counts, "率": rates, "文": st.sampled_from(["", "A&B<局>", "无"])}
)


@settings(max_examples=examples(100))
@given(sentences, values_of)
def test_line__says_what_the_document_says(sentence, values):
    content = paper(sentence)
    document = open_template(content).render(values, {}, day=DAY)
    assert [one.text for one in open_template(content).unroll(values, CELLS)] == texts_of(document)


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_shipped_lines__say_what_the_document_says(template, seed):
    values = figures(seed)
    pictures = dict.fromkeys(PICTURES)
    document = open_template(template).render(values, pictures, day=DAY)
    said = [one.text for one in open_template(template).unroll(values, spelled(values)[1]) if one.text]
    assert said == texts_of(document)


def test_shipped_template__has_no_number_typed_in(template):
    bare = {name: "" if not isinstance(value, list) else [] for name, value in figures(0).items()}
    said = [one.text for one in open_template(template).unroll(bare, {})]
    assert not [text for text in said if any(sign.isdigit() and sign.isascii() for sign in text)]


def workbook(path, pages):
    """Write per page a sheet of figures (column B) and a sheet of formulas (column A)."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, (cells, found) in pages.items():
            sheet = book.add_worksheet(name)
            for address, value in cells.items():
                sheet.write(address, value)
            words = book.add_worksheet(f"{name}用语")
            for row, one in enumerate(found):
                if one.formula:
                    words.write_formula(row, 0, one.formula, None, one.text)


def said_of(values, page, found):
    """Return what the sheet says in place of every line that has a formula."""
    return [values[f"{page}用语"][f"A{row}"] for row, one in enumerate(found, 1) if one.formula]


def told(found):
    return [one.text for one in found if one.formula]


def change(sheet, cells):
    return [["text" if isinstance(v, str) else "number", sheet, a, v] for a, v in cells.items() if v != ""]


@pytest.mark.libreoffice
def test_formulas__say_the_text_in_libreoffice_also_after_every_figure_changed(office, template, tmp_path):
    template, values, others = open_template(template), figures(3), figures(5)
    cells, names = spelled(values)
    before, after = template.unroll(values, names), template.unroll(others, names)
    workbook(tmp_path / "book.xlsx", {"数据": (cells, before)})
    steps = [*change("数据", spelled(others)[0]), ["recalculate"]]
    book = str(tmp_path / "book.xlsx")
    jobs = [{"open": book, "steps": [["recalculate"]], "values": True}, {"open": book, "steps": steps, "values": True}]
    now, then = office(jobs, tmp_path)
    assert said_of(now, "数据", before) == told(before)
    assert said_of(then, "数据", after) == told(after)
    assert told(before) != told(after)


@pytest.mark.libreoffice
def test_every_writing__is_the_same_in_libreoffice(office, tmp_path):
    texts = [
        f"{{% if {a} {sign} {b} %}}是{{% else %}}否{{% endif %}}"
        for a in OPERANDS
        for b in OPERANDS
        for sign in (">", "<=", "==", "!=")
    ]
    texts += [f"始{{{{ {a} {sign} {b} }}}}终" for a in OPERANDS for b in OPERANDS for sign in "+-*/"]
    texts += [
        f"{{% if not {a} or ({b} and 甲 < 2) %}}是{{% elif {b} %}}又{{% endif %}}" for a in OPERANDS for b in OPERANDS
    ]
    texts += [f"始{{{{ {a}|百分比 }}}}终" for a in OPERANDS] + ['引“号”"{{ 甲 }}']
    template = open_template(paper(*texts))
    several = [
        {"甲": 0, "乙": 3, "率": "—", "文": ""},
        {"甲": 2, "乙": 2, "率": 0.0625, "文": "Abc"},
        {"甲": 1, "乙": 0, "率": 1.0, "文": "—"},
    ]
    pages = {}
    for number, values in enumerate(several):
        own = {name: cell.replace("数据", f"数{number}") for name, cell in CELLS.items()}
        cells = {f"B{row}": value for row, value in enumerate(values.values(), 1)}
        pages[f"数{number}"] = cells, template.unroll(values, own)
    workbook(tmp_path / "book.xlsx", pages)
    jobs = [{"open": str(tmp_path / "book.xlsx"), "steps": [["recalculate"]], "values": True}]
    (found,) = office(jobs, tmp_path)
    for page, (_, made) in pages.items():
        assert said_of(found, page, made) == told(made)


def test_numbers_in_many_conditions__are_never_taken_for_each_other():
    parts = [f"{{{{ ({number} if 甲 else 0) + ({number + 1} if 乙 else 0) }}}}" for number in range(60)]
    for _ in range(5):
        found = lines(*parts, values={"甲": 1, "乙": 1})
        assert [one.formula for one in found] == [
            f"=(IF(数据!$B$1<>0,{number},0)+IF(数据!$B$2<>0,{number + 1},0))" for number in range(60)
        ]
