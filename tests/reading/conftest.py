"""One campaign, one filled workbook and a reader, for all tests of reading."""

import shutil
from dataclasses import replace

import pytest

from tests.damage.filled import campaign_of, filled_workbook
from toolkit.campaign import Decision
from toolkit.pipeline import collect
from toolkit.reading import FileReader, choose_counted_files


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    return campaign_of(tmp_path_factory.mktemp("读入") / "小城")


@pytest.fixture(scope="session")
def filled(workspace):
    """The first unit's workbook: 4 duties, 5 problems, 6 measures."""
    return filled_workbook(workspace)[1]


@pytest.fixture(scope="session")
def read_all(workspace):
    """Read some files by name, as one round's returns; `decisions` are rows of 认定 as (kind, found, meaning)."""

    def read_all(files, *, decisions=(), round=1):
        rows = tuple(Decision(kind=kind, found=found, meaning=meaning) for kind, found, meaning in decisions)
        reader = FileReader(replace(workspace.campaign, decisions=rows), workspace.stamp, round)
        return choose_counted_files([reader.read(name, content) for name, content in files.items()])

    return read_all


@pytest.fixture(scope="session")
def read(read_all):
    """Read one file."""

    def read(content, name="报回.xlsx", **options):
        (file,) = read_all({name: content}, **options)
        return file

    return read


@pytest.fixture
def take(workspace):
    """Put files into an empty 回收/ and collect them."""

    def take(files, **options):
        shutil.rmtree(workspace.folders.returned)
        for name, content in files.items():
            path = workspace.folders.returned / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return collect(workspace, **options)

    return take
