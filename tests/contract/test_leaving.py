"""Leaving and coming back by links in mails: a look changes nothing, a POST does, and twice is as once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from monitor.bootstrap import Configured, configured, links_of, open_memory
from monitor.domain.block import Block, BlockKind
from monitor.domain.links import Links
from monitor.options import Options
from monitor.store.database import SqlStore
from monitor.web.app import Parts, make_app
from monitor.web.guard import HEADERS

FORUM, OTHER = ("email", "chair@example.org"), ("email", "desk@example.org")
CONFIG = """
[store]
url = "sqlite:///{store}"
[web]
public_url = "https://send.example.org"
"""
SUBSCRIBERS = """
[[subscriber]]
name = "The <b>forum</b> & friends"
areas = ["Southampton", "Portsmouth"]
to = ["email:Chair@example.org"]
[[subscriber]]
name = "Desk"
areas = ["*"]
to = ["email:desk@example.org"]
"""
KEY = "a key of sixteen letters"


@pytest.fixture
def found(tmp_path: Path, empty_store: Path) -> Configured:
    store = tmp_path / "monitor.sqlite3"
    store.write_bytes(empty_store.read_bytes())
    (tmp_path / "monitor.toml").write_text(CONFIG.format(store=store))
    (tmp_path / "subscribers.toml").write_text(SUBSCRIBERS)
    return configured(Options(tmp_path, None, None, False), {"SEND_MONITOR_LINK_KEY": KEY})


@pytest.fixture
def store(found: Configured) -> Iterator[SqlStore]:
    with open_memory(found) as store:
        yield store


@contextmanager
def asked(found: Configured, store: SqlStore) -> Iterator[TestClient]:
    with TestClient(make_app(Parts(found, store)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(found: Configured, store: SqlStore) -> Iterator[TestClient]:
    with asked(found, store) as client:
        yield client


def links(found: Configured) -> Links:
    made = links_of(found)
    assert made is not None
    return made


def path(link: str) -> str:
    return link.removeprefix("https://send.example.org")


@pytest.fixture
def leaving(found: Configured) -> str:
    return path(links(found).unsubscribe(("email", "Chair@example.org")))


@pytest.fixture
def choosing(found: Configured) -> str:
    return path(links(found).preferences(FORUM))


def area(found: Configured, name: str) -> str:
    wanted = found.areas.named(name)
    assert wanted is not None
    return wanted.id


def words(answer: Response) -> str:
    return unescape(" ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", answer.text, flags=re.S).split()))


def buttons(answer: Response) -> list[str]:
    return [unescape(one) for one in re.findall(r"<button[^>]*>([^<]+)<", answer.text)]


def closed(store: SqlStore) -> list[tuple[str, str | None, BlockKind]]:
    return [(one.address, one.area, one.kind) for one in store.blocks()]


ALL_LEFT = ("chair@example.org", None, BlockKind.UNSUBSCRIBED)


def test_a_look_changes_nothing_however_often_and_by_whom(
    found: Configured, store: SqlStore, client: TestClient, leaving: str, choosing: str
) -> None:
    one_area = f"{leaving}?area={area(found, 'Southampton')}"
    for link in (leaving, one_area, choosing):
        for _ in range(3):
            assert client.get(link).status_code == 200
            assert client.head(link).status_code == 200
        assert client.head(link).content == b""
    assert store.blocks() == []


def test_a_button_leaves_one_area_and_the_rest_goes_on(
    found: Configured, store: SqlStore, client: TestClient, leaving: str
) -> None:
    southampton = area(found, "Southampton")
    link = f"{leaving}?area={southampton}"
    assert buttons(client.get(link)) == ["Stop messages about Southampton", "Stop all messages"]
    answer = client.post(link, data={"chosen": southampton})
    assert "Done: no more messages about Southampton" in words(answer)
    assert closed(store) == [("chair@example.org", southampton, BlockKind.UNSUBSCRIBED)]
    assert store.is_blocked(*FORUM, southampton)
    assert not store.is_blocked(*FORUM, area(found, "Portsmouth"))


@pytest.mark.parametrize("data", [{"List-Unsubscribe": "One-Click"}, {"chosen": "*"}, {}])
def test_one_click_leaves_everything_and_twice_is_as_good_as_once(
    store: SqlStore, client: TestClient, leaving: str, data: dict[str, str]
) -> None:
    for _ in range(2):
        answer = client.post(leaving, data=data)
        assert answer.status_code == 200
        assert "Done: no more messages" in words(answer)
    assert closed(store) == [ALL_LEFT]
    assert "You have left already" in words(client.get(leaving))


def test_a_mail_program_may_send_its_click_as_a_multipart_form(
    store: SqlStore, client: TestClient, leaving: str
) -> None:
    answer = client.post(leaving, files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert closed(store) == [ALL_LEFT]


def test_the_button_for_all_leaves_all_even_on_the_page_of_one_area(
    found: Configured, store: SqlStore, client: TestClient, leaving: str
) -> None:
    client.post(f"{leaving}?area={area(found, 'Southampton')}", data={"chosen": "*"})
    assert closed(store) == [ALL_LEFT]


def test_readers_see_what_they_get_and_can_come_back(
    found: Configured, store: SqlStore, client: TestClient, choosing: str
) -> None:
    southampton = area(found, "Southampton")
    assert buttons(client.get(choosing)) == ["Stop all messages", "Stop Portsmouth", "Stop Southampton"]
    answer = client.post(choosing, data={"leaving": southampton})
    assert "Southampton (you left)" in words(answer)
    assert "Get Southampton again" in buttons(answer)
    client.post(choosing, data={"leaving": "*"})
    assert len(closed(store)) == 2
    assert buttons(client.get(choosing)) == ["Get everything again"]
    answer = client.post(choosing, data={"returning": "*"})
    assert closed(store) == []
    assert "(you left)" not in words(answer)
    client.post(choosing, data={"leaving": southampton})
    client.post(choosing, data={"returning": southampton})
    assert closed(store) == []


def test_nobody_opens_what_a_mail_server_closed(
    found: Configured, store: SqlStore, client: TestClient, choosing: str
) -> None:
    store.suppress(*FORUM, "550 no such user", found.clock())
    answer = client.post(choosing, data={"returning": "*"})
    assert "messages to it came back" in words(answer)
    assert closed(store) == [("chair@example.org", None, BlockKind.SUPPRESSED)]


def test_leaving_outweighs_what_the_operator_may_lift(
    found: Configured, store: SqlStore, client: TestClient, leaving: str
) -> None:
    store.suppress(*FORUM, "550 no such user", found.clock())
    client.post(leaving)
    assert closed(store) == [ALL_LEFT]


def test_an_area_that_is_not_theirs_changes_nothing(
    found: Configured, store: SqlStore, client: TestClient, leaving: str, choosing: str
) -> None:
    for other in (area(found, "Kent"), "nonsense", "x" * 20):
        assert client.post(leaving, data={"chosen": other}).status_code == 200
        assert client.post(choosing, data={"leaving": other}).status_code == 200
    assert store.blocks() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("page", ["unsubscribe", "preferences"])
def test_a_link_that_we_did_not_sign_shows_a_plain_page(
    found: Configured, store: SqlStore, client: TestClient, page: str, method: str
) -> None:
    token = links(found).token(FORUM)
    old = Links("https://send.example.org", "the key of last year").token(FORUM)
    for wrong in (token[:-1], token + "A", token.swapcase(), old, "x", "..%2f..", "%00", "%F0%9F%98%80"):
        answer = client.request(method, f"/{page}/{wrong}", data={"leaving": "*"})
        assert answer.status_code == 404
    if method != "HEAD":
        assert "This link does not work" in words(client.request(method, f"/{page}/{old}"))
    assert store.blocks() == []


def test_a_choice_outlives_the_config(found: Configured, store: SqlStore, leaving: str) -> None:
    without = replace(found, watching=replace(found.watching, subscriptions=()))
    with asked(found, store) as client:
        client.post(leaving)
    with asked(without, store) as client:
        assert client.get(leaving).status_code == 404
    with asked(found, store) as client:
        assert "You have left already" in words(client.get(leaving))


def test_without_a_key_no_link_works(found: Configured, store: SqlStore, leaving: str) -> None:
    secrets = replace(found.watching.secrets, link_key=None)
    with asked(replace(found, watching=replace(found.watching, secrets=secrets)), store) as client:
        assert client.get(leaving).status_code == 404


def test_pages_are_private_and_need_nothing_from_elsewhere(
    client: TestClient, leaving: str, choosing: str
) -> None:
    for link in (leaving, choosing, "/unsubscribe/x"):
        answer = client.get(link)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert not re.search(r"<script|<img|<link|src=|https?://", answer.text)
        assert "chair@example.org" not in answer.text.casefold(), "the page may be passed on"
        assert '<html lang="en-GB">' in answer.text
        assert answer.text.count("<h1>") == 1


def test_names_from_the_config_are_inert(client: TestClient, choosing: str) -> None:
    answer = client.get(choosing)
    assert "<b>forum" not in answer.text
    assert "&lt;b&gt;forum&lt;/b&gt; &amp; friends" in answer.text


def test_too_much_is_not_read(store: SqlStore, client: TestClient, leaving: str) -> None:
    assert client.post(leaving, data={"chosen": "x" * 100}).status_code == 422
    assert client.post(leaving, content=b"x" * 100_000).status_code == 413
    assert store.blocks() == []


def test_a_block_says_who_closed_it(store: SqlStore, client: TestClient, leaving: str) -> None:
    client.post(leaving)
    (block,) = store.blocks()
    assert isinstance(block, Block)
    assert block.says() == "email:chair@example.org unsubscribed: they said so on the page for it"
