"""The command line answers at once, and other programs import what they need alone."""

import subprocess
import sys

import pytest

import toolkit
from toolkit.cli import run
from toolkit.deferred import DeferredModule

SLOW = {"pandas", "openpyxl", "lxml", "matplotlib", "docx", "docxtpl", "jinja2", "pydantic", "xlsxwriter", "numpy"}


def modules_after(code):
    """Return which slow libraries a fresh interpreter has loaded after this code."""
    report = f"{code}\nimport sys\nprint(*(set(sys.modules) & {SLOW!r}))"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_answers_about_the_program__load_no_slow_library(arguments):
    assert modules_after(f"from toolkit.cli import run; run({arguments!r})") == set()


@pytest.mark.parametrize("arguments", [["check", "--help"], ["damage", "--help"], ["chekc"]])
def test_answers_about_a_command__load_no_slow_library_but_what_typer_looks_for(arguments):
    assert modules_after(f"from toolkit.cli import run; run({arguments!r})") <= {"pydantic"}


def test_import_of_toolkit__loads_no_slow_library():
    assert modules_after("import toolkit; toolkit.OperatorError") == set()


def test_status__does_not_load_what_draws_charts(city):
    loaded = modules_after(f"from toolkit.cli import run; run(['status', {str(city)!r}])")
    assert "pandas" in loaded and "matplotlib" not in loaded


def test_every_public_name__is_found_and_listed():
    assert all(callable(getattr(toolkit, name)) for name in toolkit.__all__)
    assert set(toolkit.__all__) <= set(dir(toolkit))


def test_unknown_name__is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'colect'"):
        toolkit.colect  # noqa: B018 - asked for, so that it fails


def test_deferred_module__gives_the_names_of_the_module_itself():
    assert DeferredModule("toolkit.cli").run is run
