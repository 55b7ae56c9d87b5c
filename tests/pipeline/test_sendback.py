"""What goes back where the clerk's own file cannot be marked: this campaign's workbook with what the unit wrote."""

import io
import shutil
from concurrent.futures import Future

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.conftest import issued
from tests.reading.books import decide
from toolkit.execution import InlineExecutor
from toolkit.formats import Passwords, UnreadableError, open_workbook, use_executor
from toolkit.pipeline import collect, open_workspace, write_check
from toolkit.pipeline.sendback import annotate_returns
from toolkit.template import build_issue, build_workbook
from toolkit.unit_token import Stamp, find_tokens

NAMES = {"14": "14-市自然资源局-三类清单.xls", "17": "17-市交通运输局-三类清单.ods"}


@pytest.fixture(scope="module")
def sent(city_copies):
    return city_copies


@pytest.fixture(scope="module")
def corrected(collected, sent, tmp_path_factory):
    """The city with the fresh workbooks sent back as they are, in place of the files they were made from."""
    folder = tmp_path_factory.mktemp("改报") / "市"
    shutil.copytree(collected.workspace.folders.folder, folder)
    workspace = open_workspace(folder)
    for code, name in NAMES.items():
        (workspace.folders.returned / name).unlink()
        (path,) = sent.by_unit[code]
        (workspace.folders.returned / path.name).write_bytes(sent.copies[path])
    return collect(workspace)


def records(collected, code):
    """Return what every record of a unit means, by list and running number, without where it stands."""
    return {
        (section.list_key, record.cleaned[number.key].text): {key: one.text for key, one in record.cleaned.items()}
        for file in collected.batch.files
        if file.unit == code
        for section in file.sections
        if (number := collected.workspace.campaign.definition.find_list_type(section.list_key).number)
        for record in section.records
    }


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook__holds_every_record_of_the_other_format(collected, corrected, code):
    assert records(corrected, code) == records(collected, code) != {}


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook_sent_back_untouched__has_the_same_faults(collected, corrected, code):
    def faults(one):
        own = one.findings[(one.findings["unit"] == code) & (one.findings["severity"] != "notice")]
        return sorted(zip(own["rule"], own["list"], own["column"], own["value"].map(str), strict=True))

    assert faults(corrected) == faults(collected) != []
    assert corrected.unit_states[code] == "faulty"


@pytest.mark.parametrize("code", list(NAMES))
def test_fresh_workbook__has_its_marks_where_the_records_now_stand(collected, sent, code):
    (path,) = sent.by_unit[code]
    book = openpyxl.load_workbook(io.BytesIO(sent.copies[path]))
    front = [row for row in book["审核意见"].iter_rows(values_only=True) if isinstance(row[0], int | float)]
    for _, grade, place, column, *_ in front:
        sheet, cell = place.split("!")
        assert grade != "提示"
        assert book[sheet].cell(3, book[sheet][cell].column).value.removeprefix("★") == column
        assert "【" in book[sheet][cell].comment.text


def test_fresh_workbook__says_from_what_it_was_made_and_is_an_xlsx(collected, sent):
    (path,) = sent.by_unit["14"]
    texts = [str(cell) for grid in open_workbook(sent.copies[path]).grids for row in grid.rows for cell in row]
    assert any("14-市自然资源局-三类清单.xls" in text and "另做了这一份" in text for text in texts)
    assert path.suffix == ".xlsx"


@pytest.mark.libreoffice
def test_cover_nil_lists_numbers_and_twins__are_carried_over(small, office, tmp_path):
    book = openpyxl.load_workbook(issued(small, "01"))
    cover = book["填报首页"]
    cover["B4"].value = "苏小敏"
    nil = next(row for row in range(1, 20) if cover.cell(row, 1).value == "整改落实清单")
    cover.cell(nil, 5).value = "是"
    sheet = book["检视问题清单"]
    for row in (5, 8):
        sheet.cell(row, 3).value, sheet.cell(row, 7).value = "领导班子", "听汇报多、看现场少"
        sheet.cell(row, 9).value = "马上改"
    path = tmp_path / "甲.xlsx"
    book.save(path)
    office([{"open": str(path), "save": [str(small.folders.returned / "甲.xls")]}], tmp_path)
    (copy,) = write_check(collect(small)).sent_back
    back = openpyxl.load_workbook(copy)
    assert back["填报首页"]["B4"].value == "苏小敏"
    assert back["填报首页"].cell(nil, 5).value == "是"
    assert [back["检视问题清单"].cell(row, 1).value for row in (4, 5, 6)] == ["WT-002", "WT-005", "WT-006"]
    assert back["检视问题清单"]["G4"].value == "听汇报多、看现场少"
    assert "与 G5 相同" in back["检视问题清单"]["G4"].comment.text


def faulty_return(small, code, name, change=lambda book: None):
    """Put a unit's workbook with one faulty row into 回收."""
    book = openpyxl.load_workbook(issued(small, code))
    sheet = book["检视问题清单"]
    sheet["C4"].value, sheet["G4"].value, sheet["I4"].value = "领导班子", "听汇报多、看现场少", "马上改"
    change(book)
    path = small.folders.returned / name
    book.save(path)
    return path


def test_name_of_another_units_member_in_a_hidden_sheet__does_not_go_back(small):
    def hide(book):
        book.create_sheet("旧名单")["A1"].value = "雷振宇"
        book["旧名单"].sheet_state = "hidden"

    faulty_return(small, "01", "甲.xlsx", hide)
    (copy,) = write_check(collect(small)).sent_back
    texts = [str(cell) for grid in open_workbook(copy.read_bytes()).grids for row in grid.rows for cell in row]
    assert "雷振宇" not in texts and any("另做了这一份" in text for text in texts)


def read_texts(path):
    return [str(cell) for grid in open_workbook(path.read_bytes()).grids for row in grid.rows for cell in row if cell]


def test_workbook_of_another_unit_decided_as_ones_own__goes_back_as_the_units_own_workbook(small):
    path = faulty_return(small, "02", "甲.xlsx")
    decided = decide(small, ("文件归属", path.name, "市教育局"))
    checked = write_check(collect(decided))
    (copy,), letter = checked.sent_back, read_letter(decided, "01")
    assert checked.unsent == () and copy.name in letter and "附件是照原样内容另做的，是你单位本期的表" in letter
    texts = read_texts(copy)
    assert any("甲.xlsx”用的不是本期发给你单位的表" in text for text in texts) and "听汇报多、看现场少" in texts
    path.unlink()
    (small.folders.returned / copy.name).write_bytes(copy.read_bytes())
    again = collect(decided)
    assert again.unit_states == {"01": "faulty", "02": "missing"}  # told by its own token, and asked of nobody
    assert "torn" not in set(again.findings["rule"])


@pytest.mark.parametrize(("number", "stamp"), [(2, None), (1, Stamp(key=b"last year"))], ids=["别期", "去年"])
def test_workbook_of_another_round_or_campaign_decided_as_ones_own__goes_back_as_this_rounds(small, number, stamp):
    campaign = small.campaign
    unit = campaign.find_by_code("01")
    issue = build_issue(campaign, unit, stamp or small.stamp, round=number)
    (small.folders.returned / "旧表.xlsx").write_bytes(build_workbook(issue))
    decided = decide(small, ("文件归属", "旧表.xlsx", "市教育局"))
    (copy,) = write_check(collect(decided)).sent_back
    tokens = find_tokens(read_texts(copy))
    assert tokens and all(small.stamp.is_genuine(each) and (each.unit, each.round) == ("01", 1) for each in tokens)


def read_letter(workspace, code):
    folders = workspace.folders
    unit = workspace.campaign.find_by_code(code)
    return (folders.locate_unit_folder(folders.sent_back, unit) / "说明.txt").read_text("utf-8-sig")


def test_copy_that_the_disk_refuses__has_its_faults_in_the_letter_with_cells(small):
    faulty_return(small, "01", "甲.xlsx")
    collected = collect(small)
    sent = annotate_returns(collected)
    (path,) = sent.copies
    path.mkdir(parents=True)  # a folder of that name stands in the way
    checked = write_check(collected)
    letter = read_letter(small, "01")
    assert [finding.rule for finding in checked.unsent] == ["copy_not_written"]
    assert "“甲.xlsx”的标注副本没有附上" in letter
    assert "检视问题清单 › I4（整改类别）：“整改类别”写的“马上改”不在选项中" in letter


def test_return_under_a_password__goes_back_under_it_and_nothing_that_it_says_stands_in_the_letter(small):
    path = faulty_return(small, "01", "甲.xlsx")
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(path.read_bytes())).encrypt("密码一二三", buffer)
    path.write_bytes(buffer.getvalue())
    write_check(collect(small, passwords=Passwords(general=("密码一二三",))))
    letter = read_letter(small, "01")
    assert "附件里“甲.xlsx”的副本加了打开密码，就是报来时用的那一个" in letter
    assert not any(text in letter for text in ("马上改", "听汇报多", "密码一二三"))


@pytest.mark.parametrize("kind", ["csv", "html", "xls"])
def test_return_in_another_format__goes_back_as_a_fresh_workbook(small, kind):
    heads = ["主体类型", "存在问题", "整改类别", "对照检查方面", "问题来源", "责任领导"]
    row = ["领导班子", "听汇报多、看现场少", "马上改", "随便", "群众反映", "苏敏"]
    if kind == "csv":
        content = "\n".join([",".join(heads), ",".join(row)]).encode("gb18030")
    else:
        cells = ["<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in (heads, row)]
        content = ("<html><meta charset=utf-8><table>" + "".join(cells) + "</table></html>").encode()
    (small.folders.returned / f"市教育局检视问题清单.{kind}").write_bytes(content)
    (copy,) = write_check(collect(small)).sent_back
    assert copy.suffix == ".xlsx" and "听汇报多、看现场少" in read_texts(copy)
    assert copy.name in read_letter(small, "01")


class OneThatDies(InlineExecutor):
    """Workers that die of every file they are to mark; `asked` are the functions they were sent."""

    def __init__(self, *harmed):
        self.asked, self.harmed = [], harmed

    def submit(self, call_within, limits, function, *arguments):
        self.asked.append(function.__name__)
        if function.__name__ not in self.harmed:
            return super().submit(call_within, limits, function, *arguments)
        answer = Future()
        answer.set_exception(UnreadableError("reader_died"))
        return answer


@pytest.fixture
def faulty(small):
    faulty_return(small, "01", "甲.xlsx")
    return collect(small)


def test_returned_workbook__is_marked_by_the_workers_that_open_files_and_nowhere_else(faulty):
    workers = OneThatDies()
    with use_executor(workers):
        (here,) = annotate_returns(faulty).copies.values()
    assert workers.asked == ["mark_file"]
    assert list(annotate_returns(faulty).copies.values()) == [here]


def test_workbook_of_which_a_worker_dies__goes_back_as_a_fresh_one(faulty):
    with use_executor(OneThatDies("mark_file")):
        (copy,) = annotate_returns(faulty).copies.values()
    texts = [str(cell) for grid in open_workbook(copy).grids for row in grid.rows for cell in row]
    assert "马上改" in texts and any("另做了这一份" in text for text in texts)


def test_texts_of_another_unit_that_no_worker_can_place__do_not_go_back(small):
    faulty_return(small, "01", "甲.xlsx", lambda book: setattr(book["检视问题清单"]["G5"], "value", "雷振宇"))
    collected = collect(small)
    with use_executor(OneThatDies("list_located_texts")):
        (copy,) = annotate_returns(collected).copies.values()
    assert any("另做了这一份" in str(cell) for grid in open_workbook(copy).grids for row in grid.rows for cell in row)
