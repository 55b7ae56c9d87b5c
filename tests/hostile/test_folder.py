"""Every oddity in a folder is opened as what it is, or named with its reason; none is followed or waited for."""

import os
import stat
import sys

import pytest

from tests.hostile.folder import scatter
from toolkit.formats import UnreadableError, read_regular_file
from toolkit.pipeline.files import format_path
from toolkit.pipeline.incoming import gather_files
from toolkit.text import replace_tricks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and entries of other systems")


@pytest.mark.way(62)
def test_every_entry_of_a_folder__is_opened_or_named_with_its_one_reason(tmp_path):
    expected = scatter(tmp_path)
    found = list(gather_files(tmp_path))
    assert len(expected) >= 69
    assert len({file.name for file in found}) == len(found)
    seen = {format_path(file.source.path.relative_to(tmp_path)): file.code for file in found}
    assert seen == {format_path(tmp_path.joinpath(name).relative_to(tmp_path)): code for name, code in expected.items()}
    assert all(file.content for file in found if not file.code)
    assert [file.name for file in found if replace_tricks(file.name, "") != file.name] == []


def test_link_that_takes_a_files_place_while_it_is_opened__is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "secret").write_bytes(b"x")
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"y")
    real = os.open

    def swap(name, flags, *rest, **more):
        if name == path:
            path.unlink()
            path.symlink_to("secret")
        return real(name, flags, *rest, **more)

    monkeypatch.setattr(os, "open", swap)
    with pytest.raises((UnreadableError, OSError)):
        read_regular_file(path)


def test_regular_file__is_read_with_what_the_system_knows_of_it(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"y" * 10)
    content, facts = read_regular_file(tmp_path / "a.xlsx")
    assert (content, facts.st_size, stat.S_ISREG(facts.st_mode)) == (b"y" * 10, 10, True)
