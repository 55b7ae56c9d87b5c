"""The benchmarks run, and their tables are written where they belong; how fast anything was is not asked."""

import subprocess
import sys

import pytest

from benchmarks.__main__ import main
from benchmarks.processes import run
from benchmarks.tables import BEGIN, END, fit_exponent, write_tables


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    return path


def read_rows(document):
    """Return the first two cells of every line of the tables."""
    lines = document.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("before", BEGIN, END, "after")
    assert "cores" in lines[2]
    return [tuple(line.split(" | ")[:2]) for line in lines if line.startswith("| ")][1:]


def test_what_was_measured_stands_between_the_markers(document):
    main(["--jobs", "distribute", "--sizes", "1", "--rounds", "1", "--rows", "5", "--write", str(document)])
    assert read_rows(document) == [("| distribute, 1", "qingdan"), ("| distribute, 1", "xlsxwriter")]


def test_other_children_of_this_process__are_not_waited_for(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        cost = run([sys.executable, "-c", "pass"], tmp_path)
        assert cost.cpu > 0 and other.poll() is None
        other.communicate(b"\n")


@pytest.mark.slow
def test_every_job_is_measured_beside_its_scripts(document):
    main(["--sizes", "2", "--rounds", "1", "--rows", "5", "--sheet", "20x3", "--write", str(document)])
    rows = read_rows(document)
    assert len(set(rows)) == len(rows)
    assert {who for _, who in rows} >= {"qingdan", "pandas, openpyxl", "pandas, calamine, xlsxwriter", "xlsxwriter"}
    assert ("| – check after one new return, 2", "qingdan") in rows


def test_tables_without_markers_to_stand_between_are_not_written(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="bench:begin"):
        write_tables(path, "tables")


@pytest.mark.parametrize(("power", "exponent"), [(1, 1), (2, 2), (0, 0)])
def test_growth_is_the_power_of_the_size(power, exponent):
    assert fit_exponent([(size, 3.0 * size**power) for size in (100, 300, 1000)]) == pytest.approx(exponent)
