"""What the tests share: the shipped definition, the example city, small campaigns, and a real office program."""

import gc
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.effects import forbid_network
from tests.laws import load_profile
from tests.office.onlyoffice import find_missing_onlyoffice
from tests.office.session import OfficeSession, find_missing_office
from tests.office.validator import find_missing_validator
from tests.ways import TableOfWays
from toolkit.bulletin import use_bulletin_executor
from toolkit.cli import progress
from toolkit.definition import load_definition
from toolkit.execution import InlineExecutor
from toolkit.formats import use_executor
from toolkit.pipeline import (
    collect,
    copy_example,
    distribute,
    init,
    merge,
    open_workspace,
    write_merge,
)
from toolkit.pipeline.sendback import annotate_returns

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser):
    parser.addoption("--ways", action="store_true", help="run nothing; print the tests of each of the ways")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    if config.getoption("--ways"):
        config.option.numprocesses = 0  # only a process that collects everything knows every mark


def pytest_configure(config):
    load_profile()
    forbid_network()
    progress.PATIENCE = 3600.0  # what a command says must not depend on how fast the machine is
    if config.getoption("--ways"):
        config.pluginmanager.register(TableOfWays())


@pytest.hookimpl(tryfirst=True)  # before xdist asks for the groups
def pytest_collection_modifyitems(items):
    """Name the group of each test: with `--dist loadgroup` a group runs in one process, and makes its fixtures once.

    Tests of the example city are one group, those of a real office program another, all others go file by file.
    """
    for item in items:
        shared = [name for name in ("collected", "office") if name in item.fixturenames]
        item.add_marker(pytest.mark.xdist_group(shared[0] if shared else item.path.stem))


# Where files are opened in worker processes, as in real runs; all other tests open them in their own process, for
# their bytes are known, and starting workers for each would take as long as the tests.
_APART = {"execution", "hostile", "cli", "test_bad_input"}


@pytest.fixture(autouse=True)
def _opened_inline(request):
    if not _APART.isdisjoint((request.path.parent.name, request.path.stem)):
        yield
        return
    with use_executor(InlineExecutor()):
        yield


@pytest.fixture(scope="session", autouse=True)
def _bulletins_inline():
    """Write bulletins in the tests' own process; `bulletin/test_apart.py` has a worker write them."""
    with use_bulletin_executor(InlineExecutor()):
        yield


@pytest.fixture(scope="session")
def definition():
    return load_definition()


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """The example city in a folder with Chinese and blanks in its path, not yet handed out."""
    return copy_example(tmp_path_factory.mktemp("演示 文件夹") / "青岚市 2021")


@pytest.fixture(scope="session")
def collected(city):
    workspace = open_workspace(city)
    return collect(workspace, today=workspace.campaign.as_of)


@pytest.fixture(scope="session")
def merged(collected):
    """The example city summed up."""
    return merge(collected)


@pytest.fixture(scope="session")
def city_summary(merged):
    """The bytes of the example city's 三类清单汇总.xlsx."""
    return write_merge(merged).paths[0].read_bytes()


@pytest.fixture(scope="session")
def city_copies(collected):
    """What goes back to the units of the example city: their annotated copies."""
    return annotate_returns(collected)


FIRST_ROUND = {"number": 1, "issue_date": "2022-01-25", "due_date": "2022-03-28", "as_of": "2022-03-31"}
DAYS = ("issue_date", "due_date", "as_of")


def write_campaign(folder, *, units, members=(), settings=None, definition=None, rounds=None):
    """Make a campaign as an operator would: init, then fill in the workbook.

    Days among the settings are those of the first round. `rounds` are the rows of 期次, if there are others; each lacks
    only what differs from the first round, in progress.
    """
    own = load_definition(definition)
    path = init(folder, definition=definition)
    workbook = openpyxl.load_workbook(path)
    form = own.campaign
    settings = settings or {}
    values = {
        "meeting": own.default_meeting.label,
        "lead": "市委办公室",
        "meeting_date": "2022-01-20",
        **settings,
    }
    for row, field in enumerate(form.settings.fields, 3):
        workbook[form.settings.label].cell(row, 2).value = values.get(field.key)
    first = FIRST_ROUND | {"state": form.rounds.states["running"]} | {k: settings[k] for k in DAYS if k in settings}
    tables = [(form.rounds, [first | row for row in rounds or [{}]]), (form.units, units), (form.members, members)]
    for sheet, rows in tables:
        for number in range(2):
            for place in range(1, len(sheet.columns) + 1):
                workbook[sheet.label].cell(number + 3, place).value = None
        for number, row in enumerate(rows, 3):
            for place, column in enumerate(sheet.columns, 1):
                workbook[sheet.label].cell(number, place).value = row.get(column.key)
    workbook.save(path)
    return folder


@pytest.fixture(scope="session")
def small_as_issued(tmp_path_factory):
    """The folder of a campaign of two units with their members, handed out; nobody writes to it."""
    folder = write_campaign(
        tmp_path_factory.mktemp("下发") / "小城",
        units=[
            {"code": "01", "name": "市教育局", "aliases": "教育局", "lead": "是"},
            {"code": "02", "name": "市公安局", "aliases": "公安局"},
        ],
        members=[
            {"unit": "市教育局", "name": "苏敏", "post": "局长"},
            {"unit": "01", "name": "任重", "post": "副局长"},
            {"unit": "市公安局", "name": "雷振宇", "post": "局长"},
        ],
    )
    distribute(open_workspace(folder))
    return folder


@pytest.fixture
def small(small_as_issued, tmp_path):
    """A campaign of two units with two members and one, handed out: a copy of its own for every test."""
    return open_workspace(shutil.copytree(small_as_issued, tmp_path / "小城"))


def issued(workspace, code):
    """Return the path of a unit's workbook as handed out."""
    unit = workspace.campaign.find_by_code(code)
    folder = workspace.folders.locate_unit_folder(workspace.folders.issued, unit)
    return next(folder.glob("*.xlsx"))


@pytest.fixture(scope="session")
def office():
    """Run jobs (see tests/office/driver.py) in a real LibreOffice and return their results; skip where there is none.

    One office serves all tests of a process: starting it takes longer than most jobs.
    """
    skip_where_missing(find_missing_office())
    with OfficeSession() as session:
        yield session.run


@pytest.fixture(scope="session")
def onlyoffice():
    """Skip where ONLYOFFICE's engine is not installed."""
    skip_where_missing(find_missing_onlyoffice())


@pytest.fixture(scope="session")
def validator():
    """Skip where the Open XML SDK's validator is not installed."""
    skip_where_missing(find_missing_validator())


def skip_where_missing(reason):
    if reason:
        pytest.skip(reason)


def pytest_collection_finish():
    """Keep the garbage collector from walking over thousands of collected tests again and again."""
    gc.collect()
    gc.freeze()
