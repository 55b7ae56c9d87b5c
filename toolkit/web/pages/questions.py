"""待认定: what the operator has to decide about files, headings, sheets and explained doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.deferred_imports import DeferredModule
from toolkit.web import work
from toolkit.web.pages.base import Page

if TYPE_CHECKING:
    from toolkit import pipeline
else:
    pipeline = DeferredModule("toolkit.pipeline")

_MOST = 100  # questions on a page; the others come when these are answered
_FIELDS = ("kind", "found", "decision", "group")


def list_question_routes(page: Page) -> list[Route]:
    """Return the routes of this page."""

    def questions(request: Request) -> Response:
        return page.show_running(request, "questions.html", "questions", _build_facts)

    async def decide(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=_MOST * 8)
        decisions = list(_read_decisions(form))
        if not decisions:
            return RedirectResponse("/questions", status_code=303)
        return page.begin("decide", "check", partial(work.decide, page.desk, decisions), "/questions")

    return [Route("/questions", questions, methods=["GET"]), Route("/questions", decide, methods=["POST"])]


def _build_facts(collected: pipeline.CollectedRound) -> dict[str, Any]:
    questions = pipeline.collect_questions(collected)
    label = collected.workspace.campaign.definition.campaign.decisions.label
    return {"questions": questions[:_MOST], "label": label, "total": len(questions)}


def _read_decisions(form: FormData) -> Iterator[Mapping[str, str]]:
    """Yield what was chosen; an answer to a whole group is one to each of it that has none of its own."""
    numbers = [name.removeprefix("kind-") for name in form if name.startswith("kind-")]
    given = {
        number: {field: str(form.get(f"{field}-{number}") or "") for field in _FIELDS} | {"text": _read(form, number)}
        for number in numbers
    }
    for_all = {
        each["group"]: each["text"]
        for number, each in given.items()
        if each["group"] and each["text"] and f"every-{number}" in form
    }
    for number, each in given.items():
        text = each["text"] or for_all.get(each["group"], "")
        if text and f"every-{number}" not in form:
            yield {**each, "text": text}


def _read(form: FormData, number: str) -> str:
    return str(form.get(f"answer-{number}") or "").strip()
