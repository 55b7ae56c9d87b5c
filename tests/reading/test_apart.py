"""A worker's reading of a file is the reading that this process would make of it."""

import datetime as dt

from tests.conftest import issued
from toolkit.execution import InlineExecutor, share
from toolkit.formats import FileLimits, use_limits
from toolkit.reading import Arrival, FileReader, read_files_apart
from toolkit.reading.apart import read_within_worker
from toolkit.records import unpack_file

MODIFIED = dt.datetime(2022, 3, 1, 8)


def build_reader(workspace):
    return FileReader(workspace.campaign, workspace.stamp, 1)


def read_here(reader, arrival):
    return reader.read(arrival.name, arrival.content, arrival.modified)


def test_reading_in_a_worker__is_equal_whatever_the_file_is(small):
    book = issued(small, "01").read_bytes()
    contents = {"市教育局.xlsx": book, "坏.xlsx": book[:2000], "空.xlsx": b"", "说明.pdf": b"%PDF-1.7 "}
    arrivals = [Arrival(name=name, content=content, modified=MODIFIED) for name, content in contents.items()]
    known = read_here(build_reader(small), arrivals[0])
    found = list(read_files_apart(build_reader(small), [*arrivals, known], InlineExecutor(), width=1))
    assert found == [*(read_here(build_reader(small), arrival) for arrival in arrivals), known]


def test_limits_of_this_run__hold_in_a_worker(small):
    arrival = Arrival(name="市教育局.xlsx", content=issued(small, "01").read_bytes())
    limits = FileLimits(cells=3)
    packed, _ = read_within_worker(share((build_reader(small).arguments, limits)), arrival)
    with use_limits(limits):
        assert unpack_file(packed) == read_here(build_reader(small), arrival)
    assert unpack_file(packed).recognition.code == "too_big"
