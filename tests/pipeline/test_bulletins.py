"""Several bulletins: which a round has, what they are called, and that a faulty one stops only itself."""

import re
import shutil

import openpyxl
import pytest

from tests.bulletin.papers import paper, texts_of
from tests.conftest import write_campaign
from toolkit.definition import BulletinSpec, find_shipped_definition, load_definition
from toolkit.pipeline import collect, lint_definition, merge, open_workspace, write_merge


def with_templates(templates, *specs):
    """Return the shipped definition with other templates, and what summary.toml says of them."""
    own = load_definition()
    return own.model_copy(
        update={"bulletins": templates, "summary": own.summary.model_copy(update={"bulletins": specs})}
    )


def written(folder, definition):
    return write_merge(merge(collect(open_workspace(folder, definition))))


def names(done):
    """Return the names of the bulletins that were written."""
    return [path.name for path in done.paths if path.suffix == ".docx"]


@pytest.fixture
def folder(small):
    return small.folders.folder


def test_every_template__is_written_under_its_own_name_with_a_sheet_of_its_own(folder):
    definition = with_templates({"甲.docx": paper("甲{{ 应报单位数 }}"), "乙.docx": paper("乙{{ 应报单位数 }}")})
    done = written(folder, definition)
    assert sorted(names(done)) == ["乙.docx", "甲.docx"]
    book = openpyxl.load_workbook(done.paths[0])
    sheets = [name for name in book.sheetnames if name.startswith("通报用语")]
    assert len(sheets) == 2 and {book[name]["A4"].value[2] for name in sheets} == {"甲", "乙"}


def test_one_template_of_another_name__is_written_as_ever(folder):
    own = load_definition().summary.bulletins
    done = written(folder, with_templates({"通报材料.docx": paper("应报{{ 应报单位数 }}个")}, *own))
    assert names(done) == ["通报材料.docx"] and not done.mistakes
    assert "通报用语" in openpyxl.load_workbook(done.paths[0]).sheetnames


@pytest.mark.parametrize(("rounds", "there"), [("all", True), ("first", True), ("later", False)])
def test_rounds__tell_whether_the_first_round_has_a_bulletin(folder, rounds, there):
    spec = BulletinSpec(file="甲.docx", rounds=rounds)
    assert ("甲.docx" in names(written(folder, with_templates({"甲.docx": paper("话")}, spec)))) == there


def test_faulty_template__stops_only_itself_and_is_named(folder):
    templates = {"好.docx": paper("应报{{ 应报单位数 }}个"), "坏.docx": paper("{{ 应报单位树 }}"), "非.docx": b"PK"}
    done = written(folder, with_templates(templates))
    assert names(done) == ["好.docx"]
    assert [mistake.location.split(" › ")[0] for mistake in done.mistakes] == ["bulletin/坏.docx", "bulletin/非.docx"]
    (path,) = (path for path in done.paths if path.suffix == ".docx")
    assert texts_of(path.read_bytes()) == ["应报2个"]


def test_bulletin_of_an_earlier_program__is_left_where_it_lies(folder, small):
    old = small.folders.results / "通报材料.docx"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(paper("旧的"))
    written(folder, load_definition())
    assert texts_of(old.read_bytes()) == ["旧的"]


@pytest.fixture
def own(tmp_path):
    """A copy of the shipped definition that its author changes."""
    return shutil.copytree(find_shipped_definition(), tmp_path / "定义", ignore=shutil.ignore_patterns("standard"))


def test_lint__names_the_mistakes_of_all_templates_and_a_misspelt_file(own):
    for path in (own / "bulletin").glob("*.docx"):
        path.unlink()
    (own / "bulletin" / "会议情况通报稿.docx").write_bytes(paper("{{ 应报单位树 }}"))
    (own / "bulletin" / "坏.docx").write_bytes(b"PK")
    said = "\n".join(map(str, lint_definition(own)))
    assert "请改成 bulletin 文件夹里的文件名“会议情况通报稿.docx”" in said
    assert "会议情况通报稿.docx › 第1段" in said and "bulletin/坏.docx：不是能打开的 Word 文档" in said


def test_figures_of_before_there_were_two_bulletins__still_fill_the_shipped_templates(own, tmp_path):
    shutil.rmtree(own / "bulletin")
    summary = own / "summary.toml"
    text = summary.read_text(encoding="utf-8")
    for name in ("征求方式统计", "延期清单", "制度", "无问题措施"):
        part = re.search(rf'\[\[series\]\]\nname = "{name}"\n.*?\n\n', text, re.DOTALL)
        text = text.replace(part.group(), "")
    summary.write_text(text[: text.index("[[bulletins]]")], encoding="utf-8")
    assert lint_definition(own) == []
    units = [{"code": "01", "name": "市教育局", "lead": "是"}]
    folder = write_campaign(tmp_path / "小城", units=units, settings={"definition": str(own)}, definition=own)
    done = write_merge(merge(collect(open_workspace(folder))))
    assert names(done) == ["会议情况通报.docx", "整改落实情况通报.docx"] and not done.mistakes
