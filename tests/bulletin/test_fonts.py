"""Fonts are found by the names in their files, and any other file is none."""

from pathlib import Path

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bulletin.font_files import _read_names, find_font_files
from toolkit.bulletin.fonts import find_usable_font

SHIPPED = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("DejaVu Sans Display", ["DejaVuSansDisplay.ttf"]),
        ("STIXSizeOneSym", ["STIXSizOneSymBol.ttf", "STIXSizOneSymReg.ttf"]),
        ("没有这个字体", []),
    ],
)
def test_font__is_found_by_the_name_in_its_files(name, files):
    assert [Path(path).name for path in find_font_files(name, [str(SHIPPED), "/没有"])] == files


def test_font__that_is_not_installed_cannot_be_used():
    assert find_usable_font(["没有这个字体"], ["甲"]) is None


@given(
    cut=st.integers(0, 4000),
    head=st.sampled_from([b"", b"ttcf\x00\x01\x00\x00", b"ttcf\x00\x01\x00\x00\xff\xff\xff\xff"]),
)
def test_damaged_font_file__has_no_names_or_some(tmp_path_factory, cut, head):
    path = tmp_path_factory.mktemp("字体") / "坏.ttf"
    path.write_bytes(head + (SHIPPED / "DejaVuSansDisplay.ttf").read_bytes()[:cut])
    assert isinstance(_read_names(path), bytes)
