"""The door's server: a thread beside the operator's page, which answers units until it is stopped."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from toolkit.web.door.listening import Entrance
from toolkit.web.door.protocol import DoorProtocol

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from toolkit.pipeline import UnitsDoor

_PAUSE = 1.0  # seconds between two looks at what waits for its place
_LONGEST_HEAD = 32 * 1024  # bytes of a request before its body
_STOPPING = 10.0  # seconds


@contextmanager
def serve_door(door: UnitsDoor, entrance: Entrance, app: ASGIApp) -> Iterator[None]:
    """Answer units while the body runs; what waited for a command gets its place meanwhile.

    The door must be open, and is closed at the end.
    """
    _allow_many_connections()
    tls = entrance.tls
    config = uvicorn.Config(
        app,
        log_config=None,  # requests have secrets
        access_log=False,
        server_header=False,
        http=DoorProtocol,
        ws="none",
        lifespan="off",
        proxy_headers=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    server, ended = uvicorn.Server(config), threading.Event()
    works = (lambda: server.run(sockets=[entrance.socket]), lambda: _place_what_waits(door, ended))
    threads = [threading.Thread(target=copy_context().run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        ended.set()
        for thread in threads:
            thread.join(_STOPPING)
        with contextlib.suppress(Exception):  # the disk may be full, and the door is closed all the same
            door.note("closed")
        door.close()


def _place_what_waits(door: UnitsDoor, ended: threading.Event) -> None:
    while not ended.wait(_PAUSE):
        with contextlib.suppress(Exception):  # tried again a moment later
            door.place_waiting()


def _allow_many_connections() -> None:
    """Have as many files open as the system lets this process have."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError, ValueError):
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
