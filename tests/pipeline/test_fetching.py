"""What units put behind a URL comes into 回收/ once, and nothing there is ever replaced."""

import os

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from toolkit.errors import OperatorError
from toolkit.formats import FileLimits, use_limits
from toolkit.pipeline import fetch_returns


@pytest.fixture(params=["memory", "file"])
def source(request, tmp_path):
    """A folder on one of two file systems, as a function that writes a file there, and its URL."""
    root = f"/{tmp_path.name}-{request.node.name}" if request.param == "memory" else str(tmp_path / "那边")
    system = fsspec.filesystem(request.param)

    def put(name, content):
        system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{root}/{name}", content)

    put.url = f"{request.param}://{root}"
    return put


def list_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_files__are_fetched_with_their_folders_once(source, tmp_path):
    returned = tmp_path / "回收"
    source("01-市教育局/清单.xlsx", b"one")
    source("清单 二.xlsx", b"two")
    first = fetch_returns(source.url, returned)
    assert list_files(returned) == {"01-市教育局/清单.xlsx": b"one", "清单 二.xlsx": b"two"}
    assert (len(first.paths), first.known) == (2, 0)
    assert {path.stat().st_mode & 0o077 for path in first.paths} == {0} or os.name == "nt"
    again = fetch_returns(source.url, returned)
    assert (again.paths, again.known) == ((), 2)


def test_changed_file__comes_beside_the_earlier_one_which_stays(source, tmp_path):
    returned = tmp_path / "回收"
    for content in (b"first", b"second", b"second"):
        source("清单.xlsx", content)
        fetch_returns(source.url, returned)
    assert list_files(returned) == {"清单.xlsx": b"first", "清单 (2).xlsx": b"second"}


def test_file_beyond_the_limit__is_left_and_named(source, tmp_path):
    source("大.xlsx", b"x" * 100)
    source("小.xlsx", b"x")
    with use_limits(FileLimits(file=10)):
        fetched = fetch_returns(source.url, tmp_path / "回收")
    assert (fetched.left, list(list_files(tmp_path / "回收"))) == (("大.xlsx",), ["小.xlsx"])


def test_name_that_no_file_may_have__is_left(tmp_path):
    fsspec.filesystem("memory").pipe_file("/桶/a\nb.xlsx", b"1")
    fsspec.filesystem("memory").pipe_file("/桶/好.xlsx", b"1")
    fetched = fetch_returns("memory:///桶", tmp_path / "回收")
    assert (fetched.left, list(list_files(tmp_path / "回收"))) == (("a\ufffdb.xlsx",), ["好.xlsx"])


def test_url_with_nothing_behind_it__stops_with_a_sentence(tmp_path):
    for url, said in ((f"file://{tmp_path}/没有", "一份文件也没有"), ("nowhere://x/y", "取不到")):
        with pytest.raises(OperatorError, match=said):
            fetch_returns(url, tmp_path / "回收")


def test_file_that_someone_else_has_not_finished__stays(source, tmp_path):
    returned = tmp_path / "回收"
    returned.mkdir()
    (returned / "清单.xlsx.part").write_bytes(b"of the operator")
    source("清单.xlsx", b"1")
    fetch_returns(source.url, returned)
    assert list_files(returned) == {"清单.xlsx": b"1", "清单.xlsx.part": b"of the operator"}


def test_file_in_the_place_of_a_folder__has_the_files_of_that_folder_left(source, tmp_path):
    returned = tmp_path / "回收"
    returned.mkdir()
    (returned / "教育局").write_bytes(b"a file")
    source("教育局/清单.xlsx", b"1")
    source("清单.xlsx", b"2")
    assert fetch_returns(source.url, returned).left == ("教育局/清单.xlsx",)
    assert list_files(returned) == {"教育局": b"a file", "清单.xlsx": b"2"}


def test_folder_that_is_a_link__is_not_followed(source, tmp_path):
    returned, elsewhere = tmp_path / "回收", tmp_path / "别处"
    returned.mkdir()
    elsewhere.mkdir()
    (returned / "教育局").symlink_to(elsewhere)
    source("教育局/清单.xlsx", b"1")
    assert fetch_returns(source.url, returned).left == ("教育局/清单.xlsx",)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_link_and_pipe_at_the_source__are_left_and_named(tmp_path):
    there, private = tmp_path / "那边", tmp_path / "私人.txt"
    there.mkdir()
    private.write_bytes(b"private")
    (there / "a.csv").symlink_to(private)
    os.mkfifo(there / "b.xlsx")
    (there / "c.csv").write_bytes(b"1")
    assert fetch_returns(str(there), tmp_path / "回收").left == ("a.csv", "b.xlsx")
    assert list_files(tmp_path / "回收") == {"c.csv": b"1"}


def test_url_of_a_single_file__fetches_it(source, tmp_path):
    source("清单.xlsx", b"1")
    fetch_returns(f"{source.url}/清单.xlsx", tmp_path / "回收")
    assert list_files(tmp_path / "回收") == {"清单.xlsx": b"1"}


def test_no_url__is_refused_and_not_the_folder_one_stands_in(tmp_path):
    with pytest.raises(OperatorError):
        fetch_returns("", tmp_path / "回收")


def test_name_too_long_for_a_disk__is_left(tmp_path):
    name = "长" * 84 + ".csv"
    fsspec.filesystem("memory").pipe_file(f"/很长/{name}", b"1")
    assert fetch_returns("memory://很长", tmp_path / "回收").left == (name,)


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "nul.xlsx",
        "Com1.清单.xlsx",
        "LPT¹.xlsx",
        "aux/清单.xlsx",
        "清单.",
        "清单.xlsx ",
        "市局 /清单.xlsx",
        "...",
    ],
)
def test_name_that_windows_takes_for_something_else__is_left(name, tmp_path):
    system = fsspec.filesystem("memory")
    for each in (name, "控制.xlsx", "CONTROL.xlsx", "com10.xlsx"):
        system.pipe_file(f"/{tmp_path.name}/{each}", b"1")
    fetched = fetch_returns(f"memory:///{tmp_path.name}", tmp_path / "回收")
    assert fetched.left == (name,) and len(fetched.paths) == 3


class SizelessFileSystem(MemoryFileSystem):
    """A source that tells no sizes, as some web servers do."""

    protocol = "sizeless"
    store, pseudo_dirs = {}, [""]

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.removeprefix("sizeless://"))

    def find(self, path, **options):
        return {name: {**facts, "size": None} for name, facts in super().find(path, **options).items()}


def test_file_of_unknown_size__is_read_no_further_than_the_limit(tmp_path):
    fsspec.register_implementation("sizeless", SizelessFileSystem, clobber=True)
    system = fsspec.filesystem("sizeless")
    system.pipe_file("/那边/大.xlsx", b"x" * 11)
    system.pipe_file("/那边/小.xlsx", b"x" * 10)
    with use_limits(FileLimits(file=10)):
        fetched = fetch_returns("sizeless:///那边", tmp_path / "回收")
    assert (fetched.left, list_files(tmp_path / "回收")) == (("大.xlsx",), {"小.xlsx": b"x" * 10})
