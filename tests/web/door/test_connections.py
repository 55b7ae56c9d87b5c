"""What connections can do to the door: many at once, ones that are cut off, ones that are no HTTP, slow ones."""

import asyncio
import shutil
import socket
import sys
import time
from contextlib import ExitStack

import pytest

from tests.effects import allow_network
from tests.web.door.conftest import ORIGIN
from tests.web.serving import serve
from toolkit.pipeline import open_workspace, read_links
from toolkit.web.door import app as door_app
from toolkit.web.guard import HEADERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what systems do with connections differs")
MANY = 1000


class Line:
    """Connections to a door that is served."""

    def __init__(self, folder):
        workspace = open_workspace(folder)
        link = read_links(folder).render_link(workspace.campaign.find_by_code("01"), workspace.stamp)
        self.folder = folder
        self.host, self.port = "127.0.0.1", int(link.split("/")[2].rpartition(":")[2])
        self.secret = link.rpartition("/")[2]

    def open(self):
        return socket.create_connection((self.host, self.port), timeout=20)

    def ask(self, text):
        """Return the status and the whole answer to a request that is written out."""
        with self.open() as line:
            line.sendall(text.replace("\n", "\r\n").encode())
            answer = b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")
        return int(answer.split(" ")[1]), answer

    def get(self, path="/"):
        cookie = f"qingdan-unit={self.secret}"
        return self.ask(f"GET {path} HTTP/1.1\nHost: 127.0.0.1:{self.port}\nCookie: {cookie}\nConnection: close\n\n")

    def returned(self):
        return [path for path in (self.folder / "第1期/回收").rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def line(handed_out, tmp_path_factory):
    folder = shutil.copytree(handed_out[0], tmp_path_factory.mktemp("连接") / "小城")
    with serve(folder):
        made = Line(folder)
        with allow_network(f"tcp://127.0.0.1:{made.port}"):
            yield made


def test_a_thousand_connections_that_say_nothing__are_not_kept_and_the_door_answers_afterwards(line):
    with ExitStack() as stack:
        kept = []
        for _ in range(MANY):
            kept.append(stack.enter_context(line.open()))
        time.sleep(0.5)
        for connection in kept:
            connection.setblocking(False)
        assert sum(map(is_open, kept)) <= 64
    until = time.monotonic() + 20
    while True:
        try:
            assert line.get()[0] == 200
            break
        except (OSError, IndexError):
            assert time.monotonic() < until
            time.sleep(0.1)


def is_open(connection):
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def test_upload_that_breaks_off__leaves_nothing_and_the_next_one_is_answered(line):
    head = f"POST /hand-in HTTP/1.1\r\nHost: 127.0.0.1:{line.port}\r\nOrigin: http://127.0.0.1:{line.port}\r\n"
    head += f"Cookie: qingdan-unit={line.secret}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    head += "Content-Length: 100000\r\n\r\n"
    part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + "x" * 5000
    for _ in range(5):
        with line.open() as connection:
            connection.sendall((head + part).encode())
    assert line.get()[0] == 200
    assert line.returned() == []
    until = time.monotonic() + 10
    while list(line.folder.glob(".qingdan/inbox-*")):
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize("text", ["x\n\n", "GET / HTTP/1.1\n\n", "\x00\x01\n\n"])
def test_what_is_no_request__is_answered_with_the_headers_of_every_answer(line, text):
    status, answer = line.ask(text)
    assert status in {400, 421}
    assert all(f"{name}: {value}".lower() in answer.lower() for name, value in HEADERS.items())


def test_unit__is_served_where_its_link_leads_and_no_page_has_its_secret(line):
    status, answer = line.get()
    assert status == 200 and "市教育局" in answer and line.secret not in answer


def test_upload_that_never_ends__is_given_up_and_leaves_nothing(opened, monkeypatch):
    monkeypatch.setattr(door_app, "_SLOWEST", 0.3)
    sent = []
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK'
    pieces = iter([begun])

    async def receive():
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": next(pieces, b"x"), "more_body": True}

    async def send(message):
        sent.append(message)

    headers = {
        "host": "qd.example:8443",
        "origin": ORIGIN,
        "cookie": f"__Host-qingdan-unit={opened.link('01').rpartition('/')[2]}",
        "content-type": "multipart/form-data; boundary=x",
    }
    scope = {"type": "http", "method": "POST", "path": "/hand-in", "raw_path": b"/hand-in", "query_string": b""}
    scope |= {"headers": [(name.encode(), value.encode()) for name, value in headers.items()], "scheme": "https"}
    asyncio.run(opened.app(scope | {"client": ("10.0.0.7", 1), "server": ("qd.example", 8443)}, receive, send))
    assert sent[0]["status"] == 408
    assert opened.returned() == [] and not list(opened.folder.glob(".qingdan/inbox-*"))
