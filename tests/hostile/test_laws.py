"""Laws of reading: whatever the bytes, a reading or a refusal by name; and no file changes what another one says."""

import io
import zipfile
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import issued
from tests.formats.packages import build_zip, usual_parts
from tests.hostile.containers import EXAMPLES, PAGE
from tests.laws import examples
from toolkit.formats import OpenedFile, UnreadableError
from toolkit.formats.flat_ods import pack_flat_ods
from toolkit.formats.open import read_workbook
from toolkit.pipeline import collect

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
FODS = (
    f'<office:document xmlns:office="{ODF}office:1.0" xmlns:table="{ODF}table:1.0" xmlns:text="{ODF}text:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
    '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>"
).encode()
OLD = (
    "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
    "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='a'><Table><Row><Cell>"
    "<Data ss:Type='String'>甲</Data></Cell></Row></Table></Worksheet></Workbook>"
).encode()
HEADS = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html><table>",
    b"<?xml ",
    b"\xff\xfe",
    "甲,".encode(),
)
PIECES = (b"<", b">", b'"', b"&", b"</", b"/>", b"<!DOCTYPE a>", b"<!--", b"9" * 20, b"-1", b"\x00", b"r=", b"<c ", b"")


@cache
def seed(kind):
    """Return a small file of a format."""
    if kind == "xls":
        return min((path.read_bytes() for path in EXAMPLES.rglob("*.xls")), key=len)
    return {
        "xlsx": build_zip(usual_parts()),
        "ods": pack_flat_ods(FODS),
        "fods": FODS,
        "xml": OLD,
        "html": PAGE.encode(),
        "csv": "编号,问题\n1,甲\n".encode(),
        "gbk": "编号,问题\n1,甲\n".encode("gbk"),
    }[kind]


def ends_well(content):
    """Read it, in this process; anything but a reading or a refusal is raised."""
    try:
        return isinstance(read_workbook(content), OpenedFile)
    except UnreadableError as error:
        return bool(error.code)


def edit(content, edits):
    """Return bytes with pieces put in place of others; a place is a share of the whole."""
    changed = bytearray(content)
    for share, length, piece in edits:
        at = int(share * len(changed))
        changed[at : at + length] = piece
    return bytes(changed)


SHARES = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.tuples(SHARES, st.integers(0, 4), st.one_of(st.binary(max_size=3), st.sampled_from(PIECES))),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from(HEADS), st.binary(max_size=300))
def test_any_bytes__are_read_or_refused(head, rest):
    assert ends_well(head + rest)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "fods", "xml", "html", "csv", "gbk"])
@given(edits=EDITS, kept=st.one_of(st.just(1.0), SHARES))
def test_edited_or_cut_file__is_read_or_refused(kind, edits, kept):
    content = edit(seed(kind), edits)
    assert ends_well(content[: int(len(content) * kept)])


@settings(max_examples=examples(60))
@given(edits=EDITS, kept=st.one_of(st.just(1.0), SHARES))
def test_edited_or_cut_old_workbook__is_read_or_refused(edits, kept):
    content = edit(seed("xls"), edits)
    assert ends_well(content[: int(len(content) * kept)])


@given(kind=st.sampled_from(["xlsx", "ods"]), which=st.integers(0, 20), edits=EDITS)
def test_package_with_one_part_edited__is_read_or_refused(kind, which, edits):
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed(kind))) as source, zipfile.ZipFile(content, "w") as package:
        names = source.namelist()
        for name in names:
            part = source.read(name)
            package.writestr(name, edit(part, edits) if name == names[which % len(names)] else part)
    assert ends_well(content.getvalue())


@pytest.fixture
def returned_alone(small):
    """A campaign in which one unit has returned its workbook, and what was read of that."""
    small.folders.returned.mkdir(exist_ok=True)
    (small.folders.returned / "市公安局.xlsx").write_bytes(issued(small, "02").read_bytes())
    return small, read_of(small, "02")


def read_of(workspace, unit):
    files = [file for file in collect(workspace).batch.files if file.unit == unit]
    return [(file.name, file.sections, file.findings) for file in files]


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=st.sampled_from(["xlsx", "ods", "csv", "html"]), edits=EDITS, name=st.sampled_from(["0", "z", "市教育局"]))
def test_one_bad_file_before_or_behind__changes_nothing_of_another(returned_alone, bad, edits, name):
    workspace, alone = returned_alone
    spoiled = workspace.folders.returned / f"{name}.xlsx"
    spoiled.write_bytes(edit(seed(bad), edits))
    together = read_of(workspace, "02")
    spoiled.unlink()
    assert together == alone != []
