"""The pages, one file each. A page gives its routes; what all pages show stands in `base`."""

from collections.abc import Callable

from starlette.routing import Route

from toolkit.web.pages.base import Page
from toolkit.web.pages.job import list_job_routes
from toolkit.web.pages.overview import list_overview_routes

PAGES: tuple[Callable[[Page], list[Route]], ...] = (list_overview_routes, list_job_routes)

__all__ = ["PAGES", "Page"]
