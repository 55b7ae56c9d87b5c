"""Tokens say whose a workbook is: written out and found again, and never believed when changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.unit_token import (
    WHOLE,
    RetiredKey,
    Stamp,
    find_broken_tokens,
    find_campaigns,
    find_revision,
    find_tokens,
    format_revision,
)

STAMP = Stamp(key=b"one campaign")
TOKEN = STAMP.issue_token(unit="01", list_key="problem", round=1, digest="0123abcd")
TOKENS = st.builds(
    STAMP.issue_token,
    unit=st.text("ABCxyz0189-", min_size=1, max_size=20),
    list_key=st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    round=st.integers(0, 999),
    digest=st.text("0123456789abcdef", min_size=8, max_size=8),
    issue=st.integers(1, 999),
)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(TOKENS, st.sampled_from(["{}", "标识：{}\n请不要删除。", " {} ", "（{}）", "{}，"]))
def test_token__in_any_text__is_found_again_and_genuine(token, around):
    assert find_tokens([around.format(token)]) == [token]
    assert STAMP.is_genuine(token)


@given(TOKENS)
def test_token__in_full_width_text__is_found_again(token):
    assert find_tokens([str(token).translate(FULL_WIDTH)]) == [token]


@given(TOKENS, st.data())
def test_token__with_one_character_changed__is_not_genuine(token, data):
    text = str(token)
    place = data.draw(st.integers(0, len(text) - 1))
    mark = data.draw(st.sampled_from("0123456789abcdefzZ.-_"))
    changed = text[:place] + mark + text[place + 1 :]
    assert changed == text or not any(STAMP.is_genuine(one) and str(one) == changed for one in find_tokens([changed]))


@pytest.mark.parametrize(
    "change",
    [{"unit": "02"}, {"list_key": "duty"}, {"round": 2}, {"issue": 2}, {"digest": "0123abce"}, {"campaign": "000000"}],
)
def test_token__with_a_part_changed__is_forged(change):
    assert not STAMP.is_genuine(replace(TOKEN, **change))
    assert not STAMP.is_genuine(replace(TOKEN, signature="0" * 32))
    assert STAMP.is_genuine(TOKEN)


def test_token__of_another_campaign__is_foreign():
    other = Stamp(key=b"another campaign")
    foreign = other.issue_token(unit="01", list_key="problem", round=1, digest="0123abcd")
    assert other.is_genuine(foreign) and not STAMP.is_genuine(foreign)
    assert foreign.campaign == other.campaign != STAMP.campaign
    assert not STAMP.is_genuine(replace(foreign, campaign=STAMP.campaign))


OLD = Stamp(key=b"an earlier version's", signed_short=True, version=1)
OLD_TOKEN = OLD.issue_token(unit="01", list_key="problem", round=1, digest="0123abcd", issue=2)


def test_token_of_an_earlier_version__is_read_where_its_key_ever_signed_so():
    assert str(OLD_TOKEN).startswith("QD1.") and len(OLD_TOKEN.signature) == 8
    assert find_tokens([str(OLD_TOKEN)]) == [OLD_TOKEN]
    assert replace(OLD, version=2).judge_token(OLD_TOKEN) == "genuine"
    assert replace(OLD, signed_short=False).judge_token(OLD_TOKEN) == "forged"


def test_token__with_its_version_changed__is_forged():
    shorter = replace(TOKEN, version=1, signature=TOKEN.signature[:8])
    longer = replace(OLD_TOKEN, version=2, signature=OLD_TOKEN.signature * 4)
    assert (replace(STAMP, signed_short=True).judge_token(shorter), OLD.judge_token(longer)) == ("forged", "forged")


@pytest.mark.parametrize(("revoked", "standing"), [(False, "genuine"), (True, "revoked")])
def test_token_under_a_retired_key__is_known_by_it(revoked, standing):
    now = Stamp(key=b"the next", retired=(RetiredKey(stamp=STAMP, round=1, revoked=revoked),))
    assert (now.judge_token(TOKEN), now.is_genuine(TOKEN)) == (standing, False)
    assert now.judge_token(replace(TOKEN, unit="02")) == "forged"
    assert now.judge_token(OLD_TOKEN) == "foreign"
    assert set(find_campaigns(f"{TOKEN} {OLD_TOKEN}")) == {STAMP.campaign, OLD.campaign}


def test_token__with_another_campaigns_name_over_our_signature__is_forged():
    assert STAMP.judge_token(replace(TOKEN, campaign="000000")) == "forged"
    assert STAMP.judge_token(replace(TOKEN, campaign="000000", unit="02")) == "foreign"


@given(TOKENS, st.integers(3, 60), st.sampled_from("gG*#中"))
def test_token__that_is_none_any_more__is_found_as_a_broken_one(token, place, mark):
    text = str(token)
    place = min(place, len(text) - 1)
    changed = text[:place] + mark + text[place + 1 :]
    assert find_broken_tokens([f"标识 {text}"]) == []
    whole = find_tokens([changed])
    assert whole or find_broken_tokens([changed]) or place < text.rindex(".") + 1


@pytest.mark.parametrize("text", [str(TOKEN)[:-1], str(TOKEN).lower(), str(TOKEN)[:-1] + "g", str(TOKEN)[:-20]])
def test_token__cut_short_or_written_otherwise__is_broken(text):
    assert (find_tokens([text]), len(find_broken_tokens(["标识：" + text]))) == ([], 1)


@pytest.mark.parametrize(
    "text",
    [
        "QD1.5 项",
        "QD2.20220315.1",
        "qd1 目标",
        "QD1.关于加强。队伍。建设。的。意见。",
        "QD-R1.0123456789abcdef",
        "QQ: 12345",
    ],
)
def test_text_of_a_clerk__is_no_broken_token(text):
    assert find_broken_tokens([text]) == []


@pytest.mark.parametrize("around", [("1-2", "1\u20132"), (".01.", " .01\n."), ("problem", "prob\u200blem")])
def test_token__with_a_dash_or_a_blank_of_an_office_program_in_it__is_found(around):
    token = STAMP.issue_token(unit="01", list_key="problem", round=1, digest="0123abcd", issue=2)
    text = str(token).replace(*around)
    assert (find_tokens([text]), find_broken_tokens([text])) == ([token], [])


def test_tokens__are_found_each_once_in_order():
    second = STAMP.issue_token(unit="02", list_key=WHOLE, round=12, digest="ffffffff")
    assert find_tokens([f"{TOKEN} {second}", "没有", str(TOKEN)]) == [TOKEN, second]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QD1",
        "QD1.123456.01.problem.1.0123abcd",
        "QD3" + str(TOKEN)[3:],
        "QD1" + str(TOKEN)[3:17],
        str(TOKEN)[:-1],
        "QD1.zzzzzz.01.a.1.b.c",
    ],
)
def test_text_without_a_whole_token__has_none(text):
    assert find_tokens([text]) == []


@given(st.text())
def test_any_text__is_searched_without_an_error(text):
    assert find_tokens([text, f"QD1{text}", f"QD2{text}"]) == []
    find_broken_tokens([text, f"QD1{text}", f"QD2.{text}"])


def test_token__names_the_campaign_but_not_its_key():
    assert str(TOKEN).startswith(f"QD2.{STAMP.campaign}.01.problem.1.0123abcd.")
    assert "one campaign" not in str(TOKEN) and len(TOKEN.signature) == 32
    assert "one campaign" not in repr(STAMP)


DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(DIGESTS, st.sampled_from(["{}", "标识：{}。", "QD1.x {} "]))
def test_mark_of_a_copy__in_any_text__leads_to_the_file_it_was_made_from(digest, around):
    mark = around.format(format_revision(digest))
    for text in (mark, mark.translate(FULL_WIDTH), mark.replace("QD-R1", "QD\u2013R1")):
        assert find_revision(["", "R1", text]) == digest[:16]


@pytest.mark.parametrize(
    "text", ["QD-R1.0123", "QD-R1.0123456789ABCDEF", "QD-R1.0123456789abcdef0", "R1.0123456789abcdef"]
)
def test_text_that_is_no_mark_of_a_copy__leads_nowhere(text):
    assert find_revision([text]) == ""
