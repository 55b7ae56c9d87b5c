"""The command line answers at once, and other programs import what they need alone."""

import gc
import subprocess
import sys

import pytest

import toolkit
from toolkit import pipeline
from toolkit.cli import run
from toolkit.deferred_imports import DeferredModule

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


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_status__loads_nothing_that_draws_or_writes_documents(city, options):
    loaded = modules_after(f"from toolkit.cli import run; run(['status', {str(city)!r}, *{options}])")
    assert "pandas" in loaded
    assert loaded & {"matplotlib", "docx", "docxtpl", "jinja2", "openpyxl"} == set()


@pytest.mark.parametrize("room", [toolkit, pipeline])
def test_every_public_name__is_found_and_listed(room):
    assert all(hasattr(room, name) for name in room.__all__)
    assert set(room.__all__) <= set(dir(room))


@pytest.mark.parametrize("room", [toolkit, pipeline])
def test_unknown_name__is_an_attribute_error(room):
    with pytest.raises(AttributeError, match=f"module '{room.__name__}' has no attribute 'colect'"):
        room.colect  # noqa: B018 - asked for, so that it fails


def test_deferred_module__gives_the_names_of_the_module_itself():
    assert DeferredModule("toolkit.cli").run is run


def test_deferred_import__leaves_the_collection_of_garbage_as_it_was():
    with pytest.raises(ModuleNotFoundError):
        DeferredModule("toolkit.nowhere").anything  # noqa: B018 - asked for, so that it fails
    assert gc.isenabled()
    gc.disable()
    try:
        assert DeferredModule("toolkit.cli").run is run
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_pandas__is_loaded_without_pyarrow_which_stays_to_be_had():
    code = "import sys, toolkit; toolkit.collect; print('pandas' in sys.modules, 'pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["True", "False"]
