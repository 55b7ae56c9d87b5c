"""An author's mistakes in what the docket prints."""

import shutil

import pytest

from toolkit.definition import find_shipped_definition
from toolkit.pipeline import lint_definition

PROBLEM, MEASURES, DUTY = "lists/problem.toml", "lists/rectification.toml", "lists/duty.toml"
MISTAKES = [
    (PROBLEM, 'printed = ["number"', 'printed = ["numbr"', ["printed：没有“numbr”这一栏", "是不是“number”"]),
    (PROBLEM, '["subject_type", "name"], "aspect"', '["subject_type", "name", "number"], "aspect"', ["写了两次"]),
    (PROBLEM, '["subject_type", "name"], "aspect"', '[], "aspect"', ["printed", "至少写 1 项"]),
    (MEASURES, 'printed_order = ["number"]', 'printed_order = ["when"]', ["printed_order：没有“when”这一栏"]),
    (DUTY, 'printed_merged = ["subject_type"', 'printed_merged = ["remark"', ["“remark”没有印在台账上"]),
    (DUTY, 'printed_title = "岗位职责台账"', 'printed_title = "问题整改台账"', ["名称“问题整改台账”出现了两次"]),
    (DUTY, 'printed_title = "岗位职责台账"', 'printed_title = "岗位/职责"', ["“岗位/职责”不能作工作表名"]),
    (DUTY, "printed = [", "intro_of = [", ["不认得“intro_of”"]),
    ("docket.toml", "signatures = [", "signature = [", ["不认得“signature”"]),
]


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(find_shipped_definition(), tmp_path / "定义")


@pytest.mark.parametrize(("name", "text", "instead", "words"), MISTAKES)
def test_lint__of_what_is_printed__names_the_place_and_the_way_out(folder, name, text, instead, words):
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert text in content
    path.write_text(content.replace(text, instead, 1), encoding="utf-8")
    found = [str(mistake) for mistake in lint_definition(folder)]
    assert [said for said in found if said.startswith(name) and all(word in said for word in words)], found


def test_lint__of_a_title_for_a_list_that_prints_nothing__says_that_it_has_no_effect(folder):
    path = folder / DUTY
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("printed = ")), encoding="utf-8")
    found = [str(mistake) for mistake in lint_definition(folder)]
    assert len(found) == 3 and all("没有写 printed" in said for said in found)
