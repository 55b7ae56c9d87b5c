"""Encrypt a workbook under a password as Excel does, so that Excel, WPS and LibreOffice ask for it.

ECMA-376 "agile" encryption ([MS-OFFCRYPTO] 2.3.4.10 and following): AES-256 in CBC, SHA-512, 100,000 rounds of
hashing. msoffcrypto-tool writes the container; its own encryption draws a key of 128 bits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
from dataclasses import dataclass

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

from toolkit.formats.errors import UnreadableError

_ROUNDS = 100_000
# The container: bytes of a sector and of an entry of its directory, and how many entries it has.
_SECTOR, _ENTRY, _ENTRIES = 512, 128, 11
_SEGMENT, _BLOCK = 4096, 16  # bytes that are encrypted together, and by which AES goes
# What a hash is made for ([MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.14).
_FOR_VERIFIER = bytes.fromhex("fea7d2763b4b9e79")
_FOR_HASH_OF_VERIFIER = bytes.fromhex("d7aa0f6d3061344e")
_FOR_KEY = bytes.fromhex("146e0be7abacd0d6")
_FOR_HMAC_KEY = bytes.fromhex("5fb2ad010cb9e1f6")
_FOR_HMAC = bytes.fromhex("a0677f02b22c8433")
_VERSION = bytes.fromhex("0400040040000000")
_FACTS = (
    'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" '
    'cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"'
)
_PASSWORDS = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"


def draw_seed(plain: bytes, secret: bytes) -> bytes:
    """Return 64 bytes that belong to a content alone, and that nobody can tell who does not have the secret.

    With it the same content under the same password gives the same bytes, while no two contents share a key. The
    password has no part in it, so that nothing but its 100,000 rounds can be used to guess it.
    """
    return hmac.new(secret, b"qingdan lock\x00" + plain, hashlib.sha512).digest()


def lock_workbook(plain: bytes, password: str, seed: bytes) -> bytes:
    """Return a package encrypted under a password; all that has to be random is derived from a secret `seed`.

    Raises UnreadableError where the container does not hold what was put into it.
    """
    parts = _draw_parts(seed)
    payload = len(plain).to_bytes(8, "little") + _encrypt_payload(plain, parts)
    described = _VERSION + _describe(parts, _hash_password(password, parts.password_salt), payload).encode()
    content = _pack(payload, described)
    with olefile.OleFileIO(io.BytesIO(content)) as written:
        if written.openstream("EncryptedPackage").read() != payload:
            raise UnreadableError("damaged")
    return content


def _pack(payload: bytes, described: bytes) -> bytes:
    """Return the container that holds both, without the times that the library writes into its directory."""
    container = io.BytesIO()
    ECMA376Encrypted(payload, described).write_to(container)
    content = container.getbuffer()
    start = _SECTOR + int.from_bytes(content[48:52], "little") * _SECTOR
    for entry in range(start, start + _ENTRIES * _ENTRY, _ENTRY):
        content[entry + 100 : entry + 116] = bytes(16)
    return bytes(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What has to be random in an encrypted package, in bytes."""

    key: bytes  # 32
    key_salt: bytes  # 16
    password_salt: bytes  # 16
    verifier: bytes  # 16
    hmac_key: bytes  # 64


def _draw_parts(seed: bytes) -> _Parts:
    """Derive all parts, each from a name of its own."""

    def draw(name: bytes, length: int) -> bytes:
        return hmac.new(seed, name, hashlib.sha512).digest()[:length]

    return _Parts(
        key=draw(b"key", 32),
        key_salt=draw(b"key salt", _BLOCK),
        password_salt=draw(b"password salt", _BLOCK),
        verifier=draw(b"verifier", _BLOCK),
        hmac_key=draw(b"hmac key", 64),
    )


def _hash_password(password: str, salt: bytes) -> bytes:
    digest = hashlib.sha512(salt + password.encode("utf-16-le", "surrogatepass")).digest()
    for turn in range(_ROUNDS):
        digest = hashlib.sha512(turn.to_bytes(4, "little") + digest).digest()
    return digest


def _encrypt_payload(plain: bytes, parts: _Parts) -> bytes:
    pieces = []
    for number, start in enumerate(range(0, len(plain), _SEGMENT)):
        piece = plain[start : start + _SEGMENT]
        vector = _make_vector(parts, number.to_bytes(4, "little"))
        pieces.append(_encrypt(parts.key, vector, piece + bytes(-len(piece) % _BLOCK)))
    return b"".join(pieces)


def _describe(parts: _Parts, hashed: bytes, payload: bytes) -> str:
    """Return the XML that says how the payload was encrypted, its key and seal in encrypted form."""

    def hide(purpose: bytes, plain: bytes) -> str:
        key = hashlib.sha512(hashed + purpose).digest()[:32]
        return _encode(_encrypt(key, parts.password_salt, plain))

    seal = hmac.new(parts.hmac_key, payload, hashlib.sha512).digest()
    hidden_seal = _encode(_encrypt(parts.key, _make_vector(parts, _FOR_HMAC), seal))
    hidden_seal_key = _encode(_encrypt(parts.key, _make_vector(parts, _FOR_HMAC_KEY), parts.hmac_key))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        f'xmlns:p="{_PASSWORDS}" xmlns:c="http://schemas.microsoft.com/office/2006/keyEncryptor/certificate">'
        f'<keyData {_FACTS} saltValue="{_encode(parts.key_salt)}"/>'
        f'<dataIntegrity encryptedHmacKey="{hidden_seal_key}" encryptedHmacValue="{hidden_seal}"/>'
        f'<keyEncryptors><keyEncryptor uri="{_PASSWORDS}"><p:encryptedKey spinCount="{_ROUNDS}" {_FACTS} '
        f'saltValue="{_encode(parts.password_salt)}" '
        f'encryptedVerifierHashInput="{hide(_FOR_VERIFIER, parts.verifier)}" '
        f'encryptedVerifierHashValue="{hide(_FOR_HASH_OF_VERIFIER, hashlib.sha512(parts.verifier).digest())}" '
        f'encryptedKeyValue="{hide(_FOR_KEY, parts.key)}"/></keyEncryptor></keyEncryptors></encryption>'
    )


def _make_vector(parts: _Parts, purpose: bytes) -> bytes:
    return hashlib.sha512(parts.key_salt + purpose).digest()[:_BLOCK]


def _encrypt(key: bytes, vector: bytes, plain: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return cipher.update(plain) + cipher.finalize()


def _encode(content: bytes) -> str:
    return base64.b64encode(content).decode()
