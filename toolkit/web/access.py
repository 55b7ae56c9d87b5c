"""The secret that opens the page, and the cookie that stands for it afterwards."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_BYTES = 32
# What may be fetched by anybody on this machine: no content of the campaign is among it.
_PUBLIC = ("/static/", "/enter/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may see the page: whoever opened it by the `secret` in its address, and then brings the `session`.

    `cookie` is the cookie's name. Browsers keep cookies by machine, not by port: two campaigns that are open at once
    need two names.
    """

    cookie: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(_BYTES), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(_BYTES), repr=False)

    @property
    def entrance(self) -> str:
        """The path that opens the page."""
        return f"/enter/{self.secret}"

    def enter(self, request: Request) -> Response | None:
        """Return the answer that opens the page, None where the secret is another one."""
        if not _is_same(request.path_params["secret"], self.secret):
            return None
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", path="/")
        return answer

    def is_known(self, scope: Scope) -> bool:
        """Tell whether a request brings the session."""
        request = Request({"type": "http", "headers": Headers(scope=scope).raw})
        return _is_same(request.cookies.get(self.cookie, ""), self.session)


@dataclass(slots=True)
class Gate:
    """Lets nobody in who does not bring the session; `refusal` is the answer to all others."""

    app: ASGIApp
    access: Access
    refusal: Response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_open = scope["type"] == "lifespan" or scope["path"].startswith(_PUBLIC) or self.access.is_known(scope)
        await (self.app if is_open else self.refusal)(scope, receive, send)


def _is_same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
