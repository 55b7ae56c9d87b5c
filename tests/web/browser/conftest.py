"""A campaign on the page and behind its door, both served by a process of their own, in a real Chromium."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import skip_where_missing
from tests.damage.filled import campaign_of, filled_workbook
from tests.reading.books import MEASURE, with_cells
from tests.web.serving import serve
from toolkit.pipeline import open_workspace, read_links

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PATIENCE = 30_000  # milliseconds, on a machine that does other things besides


def find_missing_browser():
    """Say what the tests in a browser lack, empty where they lack nothing."""
    if not CHROMIUM:
        return "chromium is not installed"
    try:
        import playwright.sync_api  # noqa: F401, PLC0415 - asked for here alone
    except ImportError:
        return "playwright is not installed"
    return ""


class Served:
    """A campaign that is served: its folder, the operator's address, and what the first unit would hand in."""

    def __init__(self, folder, address, filled):
        self.folder, self.address, self.filled = folder, address, filled
        self.origin = "/".join(address.split("/")[:3])

    def link(self, code):
        workspace = open_workspace(self.folder)
        return read_links(self.folder).render_link(workspace.campaign.find_by_code(code), workspace.stamp)

    def write(self, name, content):
        """Put a file where a browser can choose it."""
        path = self.folder.parent / name
        path.write_bytes(content)
        return str(path)

    @property
    def faulty(self):
        return with_cells(self.filled, MEASURE, {"I4": "尽快"})


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A campaign of two units that was handed out."""
    skip_where_missing(find_missing_browser())
    workspace = campaign_of(tmp_path_factory.mktemp("浏览器") / "小城")
    filled = filled_workbook(workspace)[1]
    folder = workspace.folders.folder
    with serve(folder) as address:
        yield Served(folder, address, filled)


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it need not be installed

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Give a page in a window of its own; at the end every message of its console must have been no error."""
    opened, wrong = [], []

    def open_one(**options):
        context = chromium.new_context(viewport={"width": 1100, "height": 800}, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if _is_bad(message) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert wrong == []


def keep_picture(page, name):
    """Keep a picture of a page where QINGDAN_PICTURES says, for somebody to look at."""
    if folder := os.environ.get("QINGDAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _is_bad(message):
    """Tell whether the console says that something is wrong; that a page was refused is what some tests ask for."""
    return message.type == "error" and "the server responded with a status of 40" not in message.text
