"""Texts packed ahead: a member of a zip that takes them is what it would be had they been written to it."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.excel.packed_text import MemberStream, TextPacker

PIECES = st.lists(st.tuples(st.booleans(), st.text(max_size=40), st.integers(1, 3000)), max_size=6)


@settings(max_examples=examples(60))
@given(st.lists(PIECES, min_size=1, max_size=3))
def test_members__hold_what_was_written_and_what_was_packed_in_order(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for number, pieces in enumerate(members):
            member = MemberStream(package, f"{number}.xml")
            for packed, text, times in pieces:
                if packed:
                    packer = TextPacker()
                    packer.write(text * times)
                    packer.write("末")
                    member.write_packed(packer.finish())
                else:
                    member.write(text * times)
            member.finish()
        package.writestr("last", b"end")
    with zipfile.ZipFile(buffer) as package:
        assert package.testzip() is None
        for number, pieces in enumerate(members):
            whole = "".join(text * times + "末" * packed for packed, text, times in pieces)
            assert package.read(f"{number}.xml").decode() == whole
        assert package.read("last") == b"end"
