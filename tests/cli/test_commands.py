"""The command line as an operator types it."""

import errno
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, issued, write_campaign
from toolkit.cli import run
from toolkit.definition import find_shipped_definition
from toolkit.messages import load_catalogue
from toolkit.pipeline import distribute, open_workspace

COMMANDS = ("init", "distribute", "check", "merge", "status", "next", "demo", "blank", "lint", "damage", "key")


def test_help__names_every_command_in_chinese(capsys):
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)
    assert load_catalogue()["help.app"] in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command__explains_itself(name, capsys):
    assert run([name, "--help"]) == 0
    assert load_catalogue()[f"help.{name}"] in capsys.readouterr().out


def test_module__runs_as_the_command_does():
    done = subprocess.run([sys.executable, "-m", "toolkit", "lint"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, load_catalogue()["cli.lint_good"])


def test_status__shows_every_unit_and_writes_nothing(city, capsys):
    before = sorted(path for path in city.rglob("*"))
    assert run(["status", str(city)]) == 0
    text = capsys.readouterr().out
    assert "06 市委统战部" in text and "零报告" in text and "未报 2" in text
    assert sorted(path for path in city.rglob("*")) == before


def test_exit_codes__tell_faults_from_none(city, small, capsys):
    assert run(["merge", str(city)]) == 1
    assert run(["lint"]) == 0


def return_workbook(workspace, code, name, cells):
    book = openpyxl.load_workbook(issued(workspace, code))
    for (sheet, address), text in cells.items():
        book[sheet][address].value = text
    book.save(workspace.folders.returned / name)


def test_check__where_most_are_missing__says_to_chase_first(small, capsys):
    nil = fill_nil_return(small)
    return_workbook(small, "01", "教育局.xlsx", nil)
    assert run(["check", str(small.folders.folder)]) == 0
    text = capsys.readouterr().out
    assert "还有 1 个单位未报" in text and "催报清单.xlsx" in text  # half of them: whoever asks for more, chases
    assert "已写出：" in text and "办理台账.xlsx" in text
    third = small.folders.folder.parent / "三个单位"
    units = [{"code": f"0{n}", "name": f"市第{n}局"} for n in (1, 2, 3)]
    many = open_workspace(write_campaign(third, units=units))
    distribute(many)
    return_workbook(many, "01", "一局.xlsx", nil)
    assert run(["check", str(third)]) == 0
    assert "未报的（2 个）比报来的（1 个）多，先催报" in capsys.readouterr().out


def fill_nil_return(workspace):
    """Return what a unit enters that has nothing to report, by sheet and cell."""
    nil = {("填报首页", "B4"): "苏敏", **{("填报首页", f"E{row}"): "是" for row in range(5, 15)}}
    return {key: text for key, text in nil.items() if key[1] == "B4" or is_list_row(workspace, key[1])}


def is_list_row(workspace, address):
    cover = openpyxl.load_workbook(issued(workspace, "01"))["填报首页"]
    return cover[f"A{address[1:]}"].value in ("岗位职责清单", "检视问题清单", "整改落实清单")


def test_merge__without_a_word_template_says_that_there_is_no_bulletin(tmp_path, capsys):
    own = shutil.copytree(find_shipped_definition(), tmp_path / "定义", ignore=shutil.ignore_patterns("standard"))
    for template in (own / "bulletin").glob("*.docx"):
        template.unlink()
    settings = {"definition": str(own)}
    folder = write_campaign(
        tmp_path / "收集", units=[{"code": "01", "name": "市教育局"}], settings=settings, definition=own
    )
    assert run(["lint", str(own)]) == 0
    assert run(["distribute", str(folder)]) == 0
    workspace = open_workspace(folder)
    shutil.copy(issued(workspace, "01"), workspace.folders.returned)
    assert run(["merge", str(folder)]) in (0, 1)
    assert load_catalogue()["cli.no_template"] in capsys.readouterr().out.replace("\n", "")


def test_lint__names_mistakes_and_leaves_with_2(tmp_path, capsys):
    assert run(["lint", str(tmp_path / "没有")]) == 2
    assert "没有这个定义文件夹" in capsys.readouterr().out


def test_blank__writes_the_standard_workbooks(tmp_path):
    assert run(["blank", str(tmp_path)]) == 0
    assert (tmp_path / "三类清单.xlsx").is_file()


def commands_of(name):
    """Return the `qingdan` lines of a README's console blocks, in order."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:console|bash|sh)\n(.*?)```", text, re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line.split("#")[0].strip() for line in lines if line.startswith("qingdan ")]


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
@pytest.mark.slow  # each command has its own tests
def test_readme__commands_work_one_after_the_other(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "密码.txt").write_text("示例密码\n", encoding="utf-8")
    commands = commands_of(name)
    assert len(commands) >= 4
    for command in commands:
        assert run(shlex.split(command)[1:]) in (0, 1), f"{command}: {capsys.readouterr().err}"


@pytest.mark.slow  # it plays three rounds, as tests of the pipeline do
@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_readme__python_examples_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(["demo", "演示"])
    run(["merge", "演示", "--parquet"])
    text = (ROOT / name).read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 2
    for code in examples:
        exec(compile(code, name, "exec"), {})


def test_readme__opens_with_demo_and_test():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.index("make demo") < text.index("qingdan init")
    assert "make test" in text and ".venv\\Scripts" in text


def test_limit__is_named_by_the_message_and_holds_for_one_run_alone(small, capsys):
    small.folders.returned.mkdir(exist_ok=True)
    (small.folders.returned / "a.xlsx").write_bytes(issued(small, "01").read_bytes())
    run(["status", str(small.folders.folder), "--json", "--limit", "file=1KB"])
    assert '"unreadable"' in capsys.readouterr().out
    run(["status", str(small.folders.folder), "--json"])
    assert '"unreadable"' not in capsys.readouterr().out
    assert run(["status", str(small.folders.folder), "--limit", "fil=1KB"]) == 2
    assert "是不是 file" in capsys.readouterr().err


def test_result_that_is_open_elsewhere__is_named_as_it_was_written_in_the_next_step(small, monkeypatch, capsys):
    folder = str(small.folders.folder)
    return_workbook(small, "01", "教育局.xlsx", fill_nil_return(small))
    assert (run(["check", folder]), run(["merge", folder])) == (0, 0)
    capsys.readouterr()
    replace = os.replace

    def refuse(source, target, **options):
        if Path(target).name in {"催报清单.xlsx", "领导审阅.xlsx"}:
            raise PermissionError(errno.EACCES, "open in another program", os.fspath(target))
        replace(source, target, **options)

    monkeypatch.setattr(os, "replace", refuse)
    assert run(["check", folder]) == 0
    assert "催报清单（2）.xlsx" in last_line(capsys)
    assert run(["merge", folder]) == 0
    assert "打印同一文件夹里“领导审阅（2）.xlsx”" in last_line(capsys)


def last_line(capsys):
    return capsys.readouterr().out.strip().splitlines()[-1]
