"""Templates, filled in: everything that is put into them is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from toolkit.messages import say

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


class Renderer:
    """Fills templates in; `say` gives them their sentences."""

    def __init__(self, **shared: Any) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"say": say, **shared}

    def render(self, template: str, facts: Mapping[str, Any] | None = None, *, status: int = 200) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self._environment.get_template(template).render(facts or {}), status_code=status)
