"""Who stands at the door: a unit by its link, afterwards by the cookie that keeps the link's secret.

The cookie is the secret itself, kept where no script reads it and no other site sends it: so one thing alone proves a
unit, and what is revoked is shut out at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from toolkit.web.door.rates import Rate, Rates

if TYPE_CHECKING:
    from toolkit.campaign import Unit
    from toolkit.pipeline import UnitsDoor

# Wrong secrets from one machine; pages asked for by one unit.
_WRONG = Rate(30, 60.0)
_PAGES = Rate(240, 60.0)


@dataclass(slots=True)
class Visitors:
    """Lets units in. `secure` tells that the door is reached by TLS, so that the cookie never goes without."""

    door: UnitsDoor
    secure: bool
    rates: Rates = field(default_factory=Rates)

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers take one that begins so only from TLS, for this very address."""
        return "__Host-qingdan-unit" if self.secure else "qingdan-unit"

    def enter(self, request: Request) -> Unit | None:
        """Return the unit whose link is followed, None where it is no link that counts."""
        return self._admit(request, request.path_params["secret"])

    def remember(self, answer: Response, secret: str) -> None:
        """Have the browser bring the secret from now on, until it is closed."""
        answer.set_cookie(self.cookie, secret, httponly=True, samesite="strict", secure=self.secure, path="/")

    def forget(self, answer: Response) -> None:
        """Have the browser bring it no more."""
        answer.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="strict")

    def identify(self, request: Request) -> Unit | None:
        """Return the unit that a request is of, None where it brings no secret, or none that counts.

        Raises HTTPException (429) where too much was asked.
        """
        secret = request.cookies.get(self.cookie, "")
        unit = self._admit(request, secret) if secret else None
        if unit is not None and not self.rates.allow(("page", unit.code), _PAGES):
            raise HTTPException(429)
        return unit

    def _admit(self, request: Request, secret: str) -> Unit | None:
        """Return the unit whose secret this is. Raises HTTPException (429) for one who tries too often."""
        machine = ("wrong", name_machine(request))
        if self.rates.is_used_up(machine, _WRONG):
            raise HTTPException(429)
        unit = self.door.admit(secret)
        if unit is None:
            self.rates.count(machine)
        return unit


def name_machine(request: Request) -> str:
    """Return the address that a request really came from; what it says of itself in a header is not believed."""
    return request.client.host if request.client else ""
