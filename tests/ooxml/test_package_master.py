"""A master of a package: copies with other texts, and texts that no copy may have."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.excel import create_member
from toolkit.ooxml import PackageMaster, StandInError, cut_at_stand_ins, name_stand_in

PARTS = {"a.xml": "<a>同样</a>" * 200, "b.xml": f"<b>{name_stand_in(0)}和{name_stand_in(1)}</b>", "c.xml": "<c/>"}


def build(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(create_member(name), part)
    return buffer.getvalue()


@settings(max_examples=examples(20))
@given(st.tuples(st.text(max_size=60), st.text(max_size=9)).filter(lambda texts: "\ud800" not in "".join(texts)))
def test_copy__is_byte_for_byte_the_package_written_with_its_texts(texts):
    written = dict(PARTS)
    for number, text in enumerate(texts):
        written["b.xml"] = written["b.xml"].replace(name_stand_in(number), text)
    copy = PackageMaster(build(PARTS)).stamp([text.encode() for text in texts])
    assert copy == build(written)


def test_stand_in_that_was_cut__is_no_place_for_a_text():
    with pytest.raises(StandInError):
        cut_at_stand_ins(f"从{name_stand_in(4)[:2]}…".encode())


def test_shared_strings_that_become_equal__are_one_in_the_copy():
    strings = (
        f'<sst count="3" uniqueCount="3"><si><t>甲</t></si><si><t>{name_stand_in(0)}</t></si><si><t>乙</t></si></sst>'
    )
    sheet = "".join(f'<c r="A{n}" t="s"><v>{n}</v></c>' for n in range(3))
    master = PackageMaster(build({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}))
    texts = ["乙".encode()]
    assert master.find_repeats(["丙".encode()]) == ()
    repeats = master.find_repeats(texts)
    with zipfile.ZipFile(io.BytesIO(master.join_repeats(repeats).stamp(texts))) as package:
        assert b'uniqueCount="2"' in package.read("xl/sharedStrings.xml")
        assert package.read("xl/worksheets/sheet1.xml").count(b"<v>1</v>") == 2
