"""Write the bulletins of a round from their templates: what a worker does, or whoever has no worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.bulletin.charts import draw_charts
from toolkit.bulletin.fonts import find_usable_font
from toolkit.bulletin.job import BulletinJob, WrittenBulletins
from toolkit.bulletin.template import BulletinTemplate, open_template
from toolkit.errors import DefinitionError, Mistake
from toolkit.messages import say

if TYPE_CHECKING:
    from toolkit.definition import NameKind

# A round has two or three, which are opened to be proofread, filled in and unrolled.
_OPENED = 8


def write_bulletins(job: BulletinJob) -> WrittenBulletins:
    """Fill in the templates; one with mistakes gives no document, and stops no other."""
    templates, mistakes = _open_templates(job.templates, job.names, job.columns)
    drawn = draw_charts(job.charts, job.fonts) if templates else {}
    pictures = {name: drawn.get(name) for name in job.pictures} if templates else {}
    documents: dict[str, bytes] = {}
    for file, template in templates.items():
        try:
            documents[file] = template.render(job.values, pictures, day=job.day, words=job.words)
        except DefinitionError as error:
            mistakes += error.mistakes
    return WrittenBulletins(documents=documents, mistakes=tuple(mistakes))


def prepare_templates(
    templates: Mapping[str, bytes],
    names: Mapping[str, NameKind | None],
    columns: Mapping[str, Mapping[str, NameKind | None]],
    fonts: Sequence[str],
) -> None:
    """Open and proofread the templates and look for the fonts, which needs no figures: done again, it takes less."""
    _open_templates(templates, names, columns)
    with suppress(Exception):  # said where a chart is drawn
        find_usable_font(fonts, [say("bulletin.digits")])


def proofread_templates(
    templates: Mapping[str, bytes],
    names: Mapping[str, NameKind | None],
    columns: Mapping[str, Mapping[str, NameKind | None]],
) -> list[Mistake]:
    """Return the mistakes of all templates: names that nothing fills in, broken conditions."""
    return _open_templates(templates, names, columns)[1]


def _open_templates(
    templates: Mapping[str, bytes],
    names: Mapping[str, NameKind | None],
    columns: Mapping[str, Mapping[str, NameKind | None]],
) -> tuple[dict[str, BulletinTemplate], list[Mistake]]:
    """Return the templates without mistakes by file name, and the mistakes of the others."""
    opened: dict[str, BulletinTemplate] = {}
    mistakes: list[Mistake] = []
    for file, content in templates.items():
        try:
            template = reopen_template(file, content)
            template.check(names, columns)
            opened[file] = template
        except DefinitionError as error:
            mistakes += error.mistakes
    return opened, mistakes


@lru_cache(maxsize=_OPENED)
def reopen_template(file: str, content: bytes) -> BulletinTemplate:
    """Return a template by the name of its file, opened once. Raises DefinitionError for anything but Word."""
    return open_template(content, file=f"bulletin/{file}")
