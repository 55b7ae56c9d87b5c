"""A spreadsheet that is one piece of XML is read as the same in a package."""

import datetime as dt

import pytest

from toolkit.formats import UnreadableError, open_workbook
from toolkit.formats.grid import MergedRange

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text", "meta", "style")
)


def flat(table, meta="", start='<?xml version="1.0" encoding="UTF-8"?>\n'):
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    body = f"<office:body>\n <office:spreadsheet>\n  {table}\n </office:spreadsheet></office:body>"
    root = f"<office:document {SPACES} {kind}>\n<office:meta>{meta}</office:meta>{body}</office:document>"
    return f"{start}{root}".encode()


TABLE = """<table:table table:name="检视问题清单">
   <table:table-row>
    <table:table-cell office:value-type="string" table:number-columns-spanned="2">
     <text:p>编号</text:p>
    </table:table-cell><table:covered-table-cell/>
   </table:table-row>
   <table:table-row table:visibility="collapse">
    <table:table-cell office:value-type="string">
     <text:p>第一段</text:p>
     <text:p>第二段 完</text:p>
    </table:table-cell>
    <table:table-cell office:value-type="float" office:value="3.5"><text:p>3.5</text:p></table:table-cell>
   </table:table-row>
  </table:table>"""


def test_spreadsheet_in_one_piece_of_xml__is_read_as_the_package_is():
    opened = open_workbook(flat(TABLE, "<dc:date xmlns:dc='urn:d'>2022-03-25T05:00:00Z</dc:date>"))
    (grid,) = opened.grids
    assert grid.rows == [["编号", ""], ["第一段\n第二段 完", 3.5]] and grid.stored == 3
    assert grid.merges == (MergedRange(top=1, left=0, bottom=1, right=1),) and grid.hidden_rows == {2}
    assert opened.format == "ods" and opened.modified == dt.datetime(2022, 3, 25, 5)


@pytest.mark.parametrize(("kind", "found"), [("chart", []), ("text", ["embedded"])])
def test_document_embedded_in_it__adds_no_cells(kind, found):
    draw = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    embedded = (
        f'<table:shapes><draw:frame xmlns:draw="{draw}"><draw:object><office:document office:mimetype='
        f'"application/vnd.oasis.opendocument.{kind}"><office:body>{TABLE}</office:body></office:document>'
        "</draw:object></draw:frame></table:shapes>"
    )
    plain, (grid,) = (
        open_workbook(flat(TABLE)).grids[0],
        open_workbook(flat(TABLE.replace(">", f">{embedded}", 1))).grids,
    )
    assert (grid.rows, grid.stored, grid.merges, grid.hidden_rows) == (
        plain.rows,
        plain.stored,
        plain.merges,
        plain.hidden_rows,
    )
    assert [beside.kind for beside in grid.beside] == found


@pytest.mark.parametrize(
    "content",
    [flat(TABLE)[:-40], flat(TABLE, start="<!DOCTYPE a>"), flat("<table:table")],
    ids=["cut", "document type", "no XML"],
)
def test_damaged_spreadsheet_in_one_piece__is_refused(content):
    with pytest.raises(UnreadableError) as caught:
        open_workbook(content)
    assert caught.value.code == "damaged"
