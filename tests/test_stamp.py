"""Identity tokens: signed, written out, found again, and told from false ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.stamp import CODE, WHOLE, Stamp, find_tokens

STAMP = Stamp(key=b"the key of this campaign")
OTHER = Stamp(key=b"the key of another campaign")
TOKEN = STAMP.token(unit="01", list_key="problem", round=1, digest="0123abcd")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

TOKENS = st.builds(
    STAMP.token,
    unit=st.from_regex(CODE, fullmatch=True),
    list_key=st.sampled_from([WHOLE, "duty", "problem", "rectification", "own_list_2"]),
    round=st.integers(0, 999),
    digest=st.from_regex(r"[0-9a-f]{8}", fullmatch=True),
)


@given(token=TOKENS)
def test_a_token__written_out_and_found_again__is_the_same_and_genuine(token):
    assert find_tokens([str(token)]) == [token]
    assert STAMP.genuine(token)


@given(token=TOKENS)
def test_a_token__of_another_key__is_not_genuine(token):
    assert not OTHER.genuine(token)
    foreign = OTHER.token(unit=token.unit, list_key=token.list_key, round=token.round, digest=token.digest)
    assert not STAMP.genuine(foreign)
    assert not STAMP.genuine(replace(foreign, campaign=STAMP.campaign))


@pytest.mark.parametrize(
    "change",
    [
        {"campaign": "000000"},
        {"unit": "02"},
        {"unit": "1"},
        {"list_key": "duty"},
        {"list_key": WHOLE},
        {"round": 2},
        {"digest": "0123abce"},
        {"signature": "00000000"},
        {"signature": ""},
    ],
    ids=str,
)
def test_a_token__with_any_part_changed__is_not_genuine(change):
    assert not STAMP.genuine(replace(TOKEN, **change))


@given(token=TOKENS, place=st.integers(0, 200), character=st.sampled_from("0123456789abcdefxyzAZ-._"))
def test_a_token__with_one_character_changed__is_not_found_as_genuine(token, place, character):
    text = str(token)
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]
    for found in find_tokens([changed]):
        assert not STAMP.genuine(found) or found == token


@pytest.mark.parametrize(
    "text",
    [
        str(TOKEN),
        f"标识：{TOKEN}（请勿改动）",
        f"请保留本行\n{TOKEN}\n谢谢",
        f"  {TOKEN}  ",
        str(TOKEN).translate(WIDE),
        f"标识码：{str(TOKEN).translate(WIDE)}。",
    ],
)
def test_a_token__in_full_width_text_or_amid_other_words__is_found(text):
    assert find_tokens([text]) == [TOKEN]
    assert STAMP.genuine(find_tokens([text])[0])


@pytest.mark.parametrize("text", ["", "QD1", "QD1.abc", f"{TOKEN}"[:-1], "没有标识", f"{TOKEN.body}.ZZZZZZZZ"])
def test_a_text__without_a_whole_token__gives_none(text):
    assert find_tokens([text]) == []


def test_tokens__found_several_times__are_given_once_in_order():
    second = STAMP.token(unit="02", list_key="duty", round=1, digest="0123abcd")
    texts = [f"{second} {TOKEN}", "别的话", str(TOKEN), str(second).translate(WIDE)]
    assert find_tokens(texts) == [second, TOKEN]


def test_a_campaign_name__under_different_keys__is_six_digits_and_different():
    assert STAMP.campaign != OTHER.campaign
    assert len(STAMP.campaign) == len(bytes.fromhex(STAMP.campaign)) * 2 == 6


@given(text=st.text(max_size=80))
def test_finding_tokens__in_any_text__never_raises_and_finds_nothing_genuine(text):
    assert not any(STAMP.genuine(token) for token in find_tokens([text, "QD1." + text]))
