"""Where the door can be opened, and the one sentence that says why not."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from toolkit.errors import OperatorError
from toolkit.web import Certificate, open_entrance
from toolkit.web.door.listening import stop_at_bad_certificate

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def write_pair(folder, name, *, begin=NOW - DAY, end=NOW + DAY, password=b""):
    """Write a certificate and its key; return their paths."""
    key, own = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "qd")])
    built = x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(begin).not_valid_after(end).sign(key, hashes.SHA256())
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(plain)
    return Certificate(certificate=paths[0], key=paths[1])


@pytest.mark.parametrize("address", ["10.1.2.3:8443", "0.0.0.0:80", "qd.example:443", "[::]:8443", "192.168.1.1:0"])
def test_address_that_others_reach__asks_for_a_certificate(address):
    with pytest.raises(OperatorError, match="没有证书，只能给这台电脑自己用"):
        open_entrance(address)


@pytest.mark.parametrize("address", ["", "10.1.2.3", "x:y", "127.0.0.1:99999", ":80", "http://127.0.0.1:80", "市局:80"])
def test_what_is_no_address__is_named(address):
    with pytest.raises(OperatorError, match="不是这台电脑能用的地址"):
        open_entrance(address)


def test_certificate_that_holds__is_taken(tmp_path):
    stop_at_bad_certificate(write_pair(tmp_path, "a"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda at: Certificate(certificate=at / "none.crt", key=write_pair(at, "a").key), "没有这个文件"),
        (
            lambda at: Certificate(certificate=write_pair(at, "a").certificate, key=write_pair(at, "b").key),
            "不是这份证书的",
        ),
        (lambda at: write_pair(at, "a", begin=NOW - 9 * DAY, end=NOW - DAY), "有效"),
        (lambda at: write_pair(at, "a", begin=NOW + DAY, end=NOW + 9 * DAY), "有效"),
        (lambda at: write_pair(at, "a", password=b"secret"), "读不出这份证书"),
        (lambda at: Certificate(certificate=write_pair(at, "a").key, key=at / "a.crt"), "读不出这份证书"),
    ],
)
def test_certificate_that_does_not_hold__is_named_and_nobody_is_asked_for_a_password(tmp_path, make, said):
    with pytest.raises(OperatorError, match=said):
        stop_at_bad_certificate(make(tmp_path))
