"""Locked workbooks open with the password that fits, and with no other; the operator's passwords are understood."""

import base64
import hashlib
import io
import struct
import zipfile

import msoffcrypto
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_standard import ECMA376Standard
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.xor_obfuscation import DocumentXOR
from python_calamine import CalamineWorkbook

from toolkit.formats import open_workbook
from toolkit.formats.encryption import is_encrypted_xls, unlock_workbook
from toolkit.formats.passwords import parse_passwords

PASSWORD, EXCELS_OWN = "密码 =1", "VelvetSweatshop"
SALT = bytes(range(16))


def package():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        opened.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        opened.writestr("xl/workbook.xml", "<workbook/>" * 999)
    return content.getvalue()


PACKAGE = package()


def contained(described, locked):
    content = io.BytesIO()
    ECMA376Encrypted(locked, described).write_to(content)
    return content.getvalue()


def encrypted(key, mode, plain):
    cipher = Cipher(algorithms.AES(key), mode).encryptor()
    return cipher.update(plain + bytes(-len(plain) % 16)) + cipher.finalize()


def agile(password, plain=PACKAGE):
    """Lock a package as Excel does today."""
    content = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, content)
    return content.getvalue()


def standard(password, plain=PACKAGE):
    """Lock a package as Excel 2007 did."""
    key = ECMA376Standard.makekey_from_password(password, 0x660E, 0x8004, 24, 128, 16, SALT)
    verifier = bytes(range(16))
    header = struct.pack("<8L", 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0) + "A".encode("utf-16-le")
    proof = encrypted(key, modes.ECB(), verifier), encrypted(key, modes.ECB(), hashlib.sha1(verifier).digest())
    verifying = struct.pack("<L", 16) + SALT + proof[0] + struct.pack("<L", 20) + proof[1]
    described = struct.pack("<HHLL", 4, 2, 0x24, len(header)) + header + verifying
    return contained(described, struct.pack("<Q", len(plain)) + encrypted(key, modes.ECB(), plain))


def agile_of_2010(password, plain=PACKAGE, spins=1000, start=""):
    """Lock a package as Excel 2010 did: with SHA-1, whose 20 bytes have to be padded."""
    hashed = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()
    for turn in range(min(spins, 1000)):
        hashed = hashlib.sha1(struct.pack("<L", turn) + hashed).digest()

    def hidden(block, text):
        key = hashlib.sha1(hashed + bytes.fromhex(block)).digest()[:16]
        return base64.b64encode(encrypted(key, modes.CBC(SALT), text)).decode()

    key, verifier, salt = b"k" * 16, b"v" * 16, base64.b64encode(SALT).decode()
    facts = f'saltSize="16" blockSize="16" keyBits="128" hashSize="20" hashAlgorithm="SHA1" saltValue="{salt}"'
    described = f"""{start}<encryption xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">
        <keyData {facts}/><dataIntegrity encryptedHmacKey="" encryptedHmacValue=""/>
        <p:encryptedKey spinCount="{spins}" {facts} encryptedKeyValue="{hidden("146e0be7abacd0d6", key)}"
        encryptedVerifierHashInput="{hidden("fea7d2763b4b9e79", verifier)}"
        encryptedVerifierHashValue="{hidden("d7aa0f6d3061344e", hashlib.sha1(verifier).digest())}"/></encryption>"""
    pieces = [plain[at : at + 4096] for at in range(0, len(plain), 4096)]
    vectors = [hashlib.sha1(SALT + struct.pack("<L", number)).digest()[:16] for number in range(len(pieces))]
    locked = b"".join(encrypted(key, modes.CBC(iv), piece) for iv, piece in zip(vectors, pieces, strict=True))
    return contained(struct.pack("<HHL", 4, 4, 0x40) + described.encode(), struct.pack("<Q", len(plain)) + locked)


def records(filepass=b""):
    """Return the records of a workbook with one text, as number and body."""
    text = "编号".encode("utf-16-le")
    book = [(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0)), *([(0x2F, filepass)] if filepass else [])]
    book += [(0x42, struct.pack("<H", 1200)), (0x85, struct.pack("<LHBB", 0, 0, 2, 0) + b"ab"), (0x0A, b"")]
    start = sum(4 + len(body) for _, body in book)
    book[-2] = (0x85, struct.pack("<L", start) + book[-2][1][4:])
    sheet = [(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0)), (0x200, struct.pack("<LLHHH", 0, 1, 0, 1, 0))]
    return [*book, *sheet, (0x204, struct.pack("<HHHHB", 0, 0, 0, 2, 1) + text), (0x0A, b"")]


def stream_of(parts, hide=lambda number, body, place: body):
    stream = b""
    for number, body in parts:
        stream += struct.pack("<HH", number, len(body))
        stream += hide(number, body, len(stream))
    return stream


def compound(stream):
    """Return the smallest container that holds one stream, `Workbook`."""
    stream += bytes((4096 - len(stream)) // 4 * 4 + 4)  # what follows reads as empty records
    sectors = -(-len(stream) // 512)

    def entry(name, kind, child, start, size):
        raw = name.encode("utf-16-le")
        fixed = raw.ljust(64, b"\x00") + struct.pack("<HBBlll", len(raw) + 2, kind, 1, -1, -1, child)
        return fixed + bytes(36) + struct.pack("<lQ", start, size)

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += (
        bytes(6) + struct.pack("<LLlLLlLlL", 0, 1, 1, 0, 4096, -2, 0, -2, 0) + struct.pack("<109l", 0, *[-1] * 108)
    )
    chain = [-3, -2, *range(3, sectors + 2), -2]
    table = struct.pack("<128l", *chain, *[-1] * (128 - len(chain)))
    return (
        header
        + table
        + entry("Root Entry", 5, 1, -2, 0)
        + entry("Workbook", 2, -1, 2, len(stream))
        + bytes(256)
        + stream
    )


def is_open(number):
    return number in (0x809, 0x2F)


def rc4(password):
    """Lock an xls as Excel 97 did."""

    def key_stream(length):
        return DocumentRC4.decrypt(password, SALT, io.BytesIO(bytes(length)), 1024).read()

    verifier = bytes(range(16))
    proof = bytes(a ^ b for a, b in zip(key_stream(32), verifier + hashlib.md5(verifier).digest(), strict=True))

    def hide(number, body, place):
        kept = len(body) if is_open(number) else 4 if number == 0x85 else 0
        mask = key_stream(place + len(body))[place + kept :]
        return body[:kept] + bytes(a ^ b for a, b in zip(body[kept:], mask, strict=True))

    return compound(stream_of(records(struct.pack("<HHH", 1, 1, 1) + SALT + proof), hide))


def xor_check(password):
    return next(number for number in range(1 << 16) if DocumentXOR.verifypw(password, number))


def xor(password):
    """Lock an xls as Excel 95 did."""
    mask = DocumentXOR.create_xor_array_method1(password)

    def hide(number, body, place):
        kept = len(body) if is_open(number) else 4 if number == 0x85 else 0
        turned = bytes((byte << 5 | byte >> 3) & 0xFF for byte in body[kept:])
        first = place + len(body) + kept
        return body[:kept] + bytes(byte ^ mask[(first + at) % 16] for at, byte in enumerate(turned))

    key = DocumentXOR.create_xor_key_method1(password)
    return compound(stream_of(records(struct.pack("<HHH", 0, key, xor_check(password))), hide))


PLAIN_XLS = compound(stream_of(records()))
LOCKED = {
    "agile": agile(PASSWORD),
    "standard": standard(PASSWORD),
    "2010": agile_of_2010(PASSWORD),
    "rc4": rc4(PASSWORD),
}
XOR = xor("secret")


def first_cell(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0][0]


@pytest.mark.parametrize("lock", ["agile", "standard", "2010"])
def test_locked_package__opens_with_the_first_password_that_fits(lock):
    assert unlock_workbook(LOCKED[lock], ["1234", "", PASSWORD]) == PACKAGE
    assert not is_encrypted_xls(LOCKED[lock])


@pytest.mark.parametrize(("content", "password"), [(LOCKED["rc4"], PASSWORD), (XOR, "secret")])
def test_locked_xls__opens_with_the_first_password_that_fits(content, password):
    opened = unlock_workbook(content, ["1234", password])
    assert is_encrypted_xls(content) and not is_encrypted_xls(opened)
    assert first_cell(opened) == first_cell(PLAIN_XLS) == "编号"


@pytest.mark.parametrize("content", [*LOCKED.values(), XOR], ids=[*LOCKED, "xor"])
@pytest.mark.parametrize("passwords", [[], [""], ["1234", "密码", "密码 =1 ", "x" * 300, "\U0001f600"]])
def test_wrong_passwords__open_nothing(content, passwords):
    assert unlock_workbook(content, passwords) is None


@pytest.mark.parametrize("lock", [agile, standard, agile_of_2010, rc4, xor])
def test_files_that_excel_opens_without_asking__open_without_a_password(lock):
    opened = unlock_workbook(lock(EXCELS_OWN), [])
    assert opened == PACKAGE if lock not in (rc4, xor) else first_cell(opened) == "编号"


def test_wrong_password_that_the_oldest_lock_takes_for_right__gives_no_garbage():
    check = xor_check("secret")
    alike = [word for word in (f"w{n:x}" for n in range(200_000)) if DocumentXOR.verifypw(word, check)]
    assert alike and unlock_workbook(XOR, alike) is None


def test_right_password_of_what_is_no_package__gives_no_garbage():
    assert unlock_workbook(agile_of_2010(PASSWORD, b"garbage" * 900), [PASSWORD]) is None


@pytest.mark.parametrize(
    "content",
    [
        agile_of_2010(PASSWORD, spins=9_999_999),
        agile_of_2010(PASSWORD, spins=-1),
        agile_of_2010(PASSWORD, start='<!DOCTYPE a [<!ENTITY b "c">]>'),
        contained(b"", b""),
        contained(b"\x03\x00\x03\x00" + bytes(60), bytes(60)),
        LOCKED["agile"][:2000],
        PLAIN_XLS,
        PACKAGE,
        b"",
        b"text",
    ],
)
def test_what_has_no_lock_to_be_opened__opens_nothing(content):
    assert unlock_workbook(content, [PASSWORD]) is None and not is_encrypted_xls(content)


def test_the_librarys_own_check__still_refuses_the_right_password_of_2010():
    """Where this fails, the library can be trusted to check, and the look at its output is not needed."""
    book = msoffcrypto.OfficeFile(io.BytesIO(LOCKED["2010"]))
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        book.load_key(password=PASSWORD, verify_password=True)


@given(lock=st.sampled_from(["2010", "rc4"]), place=st.integers(0, 4000), byte=st.integers(0, 255))
def test_lock_with_a_byte_changed__opens_or_opens_nothing(lock, place, byte):
    content = LOCKED[lock][:place] + bytes([byte]) + LOCKED[lock][place + 1 :]
    assert is_encrypted_xls(content) in (True, False)
    opened = unlock_workbook(content, [PASSWORD])
    assert opened is None or opened.startswith((b"PK", b"\xd0\xcf"))


def test_second_password_of_a_unit__opens_files_and_is_nobodys_own():
    passwords = parse_passwords("市委办=1\n市委办=2")
    assert (passwords.general, passwords.spare, dict(passwords.by_unit)) == ((), ("2",), {"市委办": "1"})
    assert passwords.all == ("1", "2")


@pytest.mark.parametrize(
    ("text", "general", "by_unit"),
    [
        ("", (), {}),
        ("1234", ("1234",), {}),
        ("﻿1234\r\n", ("1234",), {}),
        ("  my pass word \n", ("my pass word",), {}),
        ("一\n二\n\n一\n", ("一", "二"), {}),
        (
            "# 说明\n市委办 = 12 34\n市财政局\ta=b,c\n市审计局,x\n",
            (),
            {"市委办": "12 34", "市财政局": "a=b,c", "市审计局": "x"},
        ),
        ("市委办＝1\n市财政局，2", (), {"市委办": "1", "市财政局": "2"}),
        ("通用\n市委办=1", ("通用",), {"市委办": "1"}),
        ("=a=b", ("a=b",), {}),
        ("市委办=\n =\n", (), {}),
    ],
)
def test_passwords_of_the_operator__are_understood(text, general, by_unit):
    passwords = parse_passwords(text)
    assert (passwords.general, dict(passwords.by_unit)) == (general, by_unit)
    assert passwords.all == tuple(dict.fromkeys((*general, *by_unit.values())))


@given(text=st.text(max_size=60))
def test_any_text__gives_passwords_without_blanks_around_them(text):
    assert all(word and word == word.strip() for word in parse_passwords(text).all)


@pytest.mark.parametrize("name", ["WORKBOOK", "workbook", "WorkBook"])
def test_name_of_the_stream__may_be_in_any_case(name):
    plain, locked = (
        xls.replace("Workbook".encode("utf-16-le"), name.encode("utf-16-le")) for xls in (PLAIN_XLS, rc4(PASSWORD))
    )
    assert open_workbook(plain).grids == open_workbook(PLAIN_XLS).grids
    assert open_workbook(locked, [PASSWORD]).grids == open_workbook(PLAIN_XLS).grids


def test_older_name_of_the_stream__is_known_in_any_case():
    for name in ("Book", "BOOK"):
        raw, entry = name.encode("utf-16-le"), "Workbook".encode("utf-16-le")
        at = PLAIN_XLS.find(entry)
        content = PLAIN_XLS[:at] + raw.ljust(64, b"\x00") + struct.pack("<H", len(raw) + 2) + PLAIN_XLS[at + 66 :]
        assert open_workbook(content).grids == open_workbook(PLAIN_XLS).grids
