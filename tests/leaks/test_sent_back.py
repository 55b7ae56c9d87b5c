"""What goes back to a unit: what it showed itself is its own statement, what was added or lies hidden is not."""

from dataclasses import replace

import pytest
from openpyxl.comments import Comment

from tests.leaks.books import (
    OTHER,
    OTHERS_PHONE,
    ROW,
    STAMP,
    edited,
    find_leaks,
    found,
    texts_found,
    token,
    with_cell,
    with_hidden,
    with_other_names,
    with_part,
)
from toolkit.campaign import Member
from toolkit.leaks import LeakGuard
from toolkit.template import build_issue, build_workbook
from toolkit.unit_token import Stamp


@pytest.mark.parametrize("text", [OTHER, OTHERS_PHONE, ROW, f"苏敏、{OTHER}"])
def test_what_the_unit_showed_itself__may_stand_there_again(guard, clean, text):
    original = with_cell(clean, text)
    assert found(guard, original) != []
    assert found(guard, original, original=original) == []


def test_what_the_unit_showed_itself__may_be_quoted_in_a_note(guard, clean):
    original = with_cell(clean, OTHER)
    note = Comment(f"【差错】“责任领导”写的“{OTHER}”不在选项中", "审核")
    copy = edited(original, lambda book: setattr(book["检视问题清单"]["F4"], "comment", note))
    assert found(guard, copy, original=original) == []


def test_what_the_unit_showed_itself_in_parts_of_any_names__may_stand_there_again(guard, clean):
    note = Comment(OTHER, "审核")
    noted = edited(with_cell(clean, OTHER), lambda book: setattr(book["检视问题清单"]["F4"], "comment", note))
    original = with_other_names(noted)
    assert {place for _, _, place in found(guard, original)} == {
        "工作表“检视问题清单” F4",
        "工作表“检视问题清单”、批注",
    }
    assert found(guard, original, original=original) == []


def test_what_lies_hidden_in_parts_of_any_names__is_told(guard, clean):
    original = with_other_names(with_hidden(clean, OTHER))
    assert found(guard, original, original=original) == [("name", OTHER, "隐藏的工作表“草稿” B2")]


def test_what_was_added__is_told(guard, clean):
    assert found(guard, with_cell(clean, OTHER), original=clean) == [("name", OTHER, "工作表“检视问题清单” F4")]


def test_what_lies_hidden__is_told_though_the_unit_sent_it(guard, clean):
    original = with_hidden(clean, OTHER)
    assert found(guard, original, original=original) == [("name", OTHER, "隐藏的工作表“草稿” B2")]


def test_what_lies_hidden__is_told_though_the_unit_also_showed_it(guard, clean):
    original = with_cell(with_hidden(clean, OTHER), OTHER)
    assert found(guard, original, original=original) == [("name", OTHER, "隐藏的工作表“草稿” B2")]


def test_cache_of_another_file__is_told_though_the_unit_sent_it(guard, clean):
    original = with_part(clean, "xl/externalLinks/externalLink1.xml", f"<a><v>{ROW}</v></a>")
    assert found(guard, original, original=original) == [("row", ROW, "引用外部文件的记录")]


def test_token_of_another_unit__is_told_though_the_unit_showed_it(guard, clean):
    original = with_cell(clean, token("02"))
    assert texts_found(guard, original, original=original) == {token("02")}


def test_older_token_of_the_unit_itself__is_no_leak_where_it_sent_it(guard, clean):
    older = token("01", Stamp(key=b"last year"))
    assert found(guard, with_cell(clean, older), original=with_cell(clean, older)) == []
    assert found(guard, with_cell(clean, older), original=clean) != []


def test_clerk_called_like_another_units_member__may_be_the_files_author(guard, clean):
    original = edited(clean, lambda book: setattr(book.properties, "lastModifiedBy", OTHER))
    assert found(guard, original, original=original) == []


def test_sheet_called_like_another_units_member__may_be_named_all_over_the_file(guard, clean):
    original = edited(clean, lambda book: book.create_sheet(OTHER))
    assert found(guard, original, original=original) == []


def test_leader_who_became_another_units_member__may_stay_in_the_dropdown_that_was_issued(campaign, clean):
    moved = [Member(unit="02", name=one.name) if one.unit == "00" else one for one in campaign.members]
    guard = LeakGuard(replace(campaign, members=tuple(moved)), STAMP)
    assert texts_found(guard, clean) == {"林致远"}
    assert found(guard, clean, original=clean) == []


def test_dropdown_of_a_workbook_without_the_units_token__is_no_excuse(campaign, guard):
    issue = build_issue(campaign, campaign.find_by_code("02"), STAMP, round=1)
    from_elsewhere = build_workbook(replace(issue, tokens={}))
    assert ("name", OTHER, "隐藏的工作表“选项” B2") in found(guard, from_elsewhere, original=from_elsewhere)


def test_what_the_unit_wrote_in_another_format__may_stand_in_a_fresh_workbook(guard, clean):
    fresh = with_cell(clean, ROW)
    assert found(guard, fresh, written=[ROW]) == []
    assert found(guard, fresh, original=b"\xd0\xcf\x11\xe0 an xls", written=[f"见下：\n{ROW}"]) == []
    assert found(guard, with_hidden(fresh, ROW), written=[ROW]) != []


def test_annotated_copies_of_the_example_city__hold_nothing_of_other_units(collected, city_copies):
    texts = {}
    for file in collected.batch.files:
        own = [text for one in file.sections for record in one.records for text in record.written.values()]
        texts.setdefault(file.unit, []).extend(own)
    guard = LeakGuard(collected.workspace.campaign, collected.workspace.stamp, texts)
    assert city_copies.copies
    for unit, paths in city_copies.by_unit.items():
        originals = [collected.sources[one.name].read_content() for one in collected.batch.files if one.unit == unit]
        for path in paths:
            copy = city_copies.copies[path]
            leaks = [find_leaks(guard, unit, copy, original=one, written=texts[unit]) for one in originals]
            assert min(leaks, key=len) == ()
