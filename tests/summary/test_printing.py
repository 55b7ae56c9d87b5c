"""How days are printed."""

import pytest

from toolkit.summary.printing import format_long_day


@pytest.mark.parametrize(
    ("written", "printed"),
    [("2022-01-05", "2022年1月5日"), ("长期坚持", "长期坚持"), ("2022年3月底前", "2022年3月底前")],
)
def test_day__is_printed_in_words(written, printed):
    assert format_long_day(written) == printed
