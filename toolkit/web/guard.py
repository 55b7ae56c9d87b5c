"""What stands before every page: whom a request may claim to come from, and the headers of every answer.

A page of another site may send requests to this machine, too, and a name of its own may lead here (DNS rebinding).
So a request must name the very address that was opened (`Host`), and one that changes anything must come from a page
of that address (`Origin`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.messages import say

_READING = frozenset({"GET", "HEAD"})
_CONTENT = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# The referrer must not be withheld from our own pages: a browser that withholds it sends no origin either.
HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def _answer_broken(_: Exception) -> Response:
    return PlainTextResponse(say("web.broken"), status_code=500)


@dataclass(slots=True)
class Guard:
    """Lets requests of our own address pass, and gives every answer its headers, those of errors too.

    `origins` are the addresses under which the page is reached, such as http://127.0.0.1:8123. `explain` makes the
    answer to a bug, of which nothing is told; whoever wants to keep a note of it does so there.
    """

    app: ASGIApp
    origins: frozenset[str]
    explain: Callable[[Exception], Response] = _answer_broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._find_refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        try:
            await self.app(scope, receive, send_guarded)
        except ClientDisconnect:
            return  # nobody is there to be answered, and nothing is wrong with the program
        except Exception as error:
            answer = self.explain(error)
            if not begun:
                await answer(scope, receive, send_guarded)

    def _find_refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that does not come from our own address, None for one that does."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in {urlsplit(origin).netloc for origin in self.origins}:
            return PlainTextResponse(say("web.refused.host"), status_code=421)
        if scope["method"] in _READING:
            return None
        if headers.get("origin") not in self.origins or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse(say("web.refused.origin"), status_code=403)
        return None
