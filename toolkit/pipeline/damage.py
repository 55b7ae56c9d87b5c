"""Write a training course: one filled workbook, damaged in every chosen way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from toolkit.damage import (
    KINDS,
    Course,
    Kind,
    Subject,
    make_course,
)
from toolkit.definition import load_definition
from toolkit.errors import (
    Mistake,
    OperatorError,
    make_mistake,
)
from toolkit.formats import UnreadableError, open_workbook
from toolkit.pipeline.files import read_file
from toolkit.pipeline.start import stop_at_full_folder
from toolkit.pipeline.stores import open_store
from toolkit.reading import read_sections
from toolkit.storage import Changes
from toolkit.text import find_nearest


def damage_workbook(  # noqa: PLR0913 - a parameter is an option of the command
    subject: Subject,
    folder: Path,
    *,
    kinds: Iterable[str] | None = None,
    seed: int = 0,
    mixed: int = 0,
    share: bool = False,
) -> Course:
    """Write a folder per kind of damage (every kind where `kinds` is None), `mixed` of mixed kinds, and an overview.

    The same workbook, kinds and seed give the same files, except the encrypted one. Raises OperatorError for unknown
    kinds and for a folder that is not empty.
    """
    chosen = _choose_kinds(tuple(KINDS if kinds is None else kinds))
    stop_at_full_folder(folder)
    course = make_course(subject, chosen, seed=seed, mixed=mixed)
    changes = Changes()
    changes.write_all({folder / name: content for name, content in course.build_files().items()}, essential=True)
    # A course has a folder of returns, too, which here is a result.
    replace(open_store(folder, shared=share), untouched="").apply(changes, "damage")
    return course


def read_subject(source: Path, definition: Path | None = None) -> Subject:
    """Read the workbook to be damaged. Raises OperatorError where it is no xlsx with a list of the definition."""
    own, content = load_definition(definition), read_file(source)
    try:
        opened = open_workbook(content)
    except UnreadableError as error:
        raise OperatorError(make_mistake("damage.not_xlsx", str(source))) from error
    if opened.format != "xlsx":
        raise OperatorError(make_mistake("damage.not_xlsx", str(source)))
    sections = read_sections(opened, own)
    if not sections:
        raise OperatorError(make_mistake("damage.no_list", str(source)))
    return Subject(name=source.name, content=content, sections=sections, definition=own)


def _choose_kinds(keys: tuple[str, ...]) -> tuple[Kind, ...]:
    unknown = [key for key in keys if key not in KINDS]
    if unknown:
        raise OperatorError([_make_kind_mistake(key) for key in unknown])
    return tuple(kind for kind in KINDS.values() if kind.key in keys)


def _make_kind_mistake(key: str) -> Mistake:
    return make_mistake("damage.unknown_kind", key, key=key, nearest=find_nearest(key, KINDS) or "")
