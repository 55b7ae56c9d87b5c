"""The pages in a real browser: a unit's and the operator's by clicks alone, without script, by keyboard, and by axe.

One campaign and one browser serve all tests of this file, which stand in the order of a round.
"""

import pytest

from tests.web.browser.conftest import keep_picture
from toolkit.pipeline import open_workspace

pytestmark = pytest.mark.browser


@pytest.fixture
def judge():
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def find_faults(page):
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]

    return find_faults


@pytest.fixture
def page(served, open_page):
    page = open_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(served.address)
    wait(page)
    return page


def wait(page):
    """Wait until no work goes on and the page shows what came of it."""
    page.wait_for_selector("#job[hidden]", state="attached")


def go(page, place):
    page.click(f"nav >> text={place}")
    wait(page)


def press(page, button):
    """Press a button, and wait for the work that it begins."""
    page.click(f"button:has-text('{button}')")
    page.wait_for_load_state()
    wait(page)


def test_units_page__has_no_fault_that_axe_knows_and_is_used_by_keyboard_alone(served, open_page, judge):
    page = open_page()
    page.goto(served.link("02"))
    page.wait_for_url("**/")
    assert judge(page) == []
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert [each for each in seen if each in {"退出", "file", "递交"}][:3] == ["退出", "file", "递交"]
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= 380")
    keep_picture(page, "door-narrow")


def test_unit__hands_in_a_faulty_and_then_a_mended_workbook_without_script(served, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(served.link("01"))
    page.wait_for_url("**/")
    assert page.locator("h1").inner_text() == "市教育局"
    with page.expect_download() as fetched:
        page.click("text=01-市教育局-三类清单.xlsx")
    assert fetched.value.suggested_filename == "01-市教育局-三类清单.xlsx"
    page.set_input_files("#file", served.write("三类清单.xlsx", served.faulty))
    page.click("form[action='/hand-in'] button")
    page.wait_for_selector("text=有差错")
    row = page.locator(".findings tbody tr", has_text="差错").first.inner_text()
    assert "I4" in row and "不是日期" in row
    keep_picture(page, "door-faulty")
    page.set_input_files("#file", served.write("三类清单.xlsx", served.filled))
    page.click("form[action='/hand-in'] button")
    page.wait_for_selector("text=没有差错")
    assert page.locator("#receipts ~ table tbody tr").count() == 2
    keep_picture(page, "door-mended")
    page.click("text=退出")
    page.goto(page.url.rpartition("/")[0] + "/")
    assert "请用办公室发给本单位的链接" in page.content()


def test_operators_page__is_not_reached_by_a_unit(served, open_page):
    page = open_page()
    page.goto(served.link("01"))
    page.wait_for_url("**/")
    door = page.url
    assert page.request.get(door + "units").status == 404
    assert page.request.get(served.origin + "/units").status == 403


def test_pages__are_read_without_script(served, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(served.address)
    for place in page.locator("nav .tabs a").all_inner_texts():
        page.click(f"nav .tabs >> text='{place}'")
        page.wait_for_selector(f".tabs [aria-current=page]:text-is('{place}')")
        assert page.locator("h1").count() == 1, place


def test_round__goes_by_clicks_alone_to_the_next_one(served, page):
    go(page, "下发")
    press(page, "生成工作簿")
    go(page, "收文")
    page.set_input_files("#files", [served.write("01-市教育局-三类清单.xlsx", served.filled)])
    press(page, "收下")
    wait(page)
    assert "市教育局" in page.locator("main").inner_text()
    keep_picture(page, "intake")
    go(page, "总览")
    press(page, "检查")
    wait(page)
    keep_picture(page, "overview")
    go(page, "单位")
    page.click("main >> text=市教育局")
    wait(page)
    assert "已接收" in page.locator("main").inner_text()
    keep_picture(page, "unit")
    go(page, "汇总")
    press(page, "写出汇总")
    folders = open_workspace(served.folder).folders
    assert folders.summary.is_file()
    go(page, "汇总")
    keep_picture(page, "results")
    go(page, "期次")
    page.check("#seen")
    press(page, "结束这一期")
    keep_picture(page, "rounds")
    assert open_workspace(served.folder).campaign.round.number == 2
    go(page, "单位报送")
    page.click("text=显示全部链接")
    assert page.locator("td.path", has_text="/u/").count() == 2
    keep_picture(page, "links")


def test_operators_pages__have_no_fault_that_axe_knows(served, open_page, judge):
    page = open_page()
    page.goto(served.address)
    page.wait_for_selector("#job[hidden]", state="attached")
    paths = [link.get_attribute("href") for link in page.locator("nav .tabs a").all()]
    for path in [*paths, "/units/01", "/nowhere"]:
        page.goto(served.origin + path)
        page.wait_for_load_state()
        assert judge(page) == [], path
        keep_picture(page, f"axe-{path.strip('/').replace('/', '-') or 'overview'}")
