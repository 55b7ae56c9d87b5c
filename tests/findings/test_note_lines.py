"""What of a note is ours and what a clerk wrote."""

import pytest

from toolkit.findings import END_OF_OURS, keep_clerks_words

TOKEN = "表格标识：QD1.abcdef.01.problem.1.00000000.00000000\n请不要删除。"
LINE = f"【疑点12】“姓名”没有填。请填写。{END_OF_OURS}"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (TOKEN, ""),
        (TOKEN.replace("\n", "\r\n"), ""),
        (TOKEN.replace("\n", " "), ""),
        (f"{TOKEN}\n{LINE}", ""),
        (f"{LINE}\n【本行】有 2 处要看{END_OF_OURS}\n【另有】3 条", ""),
        (f"请删除\n{LINE}", "请删除"),
        (f"{LINE}已改\n再看", "已改\n再看"),
        ("【原因】不到位", "【原因】不到位"),
        ("请不要删除。", "请不要删除。"),
        (" \n ", ""),
    ],
)
def test_note__is_left_with_what_a_clerk_wrote(note, words):
    assert keep_clerks_words(note) == words
