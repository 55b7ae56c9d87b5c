"""A campaign's page, asked over ASGI as a browser would ask it."""

import asyncio
import datetime as dt

import httpx
import pytest

from toolkit.web import Access, Desk, build_app

ORIGIN = "http://127.0.0.1:8123"


class Browser:
    """A browser on the page of a desk: it keeps its cookies, and says where its posts come from."""

    def __init__(self, desk, access=None, **more):
        self.desk, self.access = desk, access or Access(cookie="qingdan-8123")
        self.app = build_app(desk, self.access, frozenset({ORIGIN}), **more)
        self.cookies = httpx.Cookies()
        desk.refresh()
        self.wait()

    def ask(self, method, path, *, follow=True, **more):
        return asyncio.run(self._ask(method, path, follow, more))

    async def _ask(self, method, path, follow, more):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
            answer = await client.request(method, path, follow_redirects=follow, **more)
            self.cookies = client.cookies
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def enter(self):
        self.get(self.access.entrance)
        return self

    def wait(self):
        assert self.desk.runner.wait(60)

    def send(self, path, data=None, **more):
        """Post a form and wait for the work that it begins; return the page that it led to, asked once more."""
        answer = self.ask("POST", path, data=data, headers={"Origin": ORIGIN}, **more)
        self.wait()
        return self.get(answer.url.raw_path.decode()) if answer.status_code == 200 else answer


@pytest.fixture
def browser(small):
    desk = Desk(small.folders.folder, today=dt.date(2022, 3, 20), keep_note=str)
    return Browser(desk).enter()
