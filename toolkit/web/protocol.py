"""HTTP as usual, but for answers that are given before any page is asked: they have the headers of every answer."""

from __future__ import annotations

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from toolkit.web.guard import HEADERS


class GuardedProtocol(H11Protocol):
    """A connection to a page."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request."""
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        headers += [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            parts = (h11.Response(status_code=400, headers=headers, reason=b"Bad Request"), h11.EndOfMessage())
            for part in parts:
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()
