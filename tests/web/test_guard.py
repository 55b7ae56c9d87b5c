"""Who is let in, and what every answer carries."""

import pytest

from tests.web.conftest import ORIGIN, Browser
from toolkit.web import Desk

WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
}


@pytest.fixture
def browser(tmp_path):
    """A page of a folder that is no campaign: who is let in does not depend on what is shown."""
    return Browser(Desk(tmp_path, keep_note=str)).enter()


@pytest.fixture
def stranger(browser):
    return Browser(browser.desk)


def test_entrance__with_the_secret__sets_a_cookie_that_no_script_reads_and_leads_to_the_page(stranger):
    answer = stranger.get(stranger.access.entrance, follow=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert stranger.access.secret.lower() not in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/job", "/job.json", "/nowhere"])
def test_page__without_the_cookie__is_refused(stranger, path):
    assert stranger.get(path).status_code == 403


@pytest.mark.parametrize("cookie", ["", "x", "中"])
def test_page__with_a_forged_cookie__is_refused(stranger, cookie):
    answer = stranger.get("/", headers={"Cookie": f"qingdan-8123={cookie}".encode()})
    assert answer.status_code == 403


def test_entrance__with_another_secret__is_refused(stranger):
    assert stranger.get("/enter/x").status_code == 403
    assert "set-cookie" not in stranger.get("/enter/x").headers


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1", "127.0.0.1:9999", "127.0.0.1:8123.example.com"])
def test_page__asked_under_another_name__is_refused(browser, host):
    answer = browser.get("/", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": ORIGIN, "Sec-Fetch-Site": "none"}]
)
def test_post__from_elsewhere__is_refused(browser, headers):
    assert browser.ask("POST", "/job", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/", "/job.json", "/nowhere", "/static/page.css", "/static/../app.py", "/enter/x"])
def test_every_answer__has_its_headers(browser, path):
    answer = browser.get(path)
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_refusals__have_the_headers_too(browser, stranger):
    answers = [stranger.get("/"), browser.get("/", headers={"Host": "evil.example"}), browser.ask("POST", "/job")]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in WANTED} == WANTED


def test_bug__is_answered_without_a_word_of_it(browser, monkeypatch):
    monkeypatch.setattr(browser.desk, "refresh", lambda: 1 // 0)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "division" not in answer.text and "Traceback" not in answer.text
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
