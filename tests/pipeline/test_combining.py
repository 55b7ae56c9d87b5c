"""The sums of rounds that were merged by themselves are added without their records."""

import pytest

from tests.pipeline.ended import DAY
from toolkit.errors import FolderError
from toolkit.execution import InlineExecutor
from toolkit.pipeline import PART_FILE, collect, combine_rounds, merge, write_merge
from toolkit.summary import load_part, split_units, sum_up_in_parts


@pytest.fixture(scope="module")
def place(checked_once, tmp_path_factory):
    """A merged round, and what was collected for it."""
    workspace = checked_once.copy(tmp_path_factory.mktemp("合计"))
    collected = collect(workspace, today=DAY)
    write_merge(merge(collected), parquet=True)
    return workspace.folders.results.parent, collected


def test_two_places__have_twice_the_figures_of_one(place):
    folder, _ = place
    one, two = combine_rounds({"甲市": folder}), combine_rounds({"甲市": folder, "乙市": folder})
    assert sorted(two.units) == sorted(f"{name}/{code}" for name in ("甲市", "乙市") for code in ("01", "02"))
    assert two.records == {key: 2 * rows for key, rows in one.records.items()} and two.records["duty"] == 6
    assert {name: 2 * amount.part for name, amount in one.figures.items()} == {
        name: amount.part for name, amount in two.figures.items()
    }
    assert two.figures["全部问题"].value == 2 and two.cells.unexplained == 0


def test_the_sums_of_a_merge__are_those_of_its_units_one_by_one(place):
    folder, collected = place
    (path,) = folder.rglob(PART_FILE)
    groups = split_units(collected.batch, collected.findings, collected.unit_states, 1)
    assert sum_up_in_parts(collected.workspace.campaign, groups, InlineExecutor()) == load_part(path.read_bytes())


def test_a_place_without_sums__is_named(place, tmp_path):
    with pytest.raises(FolderError, match="--parquet"):
        combine_rounds({"甲市": place[0], "乙市": tmp_path})


def test_sums_that_are_none__are_named(place, tmp_path):
    (path,) = place[0].rglob(PART_FILE)
    other = tmp_path / path.relative_to(place[0])
    other.parent.mkdir(parents=True)
    other.write_bytes(path.read_bytes()[:100])
    with pytest.raises(FolderError, match="读不懂"):
        combine_rounds({"甲市": tmp_path})


def test_merge_after_one_that_wrote_files_for_programs__writes_them_again(place):
    _, collected = place
    part = collected.workspace.folders.exports / PART_FILE
    before = part.read_bytes()
    part.write_bytes(b"of an earlier day")
    write_merge(merge(collected))
    assert part.read_bytes() == before


def refuse_import(name):
    raise ImportError(name)


def test_merge_that_cannot_write_them_again__says_that_they_are_old(place, monkeypatch):
    _, collected = place
    monkeypatch.setattr("toolkit.summary.export.import_module", refuse_import)
    (note,) = write_merge(merge(collected)).notes
    assert "没有装 pyarrow" in note
