"""What a filled document is set like: title lines, merged labels, and what stays together."""

import datetime as dt
import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.bulletin.figures import PICTURES, figures
from tests.bulletin.papers import paper
from toolkit.bulletin import open_template
from toolkit.text import measure_width

DAY = dt.date(2022, 3, 31)
TITLE = "关于青岚市2021年度党史学习教育专题民主生活会三类清单整改落实情况的通报"


def rendered(content, words=(), **values):
    return docx.Document(io.BytesIO(open_template(content).render(values, {}, day=DAY, words=words)))


def with_heading(content):
    """Return a paper whose table repeats its first row on each page."""
    document = docx.Document(io.BytesIO(content))
    document.tables[0].rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def labels(document):
    """Return the texts of the first column, one for each cell that is seen."""
    cells = [row._tr.find(qn("w:tc")) for row in document.tables[0].rows]
    merges = [cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}") for cell in cells]
    seen = [cell for cell, merge in zip(cells, merges, strict=True) if merge is None or merge.get(qn("w:val"))]
    return ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in seen]


def signed(*paragraphs, annexes=()):
    """Return a paper that ends with notes on annexes, and with the signature of an office and a day."""
    document = docx.Document(io.BytesIO(paper(*paragraphs)))
    for name, base in (("落款", None), ("附件说明", None), ("附件说明续", "附件说明")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base] if base else None
    for text in annexes:
        document.add_paragraph(
            text, style="附件说明续" if document.paragraphs[-1].style.name == "附件说明" else "附件说明"
        )
    for text in ("", "{{ 名 }}", "2022年3月31日"):
        document.add_paragraph(text, style="落款" if text else None)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_long_title__is_broken_at_words_and_named_without_breaks():
    meeting = "青岚市2021年度党史学习教育专题民主生活会"
    template = paper(("Title", "关于{{ 会 }}三类清单整改落实情况的通报"))
    document = rendered(template, ["民主生活会", "三类清单"], 会=meeting)
    lines = document.paragraphs[0].text.split("\n")
    assert document.paragraphs[0].text.replace("\n", "") == TITLE
    assert len(lines) > 1 and all(any(word in line for line in lines) for word in ("民主生活会", "三类清单"))
    assert document.core_properties.title == TITLE


def test_title_that_its_author_broke__stays():
    assert (
        rendered(paper(("Title", TITLE[:20] + "\n" + TITLE[20:]))).paragraphs[0].text == TITLE[:20] + "\n" + TITLE[20:]
    )


def test_title_of_several_runs__keeps_every_character():
    document = docx.Document()
    title = document.add_paragraph(style="Title")
    for text in (TITLE[:10], TITLE[10:13], TITLE[13:]):
        title.add_run(text)
    stream = io.BytesIO()
    document.save(stream)
    assert rendered(stream.getvalue()).paragraphs[0].text.replace("\n", "") == TITLE


def test_equal_labels_below_each_other__are_one_cell():
    table = [["单位", "数"], ["甲", "1"], ["甲", "1"], ["乙", "1"], ["甲", "2"]]
    document = rendered(with_heading(paper(table=table)))
    assert labels(document) == ["单位", "甲", "乙", "甲"]
    assert [row.cells[1].text for row in document.tables[0].rows] == ["数", "1", "1", "1", "2"]


def test_numbers_and_blanks__are_not_merged():
    table = [["序", "数"], ["1", "a"], ["1", "b"], ["", "c"], ["", "d"], ["—", "e"], ["—", "f"]]
    assert len(labels(rendered(with_heading(paper(table=table))))) == 7


def test_table_without_a_repeated_heading__is_left_as_it_is():
    assert labels(rendered(paper(table=[["甲", "1"], ["甲", "2"]]))) == ["甲", "甲"]


def test_rows__are_not_torn_apart_by_the_end_of_a_page():
    document = rendered(paper(table=[["甲", "1"], ["乙", "2"]]))
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in document.tables[0].rows)


def test_columns_of_equal_width__are_shared_by_their_texts():
    document = rendered(paper(table=[["甲", "一个很长很长的标题在这里"], ["1", "2"]]))
    narrow, wide = (int(column.width) for column in document.tables[0].columns)
    assert wide > 2 * narrow


def test_signature__stays_with_the_text_before_it():
    document = rendered(signed("正文一。", "正文二。"), 名="市委办公室")
    kept = [bool(paragraph.paragraph_format.keep_with_next) for paragraph in document.paragraphs]
    assert kept == [False, True, True, True, False]


def test_signature__stays_with_the_text_before_the_notes_on_annexes():
    document = rendered(signed("正文一。", "正文二。", annexes=["附件：1.甲", "2.乙"]), 名="市委办公室")
    kept = [bool(paragraph.paragraph_format.keep_with_next) for paragraph in document.paragraphs]
    assert kept == [False, *[True] * 5, False]


@pytest.mark.parametrize(("name", "least"), [("市委办公室", 400), ("青岚市人力资源和社会保障局党组", 0)])
def test_signature__has_one_middle_with_the_day(name, least):
    *_, signature, date = rendered(signed("正文。"), 名=name).paragraphs
    indents = [int(each._p.pPr.ind.get(qn("w:rightChars"))) / 50 for each in (signature, date)]  # in half characters
    middles = [indent + measure_width(text) / 2 for indent, text in zip(indents, (name, "2022年3月31日"), strict=True)]
    assert abs(middles[0] - middles[1]) < 0.1
    assert min(indents) * 50 == least and indents[1] >= 8


def test_shipped_template__merges_the_subjects_of_its_annex(template):
    values = figures(3)
    content = open_template(template).render(values, dict.fromkeys(PICTURES), day=DAY)
    assert labels(docx.Document(io.BytesIO(content))) == ["主体", "领导班子", "班子成员"]
