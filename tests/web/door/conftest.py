"""The units' door of a campaign of two units, asked over ASGI as browsers would ask it."""

import asyncio
import datetime as dt
import shutil

import httpx
import pytest

from tests.damage.filled import campaign_of, filled_workbook
from tests.reading.books import MEASURE, with_cells
from toolkit.pipeline import UnitsDoor, open_workspace, read_links
from toolkit.web import build_door

ORIGIN = "https://qd.example:8443"
TODAY = dt.date(2022, 3, 20)


class Visitor:
    """A browser at the door: it keeps its cookies, and says where its posts come from."""

    def __init__(self, app, machine="10.0.0.7"):
        self.app, self.machine = app, machine
        self.cookies = httpx.Cookies()

    def ask(self, method, path, *, follow=True, **more):
        return asyncio.run(self._ask(method, path, follow, more))

    async def _ask(self, method, path, follow, more):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.machine, 50000))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
            answer = await client.request(method, path, follow_redirects=follow, **more)
            self.cookies = client.cookies
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, **more):
        return self.ask("POST", path, **{"headers": {"Origin": ORIGIN}, **more})

    def hand_in(self, name, content, **more):
        return self.post("/hand-in", files={"file": (name, content)}, **more)


class OpenDoor:
    """An open door with the secrets of its units, and what they would hand in."""

    def __init__(self, folder, filled):
        self.folder, self.filled = folder, filled
        self.door = UnitsDoor(folder, ORIGIN, today=TODAY)
        self.door.open()
        self.app = build_door(self.door, frozenset({ORIGIN}))

    @property
    def workspace(self):
        return open_workspace(self.folder)

    def link(self, code):
        workspace = self.workspace
        return read_links(self.folder).render_link(workspace.campaign.find_by_code(code), workspace.stamp)

    def enter(self, code, machine="10.0.0.7"):
        visitor = Visitor(self.app, machine)
        assert visitor.get(self.link(code)).status_code == 200
        return visitor

    @property
    def faulty(self):
        """The first unit's workbook with a day that is none."""
        return with_cells(self.filled, MEASURE, {"I4": "尽快"})

    def returned(self):
        return sorted(path for path in self.workspace.folders.returned.rglob("*") if path.is_file())

    def log(self):
        return (self.folder / ".qingdan-door/log.jsonl").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def handed_out(tmp_path_factory):
    """A campaign of two units, handed out and nothing returned, and the first unit's workbook as it should be."""
    workspace = campaign_of(tmp_path_factory.mktemp("报送") / "小城")
    filled = filled_workbook(workspace)[1]
    shutil.rmtree(workspace.folders.returned, ignore_errors=True)
    return workspace.folders.folder, filled


@pytest.fixture
def opened(handed_out, tmp_path):
    made = OpenDoor(shutil.copytree(handed_out[0], tmp_path / "小城"), handed_out[1])
    yield made
    made.door.close()
