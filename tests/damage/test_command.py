"""`qingdan damage` as an operator types it."""

import json

import pytest

from toolkit.cli import run
from toolkit.damage import KINDS


@pytest.fixture
def filled(subject, tmp_path):
    path = tmp_path / subject.name
    path.write_bytes(subject.content)
    return path


def files_under(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_damage__writes_a_folder_per_kind_with_its_answer(filled, tmp_path, capsys):
    assert run(["damage", str(filled), str(tmp_path / "练习"), "--kind", "date_dotted", "--kind", "csv"]) == 0
    found = files_under(tmp_path / "练习")
    assert f"29-date_dotted/{filled.name}" in found and "说明.txt" in found
    answer = json.loads(found[f"29-date_dotted/{filled.name}.expected.json"])
    assert answer["number"] == [29] and answer["outcome"] == "same"
    assert sum(name.endswith(".csv") for name in found) == 3
    assert "说明.txt" in capsys.readouterr().out


def test_damage_without_a_choice__makes_every_kind_that_can_be_made(filled, tmp_path, capsys):
    assert run(["damage", str(filled), str(tmp_path / "练习")]) == 0
    folders = {name.split("/")[0] for name in files_under(tmp_path / "练习")} - {"说明.txt"}
    assert folders == {f"{kind.number:02d}-{key}" for key, kind in KINDS.items() if not kind.office}
    assert "用 WPS 另存为 et" in capsys.readouterr().out


def test_mixed_alone__makes_only_mixed_ones(filled, tmp_path):
    assert run(["damage", str(filled), str(tmp_path / "练习"), "--mixed", "3", "--seed", "4"]) == 0
    assert {name.split("/")[0] for name in files_under(tmp_path / "练习")} == {
        "说明.txt",
        "mixed-01",
        "mixed-02",
        "mixed-03",
    }


def test_equal_seeds__write_equal_files(filled, tmp_path):
    for name in ("甲", "乙"):
        run(["damage", str(filled), str(tmp_path / name), "--kind", "people", "--mixed", "2", "--seed", "9"])
    assert files_under(tmp_path / "甲") == files_under(tmp_path / "乙")


def test_list__names_every_kind_and_needs_no_file(capsys):
    assert run(["damage", "--list"]) == 0
    text = capsys.readouterr().out
    assert all(f" {key} " in text for key in KINDS)


def test_unknown_kind__proposes_the_nearest(filled, tmp_path, capsys):
    assert run(["damage", str(filled), str(tmp_path / "练习"), "--kind", "date_doted"]) == 2
    assert "是不是 date_dotted" in capsys.readouterr().err
    assert not (tmp_path / "练习").exists()


def test_folder_with_things_in_it__is_refused(filled, capsys):
    assert run(["damage", str(filled), str(filled.parent)]) == 2
    assert "已经有东西" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "words"), [(b"%PDF-1.4", "不是能读的 xlsx"), (None, "读不了")])
def test_file_that_is_no_workbook__is_named(content, words, tmp_path, capsys):
    path = tmp_path / "表.xlsx"
    if content:
        path.write_bytes(content)
    assert run(["damage", str(path), str(tmp_path / "练习")]) == 2
    assert words in capsys.readouterr().err


def test_workbook_without_a_list__is_named(subject, tmp_path, capsys):
    content = next(iter(KINDS["foreign"].make(subject, None).files.values()))
    (tmp_path / "值班.xlsx").write_bytes(content)
    assert run(["damage", str(tmp_path / "值班.xlsx"), str(tmp_path / "练习")]) == 2
    assert "没有找到任何一张清单" in capsys.readouterr().err
