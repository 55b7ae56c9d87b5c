"""A workbook is encrypted as Excel does it: any program that knows the password opens it, and nobody else does."""

import io
import os
import zipfile

import msoffcrypto
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws import examples
from toolkit.formats import UnreadableError, open_workbook, submit_locked, unlock_workbook

SECRET = bytes(32)


def workbook(*texts):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for text in texts:
        book.active.append([text])
    book.save(buffer)
    return buffer.getvalue()


def locked(plain, password, secret=SECRET):
    return submit_locked(plain, password, secret).result()


PLAIN = workbook("编号", "甲")


@pytest.mark.parametrize("password", ["k7mq-4xhp-9rtv", "密码 一", "x" * 255, "\U0001f512"])
def test_locked_workbook__opens_with_its_password_alone(password):
    content = locked(PLAIN, password)
    opened = open_workbook(content, ["乱猜", password])
    assert (opened.encrypted, opened.opened_by, opened.grids) == (True, 1, open_workbook(PLAIN).grids)
    assert unlock_workbook(content, [password]) == PLAIN
    with pytest.raises(UnreadableError, match="wrong_password"):
        open_workbook(content, ["乱猜"])
    with pytest.raises(UnreadableError, match="encrypted"):
        open_workbook(content)


def test_locked_workbook__has_the_strongest_encryption_that_office_writes_and_its_seal_is_whole():
    book = msoffcrypto.OfficeFile(io.BytesIO(locked(PLAIN, "一二三四")))
    facts = {key: book.info[key] for key in ("passwordKeyBits", "passwordHashAlgorithm", "spinValue")}
    assert facts == {"passwordKeyBits": 256, "passwordHashAlgorithm": "SHA512", "spinValue": 100_000}
    book.load_key(password="一二三四", verify_password=True)
    opened = io.BytesIO()
    book.decrypt(opened, verify_integrity=True)
    assert opened.getvalue() == PLAIN and len(book.secret_key) == 32 and not book.secret_key.endswith(b"6" * 16)


def test_same_workbook__locked_twice_has_the_same_bytes_and_shares_no_key_with_another():
    other = workbook("编号", "乙")
    once, again = locked(PLAIN, "密码甲"), locked(PLAIN, "密码甲")
    assert once == again
    keys = []
    for content in (once, locked(other, "密码甲"), locked(PLAIN, "密码甲", b"another campaign")):
        book = msoffcrypto.OfficeFile(io.BytesIO(content))
        book.load_key(password="密码甲")
        keys += [book.secret_key, book.info["keyDataSalt"], book.info["passwordSalt"]]
    assert len(set(keys)) == len(keys)


def test_nothing_of_a_workbook__is_readable_once_it_is_locked():
    content = locked(PLAIN, "口令")
    assert not any(
        text in content for text in (b"PK\x03\x04", b"worksheet", "口令".encode(), "口令".encode("utf-16-le"))
    )


def test_workbook_without_a_lock__is_given_back_as_it_is():
    assert unlock_workbook(PLAIN, ["任何"]) == PLAIN


@pytest.mark.parametrize("size", [1, 4096, 8_000_000])
def test_workbook_of_any_size__comes_back_whole(size):
    """From 7 MB on a container needs a second table of its sectors."""
    buffer = io.BytesIO()
    buffer.write(PLAIN)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/media/image1.png", os.urandom(size))
    assert unlock_workbook(locked(buffer.getvalue(), "密码"), ["密码"]) == buffer.getvalue()


@settings(max_examples=examples(20))
@given(password=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_any_password__opens_what_it_locked(password):
    assert unlock_workbook(locked(PLAIN, password), [password]) == PLAIN
