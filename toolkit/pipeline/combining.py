"""Add what several campaigns counted: each is merged by itself, and only its sums are read here, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.errors import FolderError, make_mistake
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.summary import Part, PartError, add_parts, load_part

# The sums of a merge, in the folder of files for programs.
PART_FILE = "part.json"


def combine_rounds(rounds: Mapping[str, Path]) -> Part:
    """Return the sums of several merged rounds, by the place that each is from (any name) and its folder, 第1期.

    Memory does not grow with the returns behind the sums. Raises FolderError where a round was not merged with
    `--parquet`, or its sums cannot be read or added: figures of one name must be counted by one definition.
    """
    try:
        return add_parts(_read_parts(rounds))
    except ValueError as error:
        raise FolderError(make_mistake("combine.unlike", PART_FILE, why=str(error))) from error


def _read_parts(rounds: Mapping[str, Path]) -> Iterator[Part]:
    for place, folder in rounds.items():
        path = folder / say("folder.results") / say("folder.exports") / PART_FILE
        if not path.is_file():
            raise FolderError(make_mistake("combine.missing", str(path)))
        try:
            yield load_part(read_file(path)).place_units(place)
        except PartError as error:
            raise FolderError(make_mistake("combine.unread", str(path))) from error
