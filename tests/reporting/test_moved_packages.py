"""Packages whose parts have other names or places than usual are marked as any other, and stay whole."""

import io
import re
import zipfile

import pytest

from tests.reporting.rich import SHEET
from tests.reporting.test_lossless import FAULTS, REVIEW, RICH, opened
from toolkit.formats import open_workbook
from toolkit.messages import say
from toolkit.ooxml import ROOT, PartIndex, list_sheets
from toolkit.reporting import annotate_workbook

LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def rebuilt(rename, change=lambda name, part: part):
    """Return the package with every member under another name and changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(RICH)) as source, zipfile.ZipFile(made, "w") as package:
        for name in source.namelist():
            package.writestr(rename(name), change(name, source.read(name)))
    return made.getvalue()


def same(name):
    return name


def retargeted(old, new):
    return lambda name, part: part.replace(old, new) if name.endswith((".rels", "[Content_Types].xml")) else part


def declared_part_by_part(name, part):
    """Declare the relationships one by one, as LibreOffice did up to its version 5.1."""
    if name != "[Content_Types].xml":
        return part
    part = re.sub(rb'<Default Extension="rels"[^<>]*/>', b"", part)
    with zipfile.ZipFile(io.BytesIO(RICH)) as package:
        rels = [one for one in package.namelist() if one.endswith(".rels")]
    items = "".join(f'<Override PartName="/{one}" ContentType="{LINKS_TYPE}"/>' for one in rels)
    return part.replace(b"</Types>", items.encode() + b"</Types>")


MOVED = {
    "another workbook": rebuilt(
        lambda name: name.replace("workbook.xml", "workbook22.xml"), retargeted(b"workbook.xml", b"workbook22.xml")
    ),
    "another style part": rebuilt(
        lambda name: name.replace("styles.xml", "styles22.xml"), retargeted(b"styles.xml", b"styles22.xml")
    ),
    "at the root": rebuilt(lambda name: name.removeprefix("xl/"), retargeted(b"xl/", b"")),
    "moved strings": rebuilt(
        lambda name: name.replace("sharedStrings", "texts/strings"),
        retargeted(b"sharedStrings.xml", b"texts/strings.xml"),
    ),
    "relationships in capitals": rebuilt(lambda name: name.upper() if name.endswith(".rels") else name),
    "content types in capitals": rebuilt(lambda name: name.upper() if name.startswith("[") else name),
    "backslashes": rebuilt(lambda name: name.replace("/", "\\")),
    "relationships declared part by part": rebuilt(same, declared_part_by_part),
    "boxes with a prefix of their own": rebuilt(
        same,
        lambda name, part: (
            part.replace(b' xmlns:x="urn:schemas-microsoft-com:office:excel"', b"", 1).replace(
                b"<x:ClientData", b'<x:ClientData xmlns:x="urn:schemas-microsoft-com:office:excel"'
            )
            if name.endswith(".vml")
            else part
        ),
    ),
}


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("content", MOVED.values(), ids=list(MOVED))
def test_moved_package__is_marked_and_stays_whole(content):
    copy = annotate_workbook(content, FAULTS, REVIEW)
    members = parts_of(copy)
    folded = [name.lower().replace("\\", "/") for name in members]
    assert len(set(folded)) == len(folded)
    before, after = open_workbook(content), open_workbook(copy)
    assert after.grids[0].name == say("sheet.review")
    assert [(grid.name, grid.rows) for grid in after.grids[1:]] == [(grid.name, grid.rows) for grid in before.grids]
    parts = PartIndex(members, members.__getitem__)
    sheet = next(sheet for sheet in list_sheets(parts, parts.find_book()) if sheet.name == SHEET)
    (notes,) = parts.find_related(sheet.part, "comments")
    assert "【差错".encode() in members[notes] and "别处的批注".encode() in members[notes]
    assert all(link.part for source in (ROOT, *members) for link in parts.read_inner_links(source))
    assert annotate_workbook(copy, FAULTS, REVIEW) == copy


@pytest.mark.parametrize("content", MOVED.values(), ids=list(MOVED))
def test_parts_of_a_copy__have_content_types_each(content):
    members = parts_of(annotate_workbook(content, FAULTS, REVIEW))
    types = next(part for name, part in members.items() if name.lower() == "[content_types].xml").decode()
    endings = {ending.lower() for ending in re.findall(r'Extension="([^"]*)"', types)}
    named = {name.lower() for name in re.findall(r'PartName="/([^"]*)"', types)}
    for name in members:
        part = name.replace("\\", "/").lower()
        ending = part.rpartition(".")[2]
        assert part in named or ending in endings or part.startswith("[") or ending == "bin", part
    assert "rels" in endings


def test_box_beside_one_with_prefixes_of_its_own__has_its_prefixes_declared():
    copy = annotate_workbook(MOVED["boxes with a prefix of their own"], FAULTS, REVIEW)
    assert opened(copy)[SHEET]["C4"].comment is not None
