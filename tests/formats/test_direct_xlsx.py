"""The fast way of reading an xlsx workbook gives what the general way gives, or leaves the workbook to it."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.formats.direct_sheet import PIECE, UnusualError
from toolkit.formats.direct_xlsx import read_directly
from toolkit.formats.errors import UnreadableError
from toolkit.formats.package import OpenedPackage
from toolkit.formats.xlsx import read_generally
from toolkit.formats.xlsx_package import Book, build_lean_package, read_book

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TEXTS = (
    "<t>责任人</t>",
    "<t> 两头 </t>",
    '<t xml:space="preserve"> 两头\n </t>',
    "<t>甲&amp;乙</t>",
    "<t>一_x000D_二</t>",
    "<t>\u3000全角</t>",
    "<t></t>",
    "<t/>",
    "<r><t>富</t></r><r><rPr><b/></rPr><t>文本</t></r>",
    '<t>词</t><phoneticPr fontId="1" type="noConversion"/>',
)
STYLES = (
    f'<styleSheet {SPACE}><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot;万元&quot;"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs>'
    "</styleSheet>"
).encode()
STRINGS = f"<sst {SPACE}>{''.join(f'<si>{text}</si>' for text in TEXTS)}</sst>".encode()
RESULTS = ("结果", "  ", "a&lt;b", "一_x000D_", "", "_x4E00_")
styles = st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="3"'])
numbers = st.sampled_from(["0", "1", "-3", "44621", "44621.5", "0.25", "1e3", "12345678901", "20220301", "007", ""])
formulas = st.sampled_from(["", "", "<f>A1&amp;B1</f>", "<f>SUM(A1:A9)</f>", '<f t="shared" si="0"/>'])
inners = st.one_of(
    st.tuples(st.sampled_from(["", ' t="n"']), numbers).map(lambda one: (one[0], f"<v>{one[1]}</v>")),
    st.integers(0, len(TEXTS)).map(lambda index: (' t="s"', f"<v>{index}</v>")),
    st.sampled_from(["结果", "  ", "a&lt;b", "一_x000D_", "", "_x4E00_"]).map(
        lambda text: (' t="str"', f"<v>{text}</v>")
    ),
    st.sampled_from(TEXTS).map(lambda text: (' t="inlineStr"', f"<is>{text}</is>")),
    st.sampled_from([(' t="b"', "<v>1</v>"), (' t="e"', "<v>#N/A</v>"), (' t="str"', "<v/>"), ("", "")]),
)
cells = st.tuples(styles, inners, formulas).map(
    lambda one: lambda address: f'<c r="{address}"{one[0]}{one[1][0]}>{one[2]}{one[1][1]}</c>'
)
blanks = st.sampled_from(["<c r={0!r} s='1'/>", '<c r="{0}" s="1"/>', '<c r="{0}"/>']).map(lambda text: text.format)
lines = st.lists(st.one_of(cells, cells, blanks, st.none()), max_size=5)
looks = st.sampled_from(["", "", "", ' hidden="1"', ' ht="24" customHeight="1"'])
rows = st.lists(st.tuples(looks, lines), max_size=5)


def write_rows(rows):
    return "".join(
        f'<row r="{number}"{look}>'
        + "".join(write(f"{letter}{number}") for letter, write in zip("ABCDE", line, strict=False) if write)
        + "</row>"
        for number, (look, line) in enumerate(rows, 1)
    )


def package_of(rows, tail=""):
    sheet = f"<worksheet {SPACE}><sheetData>{rows}</sheetData>{tail}</worksheet>".encode()
    return build_lean_package(Book(sheets=(), strings="", styles="", from_1904=False), [sheet], STRINGS, STYLES)


def read_by(reader, content, *more):
    """Return the sheets, the code of a refusal, or None where the way is not for such a workbook."""
    with OpenedPackage(content) as package, suppress(UnusualError):
        try:
            return reader(package, read_book(package), STRINGS, STYLES, *more)
        except UnreadableError as error:
            return error.code
    return None


def look_at(grids):
    """Return all of the sheets with the types of the values, which compare equal for 1, 1.0 and TRUE."""
    return grids if grids is None or isinstance(grids, str) else (grids, [[*map(type, row)] for row in grids[0].rows])


@settings(max_examples=examples(400))
@given(rows, st.sampled_from([PIECE, PIECE, 1, 150]))
def test_fast_way__gives_what_the_general_way_gives(rows, piece):
    content = package_of(write_rows(rows))
    fast = read_by(read_directly, content, piece)
    assert fast is None or look_at(fast) == look_at(read_by(read_generally, content))


ORDINARY = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" s="1"><v>44621</v></c></row>'


def test_ordinary_sheet__is_read_the_fast_way():
    (grid,) = read_by(read_directly, package_of(ORDINARY, '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'))
    assert [str(value) for value in grid.rows[0]] == ["责任人", "", "2022-03-01"]
    assert (grid.stored, len(grid.merges)) == (2, 1)


def test_long_sheet__is_read_the_fast_way_down_to_its_last_row():
    numbers = [*range(1, 40), 4_000, 8_000, 12_000, 12_001]
    content = package_of("".join(f'<row r="{at}"><c r="B{at}"><v>{at}</v></c><c r="C{at}"/></row>' for at in numbers))
    whole, cut = read_by(read_directly, content), read_by(read_directly, content, 100)
    assert [at for at, row in enumerate(cut[0].rows, 1) if row[-1]] == numbers
    assert look_at(cut) == look_at(whole) == look_at(read_by(read_generally, content))


def test_long_sheet_whose_rows_go_up_again__is_left_to_the_general_way():
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in (1, 2, 4, 3))
    assert read_by(read_directly, package_of(rows), 30) is None


@pytest.mark.parametrize(
    "rows",
    [
        ORDINARY + ORDINARY,  # two rows of one number
        '<row r="1"><c r="A2"><v>1</v></c></row>',  # a cell of another row
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',  # two cells of one address
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>',
        '<row r="1"><c r="A1"><f>B1</f></c></row>',  # a formula without a result
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',  # no such string
        '<row r="1"><c r="A1"><v>1</v></c>文字</row>',
        '<row r="1"><c r="A1"><v>1</v></c>',  # cut short
        '<row r="1"><x:c r="A1"><v>1</v></x:c></row>',
        '<row r="1" xmlns="urn:other"><c r="A1"><v>1</v></c></row>',
        '<row r="20000"><c r="A20000"><v>1</v></c></row>',
        '<row r="1"><c r="AAA1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>',
    ],
)
def test_unusual_sheet__is_left_to_the_general_way(rows):
    assert read_by(read_directly, package_of(rows)) is None
