"""A signed text has the bytes of the library's own in one call, however it is put together."""

import hashlib
import hmac
import json

from hypothesis import given
from hypothesis import strategies as st

from toolkit.pipeline.signed_text import Entries, render_signed, sign_body

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), PLAIN, max_size=4), st.lists(st.dictionaries(st.text(), PLAIN, max_size=3)))
def test_signed_text__is_what_the_library_writes_and_signs_at_once(body, entries):
    ordered = [json.loads(json.dumps(entry, sort_keys=True)) for entry in entries]
    whole = {**body, "part": {"inner": {"items": ordered}}}
    pieces = {**body, "part": {"inner": {"items": Entries(lambda: iter(entries))}}}
    text = json.dumps(whole, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    signature = hmac.new(b"key", text.encode(), hashlib.sha256).hexdigest()
    assert sign_body(whole, b"key") == signature
    whole["signature"] = signature
    pieces.pop("signature", None)
    if "signature" not in body:
        written = json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
        assert b"".join(render_signed(pieces, b"key")) == written
