"""The operator's page of the units' links, and of what happened at their door."""

import io
import re

import openpyxl

from tests.web.door.conftest import TODAY, OpenDoor
from toolkit.pipeline import build_chase_files, collect, open_workspace


def served(browser, content=b""):
    made = OpenDoor(browser.desk.folder, content)
    made.door.close()
    return made


def shown(page):
    return re.findall(r"/u/([0-9a-f]{32})", page)


def test_links__are_shown_to_the_operator_when_asked_for(browser):
    door = served(browser)
    assert shown(browser.get("/links").text) == []
    assert shown(browser.get("/links?show=01").text) == [door.link("01").rpartition("/")[2]]
    assert len(shown(browser.get("/links?show=all").text)) == 2


def test_links__before_the_door_was_ever_open__are_made_but_have_no_address(browser):
    page = browser.send("/links/make")
    assert "还没有开过" in page.text and page.text.count("/links/revoke") == 2
    assert shown(browser.get("/links?show=all").text) == []


def test_revoked_link__is_gone_and_another_is_made(browser):
    door = served(browser)
    old = door.link("01")
    browser.send("/links/revoke", {"unit": "01"})
    assert door.link("01") == "" and door.link("02")
    browser.send("/links/renew", {"unit": "01"})
    assert door.link("01") not in {"", old}
    page = browser.get("/links").text
    assert page.count("停用链接") == 1 and page.count("<td>做链接</td>") == 3


def test_link_of_a_unit_that_is_not_there__is_refused(browser):
    assert browser.send("/links/make", {"unit": "99"}).status_code == 404


def test_mail_merge__has_every_units_own_link_and_none_before_there_are_links(browser):
    folder = browser.desk.folder
    before = build_chase_files(collect(open_workspace(folder), today=TODAY), {})
    door = served(browser)
    workspace = open_workspace(folder)
    after = build_chase_files(collect(workspace, today=TODAY), {})
    assert "报送链接" not in read_merge(before, workspace)[0]
    head, *rows = read_merge(after, workspace)
    assert {row[0]: row[head.index("报送链接")] for row in rows} == {code: door.link(code) for code in ("01", "02")}


def read_merge(files, workspace):
    book = openpyxl.load_workbook(io.BytesIO(files[workspace.folders.chase]))
    return [[cell.value for cell in row] for row in book["邮件合并"]]
