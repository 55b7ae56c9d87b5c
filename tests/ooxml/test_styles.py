"""Styles are added to a workbook, and used again where they are there already."""

import re

import pytest

from tests.ooxml.packages import MAIN, build_package, build_workbook
from toolkit.ooxml import Package, PackageStyles, PatchError

STYLES = "xl/styles.xml"
LOOK = '<font><color rgb="FF9C0006"/></font>'
OTHER = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy-mm-dd"/></numFmts>'
    "<fonts><font><b/></font></fonts><fills><fill/></fills><borders><border/></borders>"
    '<cellXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="170" fontId="0" fillId="0" borderId="0"/></cellXfs></styleSheet>'
).encode()


def test_rule_look__is_added_once():
    package = Package(build_workbook())
    styles = PackageStyles(package)
    assert styles.add_rule_look(LOOK) == styles.add_rule_look(LOOK)
    styles.save()
    assert package.read_part(STYLES).count(b"FF9C0006") == 1


def test_looks_of_another_workbook__are_taken_over_with_their_formats():
    package = Package(build_workbook())
    styles = PackageStyles(package)
    numbers = styles.adopt_looks(OTHER)
    assert styles.adopt_looks(OTHER) == numbers and len(set(numbers.values())) == 2
    styles.save()
    part = package.read_part(STYLES)
    assert part.count(b'formatCode="yyyy-mm-dd"') == 1
    assert [int(number) for number in re.findall(rb'<numFmt [^>]*numFmtId="(\d+)"', part)] == [164]
    assert part.index(b"<numFmts") < part.index(b"<fonts")


@pytest.mark.parametrize(
    "parts", [{}, {STYLES: f'<styleSheet xmlns="{MAIN}"><fonts/></styleSheet>'}, {STYLES: "<styleSheet/>"}]
)
def test_package_without_usual_styles__is_refused(parts):
    with pytest.raises(PatchError):
        PackageStyles(build_package({"a": "", **parts}))
