"""The door's address in the office's network: the port, the certificate, and why one of them will not do."""

from __future__ import annotations

import datetime as dt
import errno
import ipaddress
import os
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from toolkit.errors import OperatorError, make_mistake

_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The files of a certificate and of its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """An open port, and the address by which units reach it; without a certificate this machine alone does."""

    socket: socket.socket
    origin: str
    tls: Certificate | None = None

    def close(self) -> None:
        """Close the port."""
        self.socket.close()


def open_entrance(address: str, tls: Certificate | None = None) -> Entrance:
    """Open the port of an address such as `10.1.2.3:8443`, which units will type just so.

    Raises OperatorError where it is no address of this machine, its port is taken, the certificate does not hold, or
    there is none and others could reach it.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 <= int(found[2]) < 1 << 16:
        raise OperatorError(make_mistake("door.address", address))
    host, port = found[1].strip("[]"), int(found[2])
    if tls is None and not _is_this_machine(host):
        raise OperatorError(make_mistake("door.no_tls", address))
    if tls is not None:
        stop_at_bad_certificate(tls)
    opened = _open_port(host, port, address)
    written = f"{found[1].lower()}:{opened.getsockname()[1]}"
    scheme, usual = ("https", ":443") if tls else ("http", ":80")
    return Entrance(socket=opened, origin=f"{scheme}://{written.removesuffix(usual)}", tls=tls)


def stop_at_bad_certificate(tls: Certificate) -> None:
    """Raise OperatorError where a certificate cannot be used, now or with this key."""
    for path in (tls.certificate, tls.key):
        if not path.is_file():
            raise OperatorError(make_mistake("door.tls.missing", str(path)))
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key, password=_have_none)
    except ssl.SSLError as error:
        is_other = "MISMATCH" in (error.reason or "")
        raise OperatorError(
            make_mistake("door.tls.other_key" if is_other else "door.tls.unreadable", str(tls.certificate), key=tls.key)
        ) from error
    except (OSError, ValueError) as error:
        raise OperatorError(make_mistake("door.tls.unreadable", str(tls.certificate), key=tls.key)) from error
    try:
        own = x509.load_pem_x509_certificate(tls.certificate.read_bytes())
    except ValueError as error:
        raise OperatorError(make_mistake("door.tls.unreadable", str(tls.certificate), key=tls.key)) from error
    begin, end, now = own.not_valid_before_utc, own.not_valid_after_utc, dt.datetime.now(dt.UTC)
    if not begin <= now <= end:
        days = {"begin": f"{begin:%Y-%m-%d}", "end": f"{end:%Y-%m-%d}"}
        raise OperatorError(make_mistake("door.tls.expired", str(tls.certificate), **days))


def _have_none() -> str:
    """Refuse to give the password of a key: nobody may be asked for it when the door opens by itself."""
    raise ValueError


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _open_port(host: str, port: int, address: str) -> socket.socket:
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind)
    except (OSError, UnicodeError) as error:
        raise OperatorError(make_mistake("door.address", address)) from error
    try:
        if os.name != "nt":  # there it would let two programs have one port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(place)
        opened.listen(512)
    except OSError as error:
        opened.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise OperatorError(make_mistake("door.not_ours", address)) from error
        taken = error.errno == errno.EADDRINUSE
        raise OperatorError(
            make_mistake("door.port_taken" if taken else "door.port_refused", address, why=error.strerror or "")
        ) from error
    return opened
