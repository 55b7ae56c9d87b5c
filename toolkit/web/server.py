"""The server: a port of this machine that nobody else reaches, its address, and the end."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import webbrowser
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from toolkit.errors import OperatorError, make_mistake
from toolkit.messages import say
from toolkit.web.protocol import GuardedProtocol

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An open port, and where it is reached; whoever has it serves an app there."""

    socket: socket.socket
    origin: str

    @property
    def port(self) -> int:
        """The number of the port."""
        return int(self.socket.getsockname()[1])

    def serve(self, app: ASGIApp) -> None:
        """Answer requests until somebody stops the process by Ctrl-C."""
        config = uvicorn.Config(
            app,
            log_config=None,  # requests name units and files
            access_log=False,
            server_header=False,
            http=GuardedProtocol,
            proxy_headers=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[self.socket])


def open_server(port: int = 0) -> Server:
    """Open a port of this machine, a free one for 0. Raises OperatorError where it is taken, or may not be opened."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let two programs have one port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((HOST, port))
        opened.listen(128)
    except (OSError, OverflowError) as error:
        opened.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        why = error.strerror if isinstance(error, OSError) else say("web.port.refused.none")
        raise OperatorError(
            make_mistake("web.port.taken" if taken else "web.port.refused", f"{HOST}:{port}", why=why or "")
        ) from error
    return Server(socket=opened, origin=f"http://{HOST}:{opened.getsockname()[1]}")


def open_browser(address: str) -> bool:
    """Open an address in the browser of whoever sits at the machine; False where there is none."""
    has_screen = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not has_screen:
        return False
    with contextlib.suppress(Exception):  # whatever the system's own browser commands do
        return webbrowser.open(address)
    return False
