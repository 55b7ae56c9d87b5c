"""Load a folder of definitions: its TOML, CSV and Word files become one Definition.

    lists/*.toml  meetings/*/meeting.toml, aspects.csv, …  choices/*.csv  vocabulary.toml
    cover.toml  campaign.toml  ledger.toml  docket.toml  summary.toml  bulletin/*.docx, fonts.txt, title_words.txt

An author gets every mistake of every file at once: when a file cannot be loaded, the others are still checked, and
their paths into it are accepted.
"""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from toolkit.definition.choices import ASPECTS, ChoiceList, Meeting, Option
from toolkit.definition.definition import Definition
from toolkit.definition.forms import CampaignForm, Cover, DocketForm, LedgerForm
from toolkit.definition.lint.definition import find_mistakes
from toolkit.definition.list_type import ListType
from toolkit.definition.quantity_names import collect_column_kinds, collect_name_kinds
from toolkit.definition.report import SummarySpec
from toolkit.definition.toml_errors import translate_pydantic_error, translate_toml_error
from toolkit.definition.vocabulary import Vocabulary
from toolkit.errors import DefinitionError, Mistake, make_mistake

_SHIPPED = Path(__file__).parents[1] / "_shipped" / "workbook_templates"
_BESIDE = Path(__file__).parents[2] / "workbook_templates"
Model = TypeVar("Model", bound=BaseModel)


def find_shipped_definition() -> Path:
    """Return the folder of the definitions that come with the toolkit."""
    return _SHIPPED if _SHIPPED.is_dir() else _BESIDE


def load_definition(folder: Path | str | None = None) -> Definition:
    """Load a folder of definitions (the shipped one by default).

    The choice list `aspects` is that of the default meeting until a campaign chooses another.
    Raises DefinitionError with every mistake of every file.
    """
    definition, mistakes = load_definition_with_mistakes(Path(folder) if folder else find_shipped_definition())
    if mistakes or definition is None:
        raise DefinitionError(mistakes)
    return definition


def load_definition_with_mistakes(folder: Path) -> tuple[Definition | None, list[Mistake]]:
    """Load what can be loaded and return it with every mistake; None where too much is missing to check the rest."""
    if not folder.is_dir():
        return None, [make_mistake("definition.no_folder", str(folder))]
    loader = _DefinitionLoader(folder)
    definition = loader.load_folder()
    if definition is None:
        return None, loader.mistakes
    loader.mistakes += find_mistakes(definition, frozenset(loader.lost))
    return definition.leave_out_optional(), loader.mistakes


class _DefinitionLoader:
    """Loads one folder; collects `mistakes`, and in `lost` the keys of the files that could not be loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.lost: set[str] = set()

    def load_folder(self) -> Definition | None:
        lists = [self._load_model(path, ListType) for path in sorted(self.folder.glob("lists/*.toml"))]
        choices = [self._load_choice_list(path, path.stem) for path in sorted(self.folder.glob("choices/*.csv"))]
        meetings = [self._load_meeting(path) for path in sorted(self.folder.glob("meetings/*/meeting.toml"))]
        vocabulary = self._load_model(self.folder / "vocabulary.toml", Vocabulary)
        cover = self._load_model(self.folder / "cover.toml", Cover)
        form = self._load_campaign_form(self.folder / "campaign.toml")
        ledger = self._load_model(_find_form(self.folder, "ledger.toml"), LedgerForm)
        docket = self._load_model(_find_form(self.folder, "docket.toml"), DocketForm)
        summary = self._load_model(self.folder / "summary.toml", SummarySpec)
        list_types = sorted(filter(None, lists), key=lambda list_type: (list_type.order, list_type.key))
        known_meetings = sorted(filter(None, meetings), key=lambda meeting: (meeting.order, meeting.key))
        for name, values in (("lists", list_types), ("meetings", known_meetings)):
            if not values:
                self.mistakes.append(make_mistake(f"definition.no_{name}", str(self.folder / name)))
        if not (list_types and known_meetings and vocabulary and cover and form and ledger and docket and summary):
            return None
        choice_lists = {choice_list.key: choice_list for choice_list in choices if choice_list}
        loaded = {*choice_lists, *(list_type.key for list_type in list_types)}
        present = [*self.folder.glob("lists/*.toml"), *self.folder.glob("choices/*.csv")]
        self.lost = {path.stem for path in present} - loaded
        definition = Definition(
            list_types=tuple(list_types),
            choice_lists=choice_lists,
            meetings=tuple(known_meetings),
            vocabulary=vocabulary,
            cover=cover,
            campaign=form,
            ledger=ledger,
            docket=docket,
            summary=summary,
            bulletins=self._load_bulletins(),
            borrows_bulletins=_find_bulletin_folder(self.folder).parent != self.folder,
            fonts=self._read_lines(_find_bulletin_folder(self.folder) / "fonts.txt"),
            title_words=self._read_lines(_find_title_words(self.folder)),
        )
        return self._lend_names(definition).choose_meeting(definition.default_meeting)

    def _lend_names(self, definition: Definition) -> Definition:
        """Return the definition with the names that the shipped templates may use, if those are its templates."""
        if not definition.borrows_bulletins:
            return definition
        shipped = load_definition()
        lent = {"lent_names": collect_name_kinds(shipped), "lent_columns": collect_column_kinds(shipped)}
        return definition.model_copy(update=lent)

    def _load_campaign_form(self, path: Path) -> CampaignForm | None:
        raw = self._load_toml(path)
        return None if raw is None else self._validate_model(path, CampaignForm, _complete_older_form(raw))

    def _load_bulletins(self) -> dict[str, bytes]:
        """Return the Word templates by file name: the author's own, else those that come with the toolkit."""
        templates = sorted(_find_bulletin_folder(self.folder).glob("*.docx"))
        return {path.name: path.read_bytes() for path in templates if not path.name.startswith("~$")}

    def _read_lines(self, path: Path) -> tuple[str, ...]:
        """Return the lines of a file that say something; none where there is no file."""
        try:
            text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        except UnicodeDecodeError:
            self.mistakes.append(make_mistake("definition.encoding", self._format_relative_path(path)))
            return ()
        lines = [line.strip() for line in text.splitlines()]
        return tuple(line for line in lines if line and not line.startswith("#"))

    def _load_meeting(self, path: Path) -> Meeting | None:
        aspects = self._load_choice_list(path.with_name("aspects.csv"), ASPECTS)
        raw = self._load_toml(path)
        if raw is None or aspects is None:
            return None
        files = sorted(file for file in path.parent.glob("*.csv") if file.stem != ASPECTS)
        others = [self._load_choice_list(file, file.stem) for file in files]
        return self._validate_model(path, Meeting, {**raw, "aspects": aspects, "others": tuple(filter(None, others))})

    def _load_model(self, path: Path, model: type[Model]) -> Model | None:
        raw = self._load_toml(path)
        return None if raw is None else self._validate_model(path, model, raw)

    def _load_toml(self, path: Path) -> dict[str, Any] | None:
        text = ""
        try:
            text = path.read_text(encoding="utf-8-sig")
            return tomllib.loads(text)
        except FileNotFoundError:
            self.mistakes.append(make_mistake("definition.no_file", self._format_relative_path(path)))
        except UnicodeDecodeError:
            self.mistakes.append(make_mistake("definition.encoding", self._format_relative_path(path)))
        except tomllib.TOMLDecodeError as error:
            self.mistakes.append(translate_toml_error(self._format_relative_path(path), text, error))
        return None

    def _validate_model(self, path: Path, model: type[Model], raw: dict[str, Any]) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.mistakes += [
                translate_pydantic_error(self._format_relative_path(path), model, raw, details)
                for details in error.errors()
            ]
            return None

    def _load_choice_list(self, path: Path, key: str) -> ChoiceList | None:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.mistakes.append(make_mistake("definition.no_file", self._format_relative_path(path)))
            return None
        except UnicodeDecodeError:
            self.mistakes.append(make_mistake("definition.encoding", self._format_relative_path(path)))
            return None
        rows = list(csv.DictReader(io.StringIO(text)))
        if not rows or "value" not in rows[0]:
            self.mistakes.append(make_mistake("definition.no_values", self._format_relative_path(path)))
            return None
        options = [
            Option(
                value=row["value"].strip(),
                short=(row.get("short") or "").strip(),
                aliases=_split_words(row, "aliases"),
                doubtful=_split_words(row, "doubtful"),
            )
            for row in rows
            if (row["value"] or "").strip()
        ]
        return ChoiceList(key=key, options=tuple(options))

    def _format_relative_path(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else path.name


def _complete_older_form(raw: dict[str, Any]) -> dict[str, Any]:
    """Return a form that an author wrote before there was a table of rounds, with that and what came with it.

    Its settings for the days, which stand in that table now, are read where they stand and not written any more.
    The facts of the meeting, which templates may use, are the shipped ones unless the author says which there are.
    """
    try:
        fields, decisions = raw["settings"]["fields"], raw["decisions"]
        kinds = dict(decisions["kinds"])
    except (KeyError, TypeError, ValueError):
        return raw
    if not isinstance(fields, list):
        return raw
    shipped = tomllib.loads((find_shipped_definition() / "campaign.toml").read_text(encoding="utf-8-sig"))
    if "facts" not in raw["settings"]:
        own = {field.get(name) for field in fields if isinstance(field, dict) for name in ("key", "label")}
        facts = {key: value for key, value in shipped["settings"].items() if key.startswith("facts")}
        facts["facts"] = [fact for fact in facts["facts"] if not own & {fact["key"], fact["label"]}]
        raw = {**raw, "settings": {**raw["settings"], **facts}}
    if "rounds" in raw:
        return raw
    old = {field["key"] for field in shipped["settings"]["old_fields"]}
    settings = {"fields": [field for field in fields if field.get("key") not in old]}
    settings["old_fields"] = [field for field in fields if field.get("key") in old]
    decisions = {**shipped["decisions"], **decisions, "kinds": {**shipped["decisions"]["kinds"], **kinds}}
    own_settings = {**raw["settings"], **settings}
    return {**raw, "settings": own_settings, "rounds": shipped["rounds"], "decisions": decisions}


def _find_form(folder: Path, name: str) -> Path:
    """Return a form that authors need not write: the author's own, else the one that comes with the toolkit."""
    own = folder / name
    return own if own.is_file() else find_shipped_definition() / name


def _find_bulletin_folder(folder: Path) -> Path:
    own = folder / "bulletin"
    return own if own.is_dir() else find_shipped_definition() / "bulletin"


def _find_title_words(folder: Path) -> Path:
    """Return the words of titles: the author's own, else those that come with the toolkit."""
    own = folder / "bulletin" / "title_words.txt"
    return own if own.is_file() else find_shipped_definition() / "bulletin" / "title_words.txt"


def _split_words(row: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (row.get(name) or "").split("、") if part.strip())
