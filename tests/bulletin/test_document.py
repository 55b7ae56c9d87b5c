"""The document: filled in from the template, the same bytes for the same figures, or all mistakes at once."""

import base64
import datetime as dt
import hashlib
import io
import subprocess
import sys
import zipfile

import docx
import pytest

from tests.bulletin.figures import PICTURES, figures
from tests.bulletin.papers import paper, texts_of
from toolkit.bulletin import open_template
from toolkit.errors import DefinitionError

DAY = dt.date(2022, 3, 31)
NONE = dict.fromkeys(PICTURES)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
AGAIN = """
import datetime, hashlib, sys
from tests.bulletin.test_document import DOT
from tests.bulletin.figures import PICTURES, figures
from toolkit.bulletin import open_template
template = open(sys.argv[1], "rb").read()
built = open_template(template).render(figures(3), dict.fromkeys(PICTURES, DOT), day=datetime.date(2022, 3, 31))
print(hashlib.sha256(built).hexdigest())
"""


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode("utf-8")


def test_figures__stand_in_the_sentences(template):
    values = figures(3)
    said = texts_of(open_template(template).render(values, NONE, day=DAY))
    assert said[0].startswith("关于2021年度党史学习教育专题民主生活会")
    assert any(f"应报单位{values['应报单位数']}个，已报{values['已报单位数']}个" in text for text in said)


def test_nothing_returned__reads_well(template):
    said = "\n".join(texts_of(open_template(template).render(figures(0) | {"应报单位数": 3}, NONE, day=DAY)))
    assert "，。" not in said
    assert "：。" not in said
    assert "0个" not in said and "0条" not in said and "0次" not in said


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_sentences__never_run_into_each_other(template, seed):
    said = "\n".join(texts_of(open_template(template).render(figures(seed), NONE, day=DAY)))
    for sign in ("，，", "。。", "，。", "；。", "：。", "、。", "{", "}", "None"):
        assert sign not in said


def test_pictures__are_fifteen_centimetres_wide(template):
    content = open_template(template).render(figures(3), {**NONE, "图_方面": DOT}, day=DAY)
    assert [round(shape.width.cm) for shape in docx.Document(io.BytesIO(content)).inline_shapes] == [15]
    assert "图见《" not in "".join(texts_of(content))


def test_no_picture_at_all__says_where_the_charts_are(template):
    assert "图见《三类清单汇总.xlsx》首页。" in texts_of(open_template(template).render(figures(3), NONE, day=DAY))


def test_annex__has_a_row_per_subject_and_class(template):
    values = figures(3)
    content = open_template(template).render(values, NONE, day=DAY)
    head, *rows = [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(content)).tables[0].rows]
    assert head == ["主体", "类别", *(one["名称"] for one in values["附表栏目"])]
    assert rows == [[row["主体"], row["类别"], *row["数字"]] for row in values["附表"]]


def test_names_with_signs_of_xml__stay_as_they_are():
    content = open_template(paper("{{ 名 }}")).render({"名": "A&B<局>\x07“甲”{{ 乙 }}"}, {}, day=DAY)
    assert texts_of(content) == ["A&B<局>[U+0007]“甲”{{ 乙 }}"]


def test_properties__name_no_person_and_carry_the_day(template):
    properties = docx.Document(io.BytesIO(open_template(template).render(figures(1), NONE, day=DAY))).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created.date() == properties.modified.date() == DAY
    assert properties.title.startswith("关于2021年度")


def test_same_figures__give_the_same_bytes_in_another_process(template, tmp_path):
    (tmp_path / "template.docx").write_bytes(template)
    built = open_template(template).render(figures(3), dict.fromkeys(PICTURES, DOT), day=DAY)
    command = [sys.executable, "-c", AGAIN, str(tmp_path / "template.docx")]
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stdout.strip() == hashlib.sha256(built).hexdigest()


def test_page__is_that_of_an_official_paper(template):
    section = docx.Document(io.BytesIO(open_template(template).render(figures(1), NONE, day=DAY))).sections[0]
    sizes = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_mistakes__stop_the_document_and_are_all_named():
    with pytest.raises(DefinitionError) as raised:
        open_template(paper("{{ 甲 }}", "{{ 乙 }}{% if 丙 %}")).render({"甲": 1}, {}, day=DAY)
    assert len(raised.value.mistakes) == 3


def test_expression_that_cannot_be_filled_in__is_the_authors_mistake():
    with pytest.raises(DefinitionError):
        open_template(paper("{{ 甲 in 乙 }}")).render({"甲": 1, "乙": 2}, {}, day=DAY)


def test_importing_the_room__does_not_load_matplotlib():
    code = "import sys, toolkit.bulletin; print('matplotlib' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_document__is_well_formed_xml_without_tags_of_the_template(template):
    body = part(open_template(template).render(figures(3), NONE, day=DAY), "word/document.xml")
    assert "{%" not in body
    assert "{{" not in body
