"""The pages, one file each. A page gives its routes; what all pages show stands in `base`."""

from collections.abc import Callable

from starlette.routing import Route

from toolkit.web.pages.base import Page
from toolkit.web.pages.files import list_file_routes
from toolkit.web.pages.intake import list_intake_routes
from toolkit.web.pages.issue import list_issue_routes
from toolkit.web.pages.job import list_job_routes
from toolkit.web.pages.links import list_link_routes
from toolkit.web.pages.log import list_log_routes
from toolkit.web.pages.overview import list_overview_routes
from toolkit.web.pages.plan import list_plan_routes
from toolkit.web.pages.questions import list_question_routes
from toolkit.web.pages.results import list_result_routes
from toolkit.web.pages.reviews import list_review_routes
from toolkit.web.pages.rounds import list_round_routes
from toolkit.web.pages.units import list_unit_routes

PAGES: tuple[Callable[[Page], list[Route]], ...] = (
    list_overview_routes,
    list_intake_routes,
    list_unit_routes,
    list_question_routes,
    list_review_routes,
    list_issue_routes,
    list_result_routes,
    list_round_routes,
    list_plan_routes,
    list_link_routes,
    list_log_routes,
    list_file_routes,
    list_job_routes,
)

__all__ = ["PAGES", "Page"]
