"""What a connection may take: nobody keeps the door by opening many, or by saying what he wants letter by letter."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

from toolkit.web.protocol import GuardedProtocol

# Connections at once, of one machine and of all; seconds in which a request must have come up to its body.
MOST_OF_ONE, MOST_OF_ALL = 64, 600
PATIENCE = 15.0


class DoorProtocol(GuardedProtocol):
    """HTTP as usual, but a connection that is one too many is closed at once, and one that says nothing after a while.

    Offices may reach the door through one address, so a machine may have many; whoever has more waits for his own.
    """

    _of_machine: ClassVar[Counter[str]] = Counter()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._timer: asyncio.TimerHandle | None = None
        self._counted = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or close it."""
        super().connection_made(transport)
        self._counted = self.client[0] if self.client else "?"
        self._of_machine[self._counted] += 1
        if self._of_machine[self._counted] > MOST_OF_ONE or len(self.connections) > MOST_OF_ALL:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._of_machine[self._counted] -= 1
        if self._of_machine[self._counted] <= 0:
            del self._of_machine[self._counted]
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that has begun has its own limits."""
        super().data_received(data)
        at_work = self.cycle is not None and not self.cycle.response_complete
        if at_work:
            self._stop_waiting()
        elif self._timer is None:
            self._wait()

    def on_response_complete(self) -> None:
        """Go on to the next request, which must come in time, too."""
        super().on_response_complete()
        self._stop_waiting()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(PATIENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.transport.abort()
