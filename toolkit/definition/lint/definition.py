"""Check a well-formed definition as a whole: every list, and what lists, choices and meetings share."""

from __future__ import annotations

from collections import Counter

from toolkit.definition.choices import ChoiceList
from toolkit.definition.dated_texts import find_wrong_days
from toolkit.definition.definition import Definition
from toolkit.definition.forms import CHOSEN_ANSWERS, CHOSEN_KEYS
from toolkit.definition.lint.derived import find_circles
from toolkit.definition.lint.facts import check_facts
from toolkit.definition.lint.figures import check_counting
from toolkit.definition.lint.lists import PROMPT, ListChecker, get_list_context
from toolkit.definition.lint.pairs import check_pairs
from toolkit.definition.lint.problems import ProblemCollector
from toolkit.definition.lint.sheets import check_sheets, collect_summary_sheets, find_sheet_name_fault
from toolkit.definition.lint.summary import FILE, check_summary
from toolkit.definition.report import MEMBERS, UNITS
from toolkit.definition.targets import TargetFinder
from toolkit.errors import Mistake
from toolkit.messages import say
from toolkit.text import fold, measure_utf16_length


def find_mistakes(definition: Definition, lost: frozenset[str] = frozenset()) -> list[Mistake]:
    """Return every mistake: of what lists share, of each list in order, of the whole, then of the summary.

    `lost` has the keys of lists and choice lists that could not be loaded: paths into them are not checked.
    """
    targets = TargetFinder(definition, lost)
    return [
        *_check_shared_names(targets),
        *_check_lists(targets),
        *_check_whole(targets),
        *check_facts(targets),
        *check_summary(targets),
    ]


def _check_shared_names(targets: TargetFinder) -> list[Mistake]:
    problems = ProblemCollector(targets)
    _check_sheet_names(problems)
    _check_choice_lists(problems)
    _check_meetings(problems)
    _check_chosen_sheet(problems)
    _check_ledger_labels(problems)
    _check_days_of_forms(problems)
    return problems.collect_mistakes()


def _check_lists(targets: TargetFinder) -> list[Mistake]:
    mistakes: list[Mistake] = []
    for list_type in targets.definition.list_types:
        problems = ProblemCollector(targets, *get_list_context(list_type))
        ListChecker(problems, list_type).check_list()
        check_counting(problems, list_type.key)
        check_sheets(problems, list_type.key)
        check_pairs(problems.enter_part("pairs"), list_type)
        mistakes += problems.collect_mistakes()
    return mistakes


def _check_whole(targets: TargetFinder) -> list[Mistake]:
    """Return the mistakes of circular computed columns, and of more than one table for the front page."""
    problems = ProblemCollector(targets)
    known: set[frozenset[tuple[str, str]]] = set()
    for circle in find_circles(targets):
        if frozenset(circle) not in known:
            known.add(frozenset(circle))
            (list_key, path), *_ = circle
            way = say("definition.circle.arrow").join(".".join(list_path) for list_path in circle)
            problems.report_mistake("definition.circle", *_get_context(targets, list_key), path, way=way)
    fronts = [
        (list_key, table.key)
        for list_key in targets.list_keys
        for table in targets.definition.find_countable(list_key).tables
        if table.front
    ]
    for list_key, key in fronts[1:]:
        context = _get_context(targets, list_key)
        problems.report_mistake("definition.two_fronts", *context, "tables", key, first=".".join(fronts[0]))
    return problems.collect_mistakes()


def _get_context(targets: TargetFinder, list_key: str) -> tuple[str, str]:
    definition = targets.definition
    if list_key in (UNITS, MEMBERS):
        return FILE, list_key[1:]
    return get_list_context(definition.find_list_type(list_key.removeprefix("@")))


def _check_sheet_names(problems: ProblemCollector) -> None:
    """Check that sheet names are legal, and that labels and keys of lists are unique."""
    definition = problems.definition
    labels = Counter(
        fold(label) for label in [*(each.label for each in definition.list_types), *_collect_own_sheets(definition)]
    )
    keys = Counter(list_type.key for list_type in definition.list_types)
    for list_type in definition.list_types:
        inner = problems.enter_part(*get_list_context(list_type))
        if labels[fold(list_type.label)] > 1:
            inner.report_mistake("definition.label_twice", label=list_type.label)
        if keys[list_type.key] > 1:
            inner.report_mistake("definition.key_twice", key=list_type.key)
    named: list[tuple[tuple[str, ...], str]] = [(get_list_context(each), each.label) for each in definition.list_types]
    for context, label in (*named, (("cover.toml",), definition.cover.sheet)):
        reason = find_sheet_name_fault(label)
        if reason:
            problems.report_mistake("definition.sheet_name", *context, label=label, reason=reason)


def _collect_own_sheets(definition: Definition) -> tuple[str, ...]:
    """Return the sheets that workbooks have besides lists, rosters and tables."""
    handed_out = (say("sheet.identity"), say("sheet.handbook"), say("sheet.closed"), definition.cover.sheet)
    return (*collect_summary_sheets(), *handed_out)


def _check_choice_lists(problems: ProblemCollector) -> None:
    definition = problems.definition
    files = [(f"choices/{key}.csv", choices) for key, choices in definition.choice_lists.items()]
    files = [(file, choices) for file, choices in files if choices.key not in _find_meeting_keys(definition)]
    for meeting in definition.meetings:
        files += [(f"meetings/{meeting.key}/{each.key}.csv", each) for each in (meeting.aspects, *meeting.others)]
    for file, choices in files:
        if not choices.options and choices.key not in definition.optional_choices:
            problems.report_mistake("definition.no_values", file)
        _check_options(problems.enter_part(file), choices)


def _find_meeting_keys(definition: Definition) -> frozenset[str]:
    """Return the keys of the choice lists that come with a meeting."""
    return frozenset(each.key for meeting in definition.meetings for each in (meeting.aspects, *meeting.others))


def _check_options(problems: ProblemCollector, choices: ChoiceList) -> None:
    """Check that values are unique and not too long, and that no two values share a spelling."""
    counts = Counter(option.value for option in choices.options)
    owners = {fold(option.value): option.value for option in choices.options}
    for value, count in counts.items():
        if count > 1:
            problems.report_mistake("definition.label_twice", label=value)
        if measure_utf16_length(value) > PROMPT:
            problems.report_mistake("definition.too_long", what=value[:20], limit=PROMPT)
    for option in choices.options:
        for name in filter(None, (option.short, *option.aliases, *option.doubtful)):
            owner = owners.setdefault(fold(name), option.value)
            if owner != option.value:
                problems.report_mistake("definition.alias_clash", alias=name, one=owner, other=option.value)


def _check_days_of_forms(problems: ProblemCollector) -> None:
    cover = problems.definition.cover
    for label, text in (*((field.label, field.help) for field in cover.fields), (cover.nil.label, cover.nil.help)):
        for wrong in find_wrong_days(text):
            problems.report_mistake("definition.day", "cover.toml", label, "help", text=wrong)
    settings = problems.definition.campaign.settings
    for column in (*settings.fields, *(fact.column for fact in settings.facts)):
        for wrong in find_wrong_days(column.help):
            problems.report_mistake("definition.day", "campaign.toml", column.label, "help", text=wrong)


def _check_chosen_sheet(problems: ProblemCollector) -> None:
    """Check that the ledger's sheet of chosen texts has the columns that the program writes and reads."""
    form = problems.definition.ledger.chosen
    keys = [column.key for column in form.columns] if form else list(CHOSEN_KEYS)
    for key in CHOSEN_KEYS:
        if key not in keys:
            problems.report_mistake("definition.chosen_column", "ledger.toml", "chosen", key=key)
    for column in form.columns if form else ():
        if column.key in CHOSEN_ANSWERS and column.later != "office":
            problems.report_mistake("definition.chosen_office", "ledger.toml", "chosen", label=column.label)


def _check_ledger_labels(problems: ProblemCollector) -> None:
    """Check that no two sheets of the ledger have one name: no program writes or opens such a workbook."""
    labels = Counter(fold(form.label) for form in problems.definition.ledger.sheets.values())
    for name, form in problems.definition.ledger.sheets.items():
        if labels.pop(fold(form.label), 0) > 1:
            problems.report_mistake("definition.ledger_label", "ledger.toml", name, label=form.label)


def _check_meetings(problems: ProblemCollector) -> None:
    keys = Counter(meeting.key for meeting in problems.definition.meetings)
    for key, count in keys.items():
        if count > 1:
            problems.report_mistake("definition.key_twice", f"meetings/{key}", key=key)
    if sum(meeting.default for meeting in problems.definition.meetings) > 1:
        problems.report_mistake("definition.two_defaults", "meetings/")
