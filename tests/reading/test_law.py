"""The law of reading: whatever is written comes back cleaned, and no cell is unexplained."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.reading.books import bare
from toolkit.cleaning import Cleaner, format_plain_text
from toolkit.definition import load_definition

ISSUED = load_definition().find_list_type("problem").select_issued_columns(later=False)
COLUMNS = [column for column in ISSUED.columns if column.key != "number"]
# Texts, blanks of every sort, and what looks like numbers, days, words for nothing, formulas and markup.
SIGNS = "调研不够合计注说明、，；:：.·/-—★（）()［］\"'=<>&_x0 　\u00a0\u200b\u200d\ufeff\u2060\u202e\t\n０9Aé𠮷"
TEXT = st.text(SIGNS, max_size=12)
LIKELY = st.sampled_from(
    ["无", "即知即改", "苏敏", "2022.3.15", "WT-3", "_x000D_", "#N/A", "=1+1", "合计", "示例", "12"]
)
CELL = st.one_of(TEXT, LIKELY, st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6, width=32), st.booleans())
ROW = st.lists(CELL, min_size=len(COLUMNS), max_size=len(COLUMNS))


def kept(value):
    """Return what the writing library keeps of a value: any number as 16 digits."""
    return value if isinstance(value, bool | str) else float(f"{value:.16G}")


def book(rows):
    headings = ["问题编号", *(column.label for column in COLUMNS)]
    numbered = [[f"WT-{number:03d}", *row] for number, row in enumerate(rows, 1)]
    return bare({"检视问题清单": [["填报单位：市教育局"], headings, *numbered]}, {"strings_to_formulas": False})


def test_every_record__is_what_was_written_cleaned(read, workspace):
    cleaner = Cleaner(workspace.campaign.definition, frozenset(one.name for one in workspace.campaign.members))

    @settings(max_examples=examples(100))
    @given(st.lists(ROW, min_size=1, max_size=6))
    def law(rows):
        file = read(book(rows))
        assert file.ledger.unexplained == 0
        (section,) = file.sections
        left_out = {row for row, _ in section.left_out}
        filled = {number for number, row in enumerate(rows, 3) if any(format_plain_text(value) for value in row)}
        records = {record.row: record for record in section.records}
        assert set(records) == filled - left_out
        for number, record in records.items():
            for column, value in zip(COLUMNS, rows[number - 3], strict=True):
                assert record.cleaned[column.key] == cleaner.clean("problem", column, kept(value)), column.key

    law()
