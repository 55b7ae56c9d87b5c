"""A second real office program: what it fills in is read, and what it reckons is what we say."""

import datetime as dt
import re
import shutil
import warnings

import openpyxl
import pytest

from tests.awkward import write_odd_campaign
from tests.conftest import ROOT, issued, write_campaign
from tests.damage.filled import DUTY, MEMBERS, PROBLEM, RECTIFICATION, UNITS
from tests.office.onlyoffice import run_onlyoffice
from tests.summary.live import differences, plain, recalculated, stored
from tests.template.test_office import CASES, COVER, GOOD_DUTY, LISTS
from toolkit.definition import load_definition
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.ooxml import Package, PackageSheets
from toolkit.pipeline import collect, distribute, open_workspace

pytestmark = [pytest.mark.office, pytest.mark.usefixtures("onlyoffice")]

OPINION = {
    "way": ["意见箱", "座谈访谈", "意见箱"],
    "audience": ["干部群众", "服务对象", "干部群众"],
    "from_unit": ["市公安局", None, "市公安局"],
    "target": ["领导班子", "班子成员", "班子成员"],
    "name": [None, "苏敏", None],  # the name is missing
    "original": ["会议多、文件多", "=到一线少了", "+007 号来信所提的问题"],
    "summary": ["会多文多", "调研不够", None],
    "handling": ["转为问题", "说明解释", "转为问题"],
    "problem_number": ["WT-001", None, "WT-099"],  # no such problem
}
TALK = {
    "talker": ["苏敏", "任重远、白露"],
    "partner": ["白露", "雷振宇"],
    "talk_type": ["成员之间", "随便谈谈"],  # no such type
    "date": [dt.date(2022, 1, 10), dt.date(2022, 1, 11)],
    "place": ["003", "1-2"],
    "content": ["谈心谈话的主要内容一", "谈心谈话的主要内容二"],
}
TYPED = {"duty": DUTY, "problem": PROBLEM, "rectification": RECTIFICATION, "opinion": OPINION, "talk": TALK}
# List, column and row of each further fault, counted from the first record.
WRONG = {
    ("problem", "category", 1): "马上改",
    ("rectification", "deadline", 1): "2022年2月30日",
    ("rectification", "problem_number", 2): "WT-088",
    ("rectification", "finish_date", 0): "",
    ("talk", "date", 1): "2022-06-30",
}
# Rule, heading and row of every fault that is then found.
FOUND = {
    ("one_of", "整改类别", 1),
    ("referenced", "问题编号", 2),  # no measure has it any more
    ("readable", "整改时限", 1),
    ("reference", "问题编号", 2),
    ("required_if", "实际完成时间", 0),
    ("required_if", "姓名", 2),
    ("reference", "关联问题编号", 2),
    ("one_of", "谈话类型", 1),
    ("compare", "谈话日期", 1),
}
DEFINITION = load_definition()
HINT = "B"  # the column of the hints


def typed_cells(list_key):
    """Return what the clerk types into a list, as texts by row from 0 and column key."""
    cells = {
        (row, key): value.isoformat() if isinstance(value, dt.date) else str(value)
        for key, values in TYPED[list_key].items()
        for row, value in enumerate(values)
        if value is not None
    }
    return cells | {(row, key): text for (name, key, row), text in WRONG.items() if name == list_key}


def typing(list_key, cells):
    """Return the step that types cells into a list's sheet."""
    list_type = DEFINITION.find_list_type(list_key).select_issued_columns(later=False)
    letters = {key: chr(65 + place) for key, place in ListLayout(list_type=list_type).positions.items()}
    return ["type", list_type.label, {f"{letters[key]}{FIRST_ROW + row}": text for (row, key), text in cells.items()}]


def values_of(path):
    """Return every value that a workbook stores."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library does not know: drawings, newer kinds of rules
        book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: {cell.coordinate: plain(cell.value) for row in sheet for cell in row} for sheet in book}


def forgetful(content, sheets):
    """Return a workbook in which the formulas of some sheets have no stored values: whoever shows one reckoned it."""
    package = Package(content)
    for sheet, part in PackageSheets(package).parts.items():
        if sheet in sheets:
            package.put_part(part, re.sub(rb"(</f>|<f [^<>]*/>)<v>[^<]*</v>", rb"\1", package.read_part(part)))
    return package.build_bytes()


@pytest.fixture(scope="module")
def definition_of_few_rows(tmp_path_factory):
    """The standard definition with few prepared rows: after every cell typed in, the engine reckons all hints anew."""
    own = shutil.copytree(ROOT / "workbook_templates", tmp_path_factory.mktemp("定义") / "少行")
    for path in own.glob("lists/*.toml"):
        path.write_text(re.sub(r"(?m)^rows = \d+", "rows = 20", path.read_text("utf-8")), "utf-8")
    return str(own)


def handed_out(folder, members, definition):
    """Return a campaign of all lists of the standard definition, handed out."""
    settings = {"lists": "、".join(DEFINITION.find_list_type(key).label for key in TYPED), "definition": definition}
    write_campaign(folder, units=UNITS, members=members, settings=settings, definition=definition)
    workspace = open_workspace(folder)
    distribute(workspace)
    return workspace


@pytest.fixture(scope="module")
def campaign(definition_of_few_rows, tmp_path_factory):
    return handed_out(tmp_path_factory.mktemp("报回") / "小城", MEMBERS, definition_of_few_rows)


@pytest.fixture(scope="module")
def returned(campaign, tmp_path_factory):
    """The first unit's workbook, filled in and saved in three formats: the files of each return by ending."""
    folder = tmp_path_factory.mktemp("保存")
    books = {ending: [folder / f"三类清单{ending}"] for ending in (".xlsx", ".ods")}
    texts = {key: folder / f"{DEFINITION.find_list_type(key).label}.csv" for key in TYPED}
    steps = [typing(key, typed_cells(key)) for key in TYPED]
    steps += [["type", COVER, {"B4": "周一"}], *(["save", path] for [path] in books.values())]
    for key, path in texts.items():
        steps += [["activate", DEFINITION.find_list_type(key).label], ["save", path]]
    run_onlyoffice([{"open": issued(campaign, "01"), "steps": steps}], folder)
    return {**books, ".csv": list(texts.values())}


@pytest.fixture(scope="module", params=[".xlsx", ".ods", ".csv"])
def read(request, campaign, returned):
    """The round with one of the returns."""
    for old in campaign.folders.returned.iterdir():
        old.unlink()
    for path in returned[request.param]:
        shutil.copy(path, campaign.folders.returned)
    return collect(campaign)


@pytest.mark.parametrize("list_key", TYPED)
def test_every_cell_typed_in__is_read_as_it_was_typed(read, list_key):
    table = read.batch.tables[list_key]
    found = {(row, key): text for key in TYPED[list_key] for row, text in enumerate(table.written[key]) if text}
    assert set(table.origin["unit"]) == {"01"}
    assert found == {place: text for place, text in typed_cells(list_key).items() if text}


def test_every_fault_typed_in__is_found_and_nothing_else(read):
    errors = read.findings.query("severity == 'error'")
    found = set(zip(errors["rule"], errors["column"], errors["row"] - FIRST_ROW, strict=True))
    assert found == FOUND


@pytest.fixture(scope="module")
def hints(definition_of_few_rows, tmp_path_factory):
    """Every case of the hints in a row of its own, filled in by the engine: the file that it saved."""
    folder = tmp_path_factory.mktemp("提示")
    members = [{"unit": "01", "name": "苏敏", "post": "局长"}]
    workspace = handed_out(folder / "小城", members, definition_of_few_rows)
    used, typed = dict.fromkeys(LISTS, 0), {sheet: {} for sheet in LISTS}
    for sheet, changes, _ in CASES:
        for column, text in (LISTS[sheet] | changes).items():
            assert column != HINT
            typed[sheet][f"{column}{FIRST_ROW + used[sheet]}"] = text
        used[sheet] += 1
    typed["岗位职责清单"] = {f"{column}{FIRST_ROW}": text for column, text in GOOD_DUTY.items()}
    steps = [["type", sheet, cells] for sheet, cells in typed.items()]
    run_onlyoffice([{"open": issued(workspace, "01"), "steps": [*steps, ["save", folder / "已填.xlsx"]]}], folder)
    return folder / "已填.xlsx"


def test_hints_that_the_engine_shows__are_those_of_the_other_office_program(hints, office, tmp_path):
    theirs = recalculated(office, tmp_path, hints.read_bytes())
    mine = values_of(hints)
    shown = [text for sheet in LISTS for at, text in mine[sheet].items() if re.fullmatch(rf"{HINT}\d+", at)]
    faulty = [text for text in shown if str(text).startswith("×")]
    assert len(faulty) > len(CASES) / 2
    assert differences({sheet: {at: mine[sheet][at] for at in cells} for sheet, cells in theirs.items()}, theirs) == []


def test_workbook_handed_out__shows_what_the_engine_reckons_whatever_its_names(tmp_path):
    content = issued(write_odd_campaign(tmp_path), "01").read_bytes()
    mine = stored(content)
    assert differences(mine, reckoned(forgetful(content, mine), tmp_path)) == []


def test_every_formula_of_the_summary__has_the_value_that_the_engine_reckons(city_summary, tmp_path):
    mine = stored(city_summary)
    assert sum(map(len, mine.values())) > 20_000
    # The engine reckons every formula once, sheet by sheet: only the front sheet needs no value of a later one.
    assert differences(mine, reckoned(forgetful(city_summary, {"汇总首页"}), tmp_path)) == []


def reckoned(content, folder):
    """Return what the engine reckons for a workbook."""
    given, got = folder / "给.xlsx", folder / "算好.xlsx"
    given.write_bytes(content)
    run_onlyoffice([{"open": given, "steps": [["recalculate"], ["save", got]]}], folder)
    return values_of(got)
