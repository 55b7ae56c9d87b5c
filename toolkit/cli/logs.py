"""What libraries log goes nowhere: it quotes what they work on."""

from __future__ import annotations

import logging

_NOWHERE = logging.NullHandler()


def quiet_logging() -> None:
    """Let libraries log nowhere, unless somebody has set up a place for it; else Python prints it as an error."""
    logging.getLogger().addHandler(_NOWHERE)
