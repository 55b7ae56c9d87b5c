"""`qingdan --version` names the program, its Python, and a Python that lacks known fixes."""

import platform
from importlib.metadata import version

import pytest

from toolkit.cli import run
from toolkit.cli.version import find_missing_fix, find_missing_xml_fix


def test_version__names_the_program_and_its_python(capsys):
    assert run(["--version"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert version("qingdan-toolkit") in first
    assert platform.python_version().rstrip("+") in first


def test_version__before_a_command__does_not_run_it(tmp_path, capsys):
    assert run(["--version", "init", str(tmp_path / "收集")]) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("python", "fixed"),
    [
        ((3, 11, 7), "3.11.14"),
        ((3, 11, 13), "3.11.14"),
        ((3, 11, 14), ""),
        ((3, 12, 11), "3.12.12"),
        ((3, 13, 10), ""),
        ((3, 14, 0), "3.14.1"),
        ((3, 15, 0), ""),  # later than what is known here
    ],
)
def test_python__older_than_its_fixes__is_named_with_the_first_good_release(python, fixed):
    assert find_missing_fix(python) == fixed


@pytest.mark.parametrize(("expat", "fixed"), [("2.5.0", "2.6.0"), ("2.6.0", ""), ("2.10.1", ""), ("3.0", "")])
def test_expat__older_than_its_fix_is_named_with_the_first_good_release(expat, fixed):
    assert find_missing_xml_fix(expat) == fixed
