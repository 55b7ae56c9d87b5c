"""Which round a command works on, and what its papers say of it."""

import datetime as dt
import io
import json
import shutil
import zipfile

import openpyxl
import pytest

from tests.campaign.test_rounds import DAYS, SECOND, old_plan, write_days
from tests.conftest import issued, write_campaign
from toolkit.cli import run
from toolkit.errors import CampaignError, FolderError
from toolkit.pipeline import build_register_file, collect, distribute, open_workspace, write_check

UNITS = [{"code": "01", "name": "市教育局"}, {"code": "02", "name": "市公安局"}]
RUNNING, ENDED, WAITING = "进行中", "已结束", "未开始"


@pytest.fixture
def folder(tmp_path):
    return write_campaign(tmp_path / "c", units=UNITS)


@pytest.fixture
def two(tmp_path):
    """A campaign in its second round."""
    return write_campaign(tmp_path / "c", units=UNITS, rounds=[{"state": ENDED}, SECOND])


# -- which round ----------------------------------------------------------------------------------------


def test_workspace__is_at_the_round_in_progress_unless_asked_for_another(two):
    assert open_workspace(two).folders.round == open_workspace(two).campaign.round.number == 2
    first = open_workspace(two, round=1)
    assert (first.folders.round_folder.name, first.campaign.due_date) == ("第1期", dt.date(2022, 3, 28))


def test_round_that_is_not_there__is_named_with_those_that_are(two):
    with pytest.raises(CampaignError, match="没有第3期。现有：第1期、第2期（3月进展）"):
        open_workspace(two, round=3)


def test_round_that_has_not_begun__is_not_worked_on(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS, rounds=[{}, SECOND | {"state": WAITING}])
    with pytest.raises(CampaignError, match="第2期（3月进展）还没有开始"):
        open_workspace(folder, round=2)
    assert open_workspace(folder).folders.round == 1


@pytest.mark.parametrize("rounds", [None, [{}, SECOND | {"state": WAITING}], "old"])
def test_folder_of_a_round_that_has_not_begun__stops_every_command(tmp_path, rounds):
    folder = write_campaign(tmp_path / "c", units=UNITS, rounds=None if rounds == "old" else rounds)
    if rounds == "old":
        old_plan(folder, DAYS)
    (folder / "第2期" / "回收").mkdir(parents=True)
    with pytest.raises(FolderError, match=r"第2期：有这个文件夹，“期次”表却还在第1期。.*qingdan next"):
        open_workspace(folder)
    assert open_workspace(folder, round=1).folders.round == 1
    assert open_workspace(folder, begun_by_hand=True).folders.round == 1


@pytest.mark.parametrize("name", ["第0期", "第２期", "第2期-备份", "第2期 旧", "第一期"])
def test_folder_that_is_no_round__stops_nothing(folder, name):
    (folder / name).mkdir()
    assert open_workspace(folder).folders.round == 1


# -- what the papers say --------------------------------------------------------------------------------


def texts_of(content):
    """Return all text of a workbook, headers included."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


def test_first_round_without_a_name__stands_on_the_cover_alone(folder):
    paths = distribute(open_workspace(folder))
    assert [path.name for path in paths] == ["01-市教育局-三类清单.xlsx", "02-市公安局-三类清单.xlsx"]
    book = openpyxl.load_workbook(paths[0])
    saying = [
        (sheet.title, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if "第1期" in str(cell.value)
    ]
    assert saying == [("填报首页", "第1期　报送截止：2022-03-28")]
    assert texts_of(paths[0].read_bytes()).count("第1期") == 1


def test_name_of_a_round__stands_in_all_its_papers(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS, rounds=[{"name": "首次报送"}])
    workspace = open_workspace(folder)
    paths = distribute(workspace)
    shutil.copy(issued(workspace, "01"), workspace.folders.returned)
    checked = write_check(collect(workspace))
    assert workspace.folders.ledger in checked.lists  # which belongs to no round
    for path in {paths[0], checked.report, *checked.lists} - {workspace.folders.ledger}:
        assert "第1期（首次报送）" in texts_of(path.read_bytes()), path.name
    letter = workspace.folders.sent_back / "02-市公安局" / "说明.txt"
    assert "第1期（首次报送）”的清单" in letter.read_text(encoding="utf-8-sig")


def test_file_of_a_later_round__says_the_round_in_its_name(two):
    folders = open_workspace(two).folders
    unit = open_workspace(two).campaign.find_by_code("01")
    assert folders.name_workbook(unit, "三类清单") == "01-市教育局-三类清单-第2期.xlsx"
    assert folders.is_named_after("01-市教育局-检视问题清单-第2期.xlsx", "检视问题清单")
    assert not folders.is_named_after("01-市教育局-三类清单-第2期.xlsx", "检视问题清单")


def test_register__tells_a_workbook_of_one_list_by_its_name(folder):
    workspace = open_workspace(folder)
    distribute(workspace, single="检视问题清单")
    ((_, content),) = build_register_file(workspace).items()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=4, values_only=True))
    assert [(row[4], row[5]) for row in rows] == [
        ("01-市教育局-检视问题清单.xlsx", "检视问题清单"),
        ("02-市公安局-检视问题清单.xlsx", "检视问题清单"),
    ]


# -- days -----------------------------------------------------------------------------------------------


def letter_of(folder, unit="02-市公安局"):
    return (folder / "第1期" / "退回" / unit / "说明.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2022-03-20", "离截止还有 8 天|还有 8 天"),
        ("2022-04-07", "10 天"),
    ],
)
def test_letters__count_from_the_day_of_the_run_and_figures_from_their_own(folder, today, words, capsys):
    workspace = open_workspace(folder)
    distribute(workspace)
    shutil.copy(issued(workspace, "01"), workspace.folders.returned)
    assert run(["check", str(folder), "--today", today]) in (0, 1)
    text = letter_of(folder)
    day = dt.date.fromisoformat(today)
    assert f"{day.year}年{day.month}月{day.day}日" in text.splitlines()[-1]
    assert any(word in text for word in words.split("|")), text
    assert collect(workspace, today=day).batch.days.today == dt.date(2022, 3, 31)


def test_letters_of_one_day__have_the_same_bytes(folder):
    workspace = open_workspace(folder)
    distribute(workspace)
    shutil.copy(issued(workspace, "01"), workspace.folders.returned)
    written = []
    for _ in range(2):
        write_check(collect(workspace, today=dt.date(2022, 4, 7)))
        paths = [*workspace.folders.sent_back.rglob("*.*"), workspace.folders.chase]
        written.append({path: path.read_bytes() for path in paths if path.is_file()})
    assert written[0] == written[1]


def test_round_without_a_day_for_its_figures__counts_them_from_the_day_of_the_run(tmp_path):
    workspace = open_workspace(write_campaign(tmp_path / "c", units=UNITS, rounds=[{"as_of": None}]))
    distribute(workspace)
    assert collect(workspace, today=dt.date(2022, 2, 3)).batch.days.today == dt.date(2022, 2, 3)


@pytest.mark.parametrize("text", ["今天", "20220407", "2022-4-7", "2022-02-30", "2022-W09-2"])
@pytest.mark.parametrize("command", ["check", "merge", "status"])
def test_day_that_is_none__is_named(folder, command, text, capsys):
    assert run([command, str(folder), "--today", text]) == 2
    assert capsys.readouterr().err.strip() == f"{text}：不是日期。请写成 2022-03-01 这样。"


# -- the commands ---------------------------------------------------------------------------------------


def test_commands__begin_with_the_round(folder, capsys):
    for command in ("distribute", "status"):
        assert run([command, str(folder)]) == 0
        assert capsys.readouterr().out.splitlines()[0] == "第1期，进行中"


def test_facts_for_programs__say_the_round(folder, capsys):
    assert run(["distribute", str(folder)]) == 0
    workspace = open_workspace(folder)
    shutil.copy(issued(workspace, "01"), workspace.folders.returned)
    for command in ("status", "check", "merge"):
        capsys.readouterr()
        assert run([command, str(folder), "--json"]) in (0, 1)
        said = json.loads(capsys.readouterr().out)["round"]
        assert (said["number"], said["name"], said["state"]) == (1, "", "running")


def test_round_asked_for__is_in_the_next_step(folder, capsys):
    assert run(["distribute", str(folder), "--round", "1"]) == 0
    assert f"qingdan check {folder} --round 1" in capsys.readouterr().out


def test_unknown_round__is_one_sentence(folder, capsys):
    for command in ("distribute", "check", "merge", "status"):
        assert run([command, str(folder), "--round", "7"]) == 2
        assert "“期次”表里没有第7期。现有：第1期。" in capsys.readouterr().err


def test_days_that_differ__are_said_and_stop_nothing(folder, capsys):
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    write_days(book, DAYS | {"★报送截止": "2022-04-01"})
    book.save(folder / "工作方案.xlsx")
    assert run(["status", str(folder), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["round"]["due_date"] == "2022-03-28"
    assert said.err.count("\n") == 1 and "以“期次”表为准" in said.err
