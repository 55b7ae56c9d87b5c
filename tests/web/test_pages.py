"""What the pages show of a small campaign, and what they have done in its folder: the same as the commands."""

import asyncio
import datetime as dt
import io
import re
import threading
import zipfile
from functools import cache
from html import unescape

import openpyxl
import pytest

from tests.conftest import issued
from tests.web.conftest import ORIGIN, Browser
from toolkit.pipeline import open_workspace
from toolkit.web import Desk
from toolkit.web.jobs import Outcome

PAGES = (
    "/",
    "/intake",
    "/units",
    "/units/01",
    "/questions",
    "/reviews",
    "/issue",
    "/results",
    "/rounds",
    "/plan",
    "/log",
)


def read(answer):
    """Return the text of a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def fill(workspace, code, **more):
    """Return a unit's workbook with one problem and one measure, of which `more` says what else is filled in."""
    return fill_once(issued(workspace, code).read_bytes(), tuple(more.items()))


@cache  # every test has a copy of the same workbooks
def fill_once(content, more):
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    problems, measures = workbook["检视问题清单"], workbook["整改落实清单"]
    write(problems, {"问题编号": "WT-001", "主体类型": "领导班子", "存在问题": "学习不够深入", "整改类别": "即知即改"})
    measure = {"措施编号": "CS-001", "问题编号": "WT-001", "整改措施": "每月学习一次", "整改时限": "立行立改"}
    write(measures, measure | dict(more))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def write(sheet, texts):
    for row in sheet.iter_rows(max_row=12):
        heads = {str(cell.value or "").strip("★ \n"): cell.column for cell in row}
        if set(texts) <= set(heads):
            for head, text in texts.items():
                sheet.cell(row[0].row + 1, heads[head]).value = text
            return
    raise AssertionError(sheet.title)


def upload(*files):
    return [("files", (name, content, "application/octet-stream")) for name, content in files]


@pytest.fixture
def returned(small):
    """The page of a campaign into which one unit has returned its list."""
    (small.folders.returned / "教育局报送.xlsx").write_bytes(fill(small, "01"))
    return Browser(Desk(small.folders.folder, today=dt.date(2022, 3, 20), keep_note=str)).enter()


def test_every_page__of_a_fresh_campaign__is_shown(browser):
    for path in PAGES:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert "<h1>" in answer.text and 'lang="zh-CN"' in answer.text


def test_overview__before_anything_came__says_to_wait_for_returns(browser):
    text = read(browser.get("/"))
    assert "共 2 个单位" in text and "工作簿已经生成" in text


def test_intake__takes_a_file_as_it_is__and_answers_whose_it_is(browser, small):
    content = fill(small, "01")
    text = read(browser.send("/intake", files=upload(("教育局报送.xlsx", content))))
    assert (small.folders.returned / "教育局报送.xlsx").read_bytes() == content
    assert "教育局报送.xlsx" in text and "市教育局" in text and "检视问题清单 1 条" in text


def test_intake__same_file_twice__is_kept_once(browser, small):
    content = fill(small, "01")
    browser.send("/intake", files=upload(("一.xlsx", content)))
    text = read(browser.send("/intake", files=upload(("二.xlsx", content))))
    assert "一.xlsx：一样的文件已经有了" in text
    assert [path.name for path in small.folders.returned.iterdir()] == ["一.xlsx"]


def test_intake__other_content_of_the_same_name__is_put_beside_it(browser, small):
    browser.send("/intake", files=upload(("表.txt", b"1"), ("表.txt", b"2")))
    assert sorted(path.name for path in small.folders.returned.iterdir()) == ["表 (2).txt", "表.txt"]


STRANGE = [
    "../../out.txt",
    "..\\out.txt",
    "C:\\a\\o.txt",
    "/etc/o",
    "a/../../o.txt",
    "CON.txt",
    "a\x00b.txt",
    "…" * 200,
    "..",
]


def test_intake__names_that_lead_elsewhere__stay_in_the_folder(browser, small):
    place = small.folders.folder.parent
    before = {path for path in place.rglob("*") if path.is_file()}
    browser.send("/intake", files=upload(*((name, name.encode()) for name in STRANGE)))
    after = {path for path in place.rglob("*") if path.is_file() and ".qingdan" not in path.parts}
    assert len(after - before) == len(STRANGE)
    assert all(path.is_relative_to(small.folders.returned) for path in after - before)


def test_intake__folder__keeps_its_folders(browser, small):
    browser.send("/intake", files=upload(("组织部/报表/一.txt", b"x")))
    assert (small.folders.returned / "组织部" / "报表" / "一.txt").read_bytes() == b"x"


def test_intake__form_that_is_cut_off__leaves_nothing(browser, small):
    headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=b"}
    cut = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
    assert browser.ask("POST", "/intake", content=cut, headers=headers).status_code == 400
    assert list(small.folders.returned.iterdir()) == []
    assert not list(small.folders.folder.glob(".qingdan/inbox-*"))


def test_intake__file_that_was_taken_away_again__is_no_news(browser, small):
    browser.send("/intake", files=upload(("一.txt", b"x"), ("二.txt", b"y")))
    (small.folders.returned / "一.txt").unlink()
    browser.get("/intake")
    browser.wait()  # it looks at the folder again
    text = read(browser.get("/intake"))
    assert "刚才收下 1 个文件" in text and "一.txt" not in text


def test_upload_whose_sender_leaves__is_no_bug_and_leaves_nothing(small):
    notes = []
    browser = Browser(Desk(small.folders.folder, keep_note=str), keep_note=notes.append).enter()
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    texts = {"host": "127.0.0.1:8123", "origin": ORIGIN, "cookie": cookie}
    texts["content-type"] = "multipart/form-data; boundary=b"
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/intake",
        "query_string": b"",
        "headers": [(name.encode(), text.encode()) for name, text in texts.items()],
    }

    async def hang_up():
        return {"type": "http.disconnect"}

    async def take(message):
        """Nobody is there to take it."""

    asyncio.run(browser.app(scope, hang_up, take))
    assert notes == [] and list(small.folders.returned.iterdir()) == []
    assert not list(small.folders.folder.glob(".qingdan/inbox-*"))


def test_check__by_a_click__writes_what_the_command_writes(returned, small):
    text = read(returned.send("/check"))
    assert "做完了：检查" in text
    assert small.folders.report.is_file() and small.folders.chase.is_file() and small.folders.register.is_file()
    page = read(returned.get("/units/01"))
    assert "市教育局" in page and "给单位的信" in page


def test_unit__that_is_not_on_the_roster__is_not_found(returned):
    assert returned.get("/units/99").status_code == 404
    assert returned.get("/intake/file?name=nothing").status_code == 404


def test_results__are_written_by_a_click__and_every_figure_leads_to_its_records(returned, small):
    returned.send("/results")
    page = returned.get("/results")
    assert "汇总表是最新的" in read(page)
    table = returned.desk.sight.merged.front
    book = openpyxl.load_workbook(small.folders.summary, data_only=True)
    shown = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    links = re.findall(rf'href="/results/{re.escape(table.key)}/(\d+)/(\d+)">([^<]+)<', page.text)
    assert links
    for row, column, text in links:
        value = table.values[int(row)][int(column)]
        assert text == (f"{value:.1%}" if table.columns[int(column)].is_share else f"{value:,}")
        assert str(value) in shown
    records = returned.get(f"/results/{table.key}/{links[0][0]}/{links[0][1]}")
    assert "教育局报送.xlsx" in records.text and "WT-001" in records.text
    record = returned.get(re.search(r'href="(/records/[^"]+)"', records.text)[1])
    assert "学习不够深入" in record.text and re.search(r"<td>[A-Z]+\d+</td>", record.text)
    name = small.folders.summary.relative_to(small.folders.folder).as_posix()
    assert returned.get("/file", params={"name": name}).content == small.folders.summary.read_bytes()
    with zipfile.ZipFile(io.BytesIO(returned.get("/zip/results").content)) as archive:
        assert name in archive.namelist() and archive.testzip() is None


def test_file__that_is_not_the_rounds__is_not_given_away(browser):
    inside = ["第1期/../.qingdan-key", "第1期", "第1期/下发/.x", "第9期/x", "第1期\\下发"]
    for name in ["", "..", "../x", ".qingdan-key", "/etc/passwd", "\0", *inside]:
        assert browser.get("/file", params={"name": name}).status_code == 404


def test_issue__of_one_unit__hands_it_out_anew(browser, small):
    path = issued(small, "02")
    path.unlink()
    text = read(browser.send("/issue", {"unit": "02"}))
    assert path.is_file() and "已生成 1 个工作簿" in text
    with zipfile.ZipFile(io.BytesIO(browser.get("/zip/issued").content)) as archive:
        assert len(archive.namelist()) == 2


def test_round__ends_by_a_click_and_is_taken_back(returned, small):
    page = returned.get("/rounds").text
    state = re.search(r'name="state" value="([0-9a-f]+)"', page)[1]
    days = {"issue": "2022-04-06", "due": "2022-06-28", "as_of": "2022-06-30", "name": "6月进展"}
    assert returned.send("/rounds/end", {**days, "state": state}).status_code == 400  # it was not confirmed
    text = read(returned.send("/rounds/end", {**days, "state": state, "seen": "1"}))
    assert "第2期（6月进展）" in text and small.folders.closing_facts.is_file()
    assert "第1期已于" in read(returned.get("/rounds/1"))
    returned.send("/rounds/undo")
    assert open_workspace(small.folders.folder).campaign.round.number == 1


def test_round__that_changed_since_it_was_seen__does_not_end(returned, small):
    state = re.search(r'name="state" value="([0-9a-f]+)"', returned.get("/rounds").text)[1]
    (small.folders.returned / "又来.txt").write_bytes(b"x")
    text = read(returned.send("/rounds/end", {"state": state, "seen": "1"}))
    assert "文件夹里又有变化" in text and not small.folders.closing_facts.exists()


def test_plan__with_mistakes__is_named_and_not_put_in_place(browser, small):
    path = small.folders.folder / "工作方案.xlsx"
    before = path.read_bytes()
    text = read(browser.send("/plan", files=[("plan", ("x.xlsx", b"no workbook", "application/octet-stream"))]))
    assert "没有做成：换工作方案" in text and path.read_bytes() == before


def test_plan__another_one__is_put_in_place_and_the_old_one_kept(browser, small):
    path = small.folders.folder / "工作方案.xlsx"
    before = path.read_bytes()
    workbook = openpyxl.load_workbook(path)
    cell = next(cell for row in workbook["基本信息"].iter_rows() for cell in row if cell.value == "市委办公室")
    cell.value = "市委督查室"
    content = io.BytesIO()
    workbook.save(content)
    browser.send("/plan", files=[("plan", ("新.xlsx", content.getvalue(), "application/octet-stream"))])
    assert path.read_bytes() == content.getvalue()
    assert before in [each.read_bytes() for each in path.parent.glob("工作方案*.xlsx")]
    assert "市委督查室" in browser.get("/plan").text


def test_plan__broken_in_the_folder__is_named_on_every_page_and_heals_by_itself(browser, small):
    path = small.folders.folder / "工作方案.xlsx"
    before = path.read_bytes()
    path.write_bytes(b"broken")
    browser.get("/")
    browser.wait()
    assert "文件夹里有要改的地方" in read(browser.get("/units"))
    path.write_bytes(before)
    browser.get("/")
    browser.wait()
    assert "文件夹里有要改的地方" not in read(browser.get("/"))


def test_folder__changed_by_a_command__is_seen(browser, small):
    (small.folders.returned / "教育局.xlsx").write_bytes(fill(small, "01"))
    browser.get("/")
    browser.wait()
    assert "市教育局" in read(browser.get("/intake"))


def test_folder__held_by_a_command__is_left_alone_and_the_page_says_so(returned, small):
    started = returned.desk.runner.jobs[-1].number
    with open_workspace(small.folders.folder).store.hold("check"):
        returned.send("/check")
    job = returned.desk.runner.jobs[started]
    assert job.state == "failed" and job.mistakes


def test_second_browser__clicking_while_work_is_done__is_told(returned):
    other = Browser(returned.desk).enter()
    desk = returned.desk
    lock = threading.Event()
    desk.runner.start("check", "检查", lambda: lock.wait(5) and Outcome())
    answer = other.ask("POST", "/check", headers={"Origin": ORIGIN})
    lock.set()
    returned.wait()
    assert "刚才那一步没有开始" in read(answer)


def test_texts__of_units__are_shown_as_texts(browser, small):
    browser.send("/intake", files=upload(("<script>alert(1)</script>.txt", b"x")))
    page = browser.get("/intake").text
    assert "<script>alert" not in page


def test_desk__of_no_campaign__says_so_on_the_page(tmp_path):
    page = read(Browser(Desk(tmp_path, keep_note=str)).enter().get("/"))
    assert "工作方案.xlsx" in page
