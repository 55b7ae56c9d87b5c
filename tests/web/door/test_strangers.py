"""Nothing of another unit can be seen, guessed or timed, and nothing is done that no unit asked for."""

import asyncio
import datetime as dt
import io
import itertools
import os
import zipfile

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.laws import examples
from tests.web.door.conftest import ORIGIN, Visitor
from toolkit.pipeline import make_links, open_workspace, read_links, revoke_links, rotate_key
from toolkit.pipeline.unit_links import derive_secret, hash_secret
from toolkit.web.guard import HEADERS

NOW = dt.datetime(2022, 3, 1, tzinfo=dt.UTC)
ROUTES = ["/", "/receipts.txt", "/file/issued/x.xlsx", "/file/sent_back/x.xlsx", "/nowhere", "/static/door.css"]


@pytest.fixture
def visitor(opened):
    return opened.enter("01")


def secret_of(link):
    return link.rpartition("/")[2]


def test_links__have_128_bits_are_kept_as_hashes_alone_and_read_by_the_owner_alone(opened):
    kept = opened.folder / ".qingdan-door/links.json"
    secrets = [secret_of(opened.link(code)) for code in ("01", "02")]
    assert all(len(bytes.fromhex(secret)) == 16 for secret in secrets) and len(set(secrets)) == 2
    assert not any(secret in path.read_text("utf-8") for secret in secrets for path in kept.parent.iterdir())
    assert kept.stat().st_mode & 0o077 == 0 and kept.parent.stat().st_mode & 0o077 == 0


def test_links__are_printed_again_as_they_were(opened):
    before = opened.link("01")
    make_links(opened.workspace, opened.workspace.campaign.units, now=NOW)
    assert opened.link("01") == before


def test_revoked_link__opens_nothing_from_then_on_and_a_new_one_does(opened, visitor):
    old, unit = opened.link("01"), opened.workspace.campaign.find_by_code("01")
    revoke_links(opened.workspace, [unit], now=NOW)
    assert visitor.get("/").status_code == 403 and visitor.get(old).status_code == 404
    assert opened.link("01") == "" and opened.enter("02").get("/").status_code == 200
    make_links(opened.workspace, [unit], now=NOW)
    assert opened.link("01") not in {"", old} and opened.enter("01").get("/").status_code == 200


def test_revoked_link__is_not_made_again_when_the_door_opens_again(opened):
    revoke_links(opened.workspace, [opened.workspace.campaign.find_by_code("01")], now=NOW)
    opened.door.close()
    opened.door.open()
    assert opened.link("01") == "" and opened.link("02")


def test_links__are_dead_when_the_key_was_exchanged(opened, visitor):
    old = opened.link("01")
    rotate_key(opened.workspace)
    assert visitor.get("/").status_code == 403 and visitor.get(old).status_code == 404
    make_links(opened.workspace, opened.workspace.campaign.units, now=NOW)
    assert opened.link("01") != old and opened.enter("01").get("/").status_code == 200


def test_record_of_links_that_somebody_wrote__opens_nothing(opened):
    """Who can write the file, but has no key, cannot make a link of his own count."""
    path = opened.folder / ".qingdan-door/links.json"
    links = read_links(opened.folder)
    stranger = "ab" * 16
    path.write_text(path.read_text("utf-8").replace(links.links[0].sha256, hash_secret(stranger)), "utf-8")
    assert Visitor(opened.app).get(f"/u/{stranger}").status_code == 404


def test_cookie__is_for_this_door_alone_and_read_by_no_script(opened):
    answer = Visitor(opened.app).get(opened.link("01"))
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-") and "domain" not in cookie
    assert all(word in cookie for word in ("httponly", "secure", "samesite=strict", "path=/"))
    assert "max-age" not in cookie and "expires" not in cookie


def test_leaving__takes_the_cookie_back(visitor):
    visitor.post("/leave")
    assert visitor.get("/").status_code == 403


def test_pages__without_a_link_are_refused_and_say_nothing(opened):
    for path in ROUTES[:4]:
        answer = Visitor(opened.app).get(path)
        assert answer.status_code == 403 and "市教育局" not in answer.text and "2022" not in answer.text


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=60), st.from_regex(r"[0-9a-f]{32}", fullmatch=True), st.binary(max_size=40)))
@example("0" * 32)
@example("'; --")
def test_forged_cookie_or_link__opens_nothing(opened, forged):
    raw = forged if isinstance(forged, bytes) else forged.encode("utf-8", "replace")
    safe = bytes(byte for byte in raw if byte > 32 and byte != 127 and byte not in b';,"\\')
    stranger = Visitor(opened.app, os.urandom(6).hex())
    assert stranger.get("/", headers={"Cookie": b"__Host-qingdan-unit=" + safe}).status_code == 403
    link = httpx.URL(ORIGIN, raw_path=b"/u/" + b"".join(b"%%%02x" % byte for byte in raw))
    assert stranger.get(link).status_code in {403, 404}


def test_wrong_links__are_not_tried_for_ever_and_others_get_in_meanwhile(opened):
    guesser = Visitor(opened.app, "10.9.9.9")
    answers = [guesser.get(f"/u/{number:032x}").status_code for number in range(40)]
    assert answers[0] == 404 and answers[-1] == 429
    assert guesser.get(opened.link("01")).status_code == 429
    assert opened.enter("01").get("/").status_code == 200


def test_what_a_request_says_of_its_machine__is_not_believed(opened):
    guesser = Visitor(opened.app, "10.9.9.8")
    for number in range(35):
        guesser.get(f"/u/{number:032x}", headers={"X-Forwarded-For": f"10.1.1.{number}"})
    assert guesser.get("/u/x", headers={"X-Forwarded-For": "10.2.2.2"}).status_code == 429


def test_secrets_and_serials__of_one_unit_say_nothing_of_another(opened):
    links = read_links(opened.folder).links
    secrets = [derive_secret(link, opened.workspace.stamp) for link in links]
    assert len(set(secrets)) == len(links) == len({link.serial for link in links})


NAMES_OF_OTHERS = [
    "../../工作方案.xlsx",
    "..%2f..%2f工作方案.xlsx",
    "02-市公安局-三类清单.xlsx",
    "../02-市公安局/02-市公安局-三类清单.xlsx",
    "..\\02-市公安局\\02-市公安局-三类清单.xlsx",
    "/etc/passwd",
    "%2e%2e/%2e%2e/.qingdan-key",
    ".qingdan-key",
    "x\x00.xlsx",
]
KINDS_OF_OTHERS = ["issued", "sent_back", "..", "returned"]


def test_files_of_others__cannot_be_fetched(visitor):
    for name, kind in itertools.product(NAMES_OF_OTHERS, KINDS_OF_OTHERS):
        path = httpx.URL(
            ORIGIN, raw_path=f"/file/{kind}/".encode() + httpx.QueryParams({"": name}).__str__()[1:].encode()
        )
        assert visitor.get(path).status_code == 404


def test_links_among_the_files__are_not_followed(opened, visitor):
    own = opened.workspace.folders.issued / "01-市教育局"
    (own / "钥匙.xlsx").symlink_to(opened.folder / ".qingdan-key")
    assert "钥匙" not in visitor.get("/").text and visitor.get("/file/issued/钥匙.xlsx").status_code == 404


TRICKS = [
    "../../工作方案.xlsx",
    "..\\..\\.qingdan-key",
    "/etc/cron.d/x.xlsx",
    "C:\\Windows\\x.xlsx",
    "02-市公安局/x.xlsx",
    "CON.xlsx",
    "x\r\nSet-Cookie: a=b.xlsx",
    "\u202excod.xlsx",
    ".hidden",
    "~$三类清单.xlsx",
    "很" * 300 + ".xlsx",
    "a/b/../../../x.xlsx",
]


def test_names_with_tricks__stay_in_the_units_own_folder(opened, visitor):
    before = {path for path in opened.folder.rglob("*") if path.is_file()}
    for number, name in enumerate(TRICKS):
        assert visitor.hand_in(name, b"%d" % number, follow=False).status_code == 303, name
    new = {path for path in opened.folder.rglob("*") if path.is_file()} - before
    assert {path.parent.name for path in new} == {"01-市教育局"} and len(new) == len(TRICKS)
    assert all(path.name.isprintable() and len(path.name.encode()) <= 255 for path in new)


OTHER_SITES = [
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://qd.example:8443"},
    {"Origin": ORIGIN + ".evil.example"},
    {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
]


def test_posts_from_other_sites__do_nothing(opened, visitor):
    for headers, path in itertools.product(OTHER_SITES, ["/hand-in", "/leave"]):
        assert visitor.post(path, headers=headers, files={"file": ("x.xlsx", opened.filled)}).status_code == 403
        assert opened.returned() == [] and visitor.get("/").status_code == 200


OTHER_NAMES = ["evil.example", "qd.example", "qd.example:8443.evil.example", "127.0.0.1:8443", ""]


def test_door_under_another_name__is_refused(opened, visitor):
    for host in OTHER_NAMES:
        answer = visitor.get("/", headers={"Host": host})
        assert answer.status_code == 421 and "市教育局" not in answer.text


OPERATORS_PAGES = ["/enter/x", "/job", "/job.json", "/units", "/links", "/decide"]


def test_operators_pages__are_not_behind_the_door(visitor):
    for path in OPERATORS_PAGES:
        assert visitor.get(path).status_code == 404


def test_bomb__is_kept_out_of_the_reading_and_said_to_be_of_no_use(opened, visitor):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 << 20))
        archive.writestr("[Content_Types].xml", b"<Types/>")
    page = visitor.hand_in("三类清单.xlsx", packed.getvalue())
    assert page.status_code == 200 and "用不上" in page.text


def test_file_too_large__is_not_taken_and_leaves_nothing(opened, visitor):
    answer = visitor.hand_in("三类清单.xlsx", bytes(33 << 20))
    assert answer.status_code == 413 and "32 MB" in answer.text
    assert opened.returned() == [] and not list(opened.folder.glob(".qingdan/inbox-*"))


LENGTHS_OF_LENGTHS_THAT_ARE_NONE = ["-1", "x", "99999999999999999999999", "1" * 5000]


def test_lengths_that_are_none__make_no_bug(visitor):
    for length in LENGTHS_OF_LENGTHS_THAT_ARE_NONE:
        headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=x", "Content-Length": length}
        assert visitor.post("/hand-in", headers=headers, content=b"--x--").status_code in {400, 413}


def test_upload_that_is_cut_off__leaves_nothing(opened, visitor):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + opened.filled[:9000]
    headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data; boundary=x"}
    assert visitor.post("/hand-in", headers=headers, content=head).status_code == 400
    assert opened.returned() == [] and not list(opened.folder.glob(".qingdan/inbox-*"))


def test_returns__are_limited_in_number(opened, visitor):
    answers = [visitor.hand_in("x.xlsx", b"x").status_code for _ in range(22)]
    assert answers[:20] == [200] * 20 and answers[20:] == [429] * 2
    assert opened.enter("02").hand_in("x.xlsx", b"y").status_code == 200


def test_returns_at_once__are_limited_and_each_is_answered(opened):
    """All come at the same moment: whoever finds no place is told so, and nothing is half taken."""
    cookie = {"Cookie": f"__Host-qingdan-unit={secret_of(opened.link('01'))}", "Origin": ORIGIN}

    async def hand_in_all():
        transport = httpx.ASGITransport(opened.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=cookie) as client:
            posts = (client.post("/hand-in", files={"file": ("x.xlsx", b"%d" % n)}) for n in range(15))
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    assert set(asyncio.run(hand_in_all())) == {303}
    assert len(opened.returned()) == 15


def test_every_answer__has_its_headers(opened, visitor):
    for path in ROUTES:
        for asker in (visitor, Visitor(opened.app, "10.3.3.3")):
            for answer in (
                asker.get(path),
                asker.post(path),
                asker.ask("PUT", path),
                asker.get(path, headers={"Host": "x"}),
            ):
                assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@settings(max_examples=examples(75), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]),
    path=st.one_of(
        st.sampled_from([*ROUTES, "/hand-in", "/leave", "/u/x"]),
        st.lists(
            st.sampled_from(["", "u", "file", "issued", "..", "static", "hand-in", "%00", "%ff", "%2f"]), max_size=5
        ).map(lambda parts: "/" + "/".join(parts)),
    ),
    query=st.text(max_size=20),
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/plain",
            "",
            "multipart/form-data; boundary=" + "x" * 300,
        ]
    ),
)
def test_no_request__makes_a_bug(opened, *, method, path, query, body, kind):
    asker = opened.enter("01", machine=os.urandom(6).hex())
    url = httpx.URL(ORIGIN, raw_path=path.encode() + b"?" + httpx.QueryParams({"r": query}).__str__().encode())
    body = b"--x\r\nContent-Disposition: form-data; " + body if body[:1] < b"\x80" else body
    answer = asker.ask(method, url, headers={"Origin": ORIGIN, "Content-Type": kind}, content=body, follow=False)
    assert answer.status_code < 500 or answer.status_code == 501


def test_office_that_changes_its_plan_meanwhile__is_not_shown_and_takes_nothing_halfway(opened, visitor):
    plan = opened.folder / "工作方案.xlsx"
    content = plan.read_bytes()
    plan.write_bytes(content[:500])
    for answer in (visitor.get("/"), visitor.hand_in("x.xlsx", opened.filled)):
        assert answer.status_code == 503 and str(opened.folder) not in answer.text
    plan.write_bytes(content)
    assert visitor.get("/").status_code == 200 and opened.returned() == []
    assert open_workspace(opened.folder)
