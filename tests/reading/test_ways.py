"""Each of the ways in which returned workbooks break has a test that was written for it."""

from tests.ways import WAYS, table, written_for


def test_every_way__has_a_test_of_its_own():
    written = written_for()
    assert [f"{number} {what}" for number, what in WAYS.items() if not written.get(number)] == []


def test_no_test__stands_for_a_way_that_does_not_exist():
    assert set(written_for()) <= set(WAYS) == set(range(1, len(WAYS) + 1))


def test_table__names_the_gaps():
    text, gaps = table({number: {"test_a": 2} for number in WAYS if number != 17})
    assert gaps == [17] and "17  两行的、合并的表头  ── 没有测试" in text
    assert text.count("test_a ×2") == len(WAYS) - 1
