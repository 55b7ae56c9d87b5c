"""Read an author's folder: TOML and CSV files come in, one frozen Definition or every mistake at once goes out."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from toolkit.definition.check import find_mistakes
from toolkit.definition.counting import SummarySpec
from toolkit.definition.model import Definition, ListType
from toolkit.definition.translate import pydantic_mistake, toml_mistake
from toolkit.definition.words import ASPECTS, CampaignForm, ChoiceList, Cover, Meeting, Option, Vocabulary
from toolkit.errors import DefinitionError, Mistake, mistake

_SHIPPED = Path(__file__).parents[1] / "_shipped" / "workbook_templates"
_BESIDE = Path(__file__).parents[2] / "workbook_templates"
Model = TypeVar("Model", bound=BaseModel)


def shipped_definition() -> Path:
    """Return the folder of the definitions that come with the toolkit."""
    return _SHIPPED if _SHIPPED.is_dir() else _BESIDE


def load_definition(folder: Path | None = None) -> Definition:
    """Load a folder of definitions (the shipped one by default).

    The choice list `aspects` is that of the default meeting until a campaign chooses another.
    Raises DefinitionError with every mistake of every file.
    """
    definition, mistakes = read_definition(folder or shipped_definition())
    if mistakes or definition is None:
        raise DefinitionError(mistakes)
    return definition


def read_definition(folder: Path) -> tuple[Definition | None, list[Mistake]]:
    """Load what can be loaded and return it with every mistake; None where parts are missing."""
    if not folder.is_dir():
        return None, [mistake("definition.no_folder", str(folder))]
    loader = _Loader(folder)
    definition = loader.load()
    if definition is not None:
        loader.mistakes += find_mistakes(definition, frozenset(loader.lost))
    return definition, loader.mistakes


class _Loader:
    """Reads one folder, gathering mistakes on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.lost: set[str] = set()

    def load(self) -> Definition | None:
        lists = [self._model(path, ListType) for path in sorted(self.folder.glob("lists/*.toml"))]
        choices = [self._choices(path, path.stem) for path in sorted(self.folder.glob("choices/*.csv"))]
        meetings = [self._meeting(path) for path in sorted(self.folder.glob("meetings/*/meeting.toml"))]
        vocabulary = self._model(self.folder / "vocabulary.toml", Vocabulary)
        cover = self._model(self.folder / "cover.toml", Cover)
        form = self._model(self.folder / "campaign.toml", CampaignForm)
        summary = self._model(self.folder / "summary.toml", SummarySpec)
        list_types = sorted((one for one in lists if one), key=lambda one: (one.order, one.key))
        gathered = sorted((one for one in meetings if one), key=lambda one: (one.order, one.key))
        for what, found in (("lists", list_types), ("meetings", gathered)):
            if not found:
                self.mistakes.append(mistake(f"definition.no_{what}", str(self.folder / what)))
        if not (list_types and gathered and vocabulary and cover and form and summary):
            return None
        choice_lists = {one.key: one for one in choices if one}
        loaded = {*choice_lists, *(one.key for one in list_types)}
        present = [*self.folder.glob("lists/*.toml"), *self.folder.glob("choices/*.csv")]
        self.lost = {path.stem for path in present} - loaded
        definition = Definition(
            list_types=tuple(list_types),
            choice_lists=choice_lists,
            meetings=tuple(gathered),
            vocabulary=vocabulary,
            cover=cover,
            campaign=form,
            summary=summary,
            bulletins=self._bulletins(),
            fonts=self._fonts(),
        )
        return definition.with_choices(definition.default_meeting.aspects)

    def _bulletins(self) -> dict[str, bytes]:
        """Return the Word templates; those that come with the toolkit where the author has none of his own."""
        found = sorted(_bulletin_folder(self.folder).glob("*.docx"))
        return {path.name: path.read_bytes() for path in found if not path.name.startswith("~$")}

    def _fonts(self) -> tuple[str, ...]:
        path = _bulletin_folder(self.folder) / "fonts.txt"
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        lines = [line.strip() for line in text.splitlines()]
        return tuple(line for line in lines if line and not line.startswith("#"))

    def _meeting(self, path: Path) -> Meeting | None:
        aspects = self._choices(path.with_name("aspects.csv"), ASPECTS)
        raw = self._toml(path)
        if raw is None or aspects is None:
            return None
        return self._validated(path, Meeting, {**raw, "aspects": aspects})

    def _model(self, path: Path, model: type[Model]) -> Model | None:
        raw = self._toml(path)
        return None if raw is None else self._validated(path, model, raw)

    def _toml(self, path: Path) -> dict[str, Any] | None:
        text = ""
        try:
            text = path.read_text(encoding="utf-8-sig")
            return tomllib.loads(text)
        except FileNotFoundError:
            self.mistakes.append(mistake("definition.no_file", self._name(path)))
        except UnicodeDecodeError:
            self.mistakes.append(mistake("definition.encoding", self._name(path)))
        except tomllib.TOMLDecodeError as error:
            self.mistakes.append(toml_mistake(self._name(path), text, error))
        return None

    def _validated(self, path: Path, model: type[Model], raw: dict[str, Any]) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.mistakes += [pydantic_mistake(self._name(path), model, raw, one) for one in error.errors()]
            return None

    def _choices(self, path: Path, key: str) -> ChoiceList | None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.mistakes.append(mistake("definition.no_file", self._name(path)))
            return None
        except UnicodeDecodeError:
            self.mistakes.append(mistake("definition.encoding", self._name(path)))
            return None
        rows = list(csv.DictReader(io.StringIO(text)))
        if not rows or "value" not in rows[0]:
            self.mistakes.append(mistake("definition.no_values", self._name(path)))
            return None
        options = [
            Option(value=row["value"].strip(), short=(row.get("short") or "").strip(), aliases=_aliases(row))
            for row in rows
            if (row["value"] or "").strip()
        ]
        return ChoiceList(key=key, options=tuple(options))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _bulletin_folder(folder: Path) -> Path:
    own = folder / "bulletin"
    return own if own.is_dir() else shipped_definition() / "bulletin"


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in (row.get("aliases") or "").split("、") if part.strip())
