"""The log: one line each whatever is logged, never a secret, and the name of what is being done."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import logs
from monitor.bootstrap import configured
from monitor.logs import set_up_log, strike_out, without_secrets
from monitor.options import Options
from monitor.trace import current_trace, traced

Written = Callable[[], str]
log = logging.getLogger("monitor.test")
HOOK = "https://hooks.slack.com/services/T000/B000/abcDEF123"
FORGED = "Ashbourne\n2026-09-08T09:30:00 ERROR monitor: forged\r\x1b[2J\u2028\u202egnp.fdp"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    """Give what is written to the log; everything is as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(logs, "_SECRETS", set())
    yield lambda: capsys.readouterr().err
    root.handlers[:], root.level = handlers, level


def test_people_get_a_line_with_what_was_said_and_its_trace(written: Written) -> None:
    set_up_log({}, verbose=False)
    log.info("nobody asked for this")
    with traced("poll-12"):
        log.warning("not read: %s", "503", extra={"source": "listing"})
    [line] = written().splitlines()
    assert line.endswith(" WARNING monitor.test: not read: 503 source=listing [poll-12]")


def test_machines_get_an_object_with_the_same(written: Written) -> None:
    set_up_log({"SEND_MONITOR_LOG": "json"}, verbose=False)
    with traced("poll-12"):
        log.info("looked", extra={"found": [3, 4]})
    [entry] = [json.loads(line) for line in written().splitlines()]
    time = entry.pop("time")
    assert str(time).endswith("+00:00")
    assert entry == {
        "found": [3, 4],
        "level": "info",
        "logger": "monitor.test",
        "event": "looked",
        "trace": "poll-12",
    }


@pytest.mark.parametrize("kind", ["plain", "json"])
def test_hostile_text_neither_ends_a_line_nor_begins_one(written: Written, kind: str) -> None:
    set_up_log({"SEND_MONITOR_LOG": kind}, verbose=False)
    log.error("title %s", FORGED, extra={"title": FORGED})
    [line] = written().split("\n")[:-1]
    assert line.isprintable()
    assert "forged" in line


@pytest.mark.parametrize("kind", ["plain", "json"])
def test_a_traceback_is_kept_and_cannot_forge_a_line_either(written: Written, kind: str) -> None:
    set_up_log({"SEND_MONITOR_LOG": kind}, verbose=False)
    try:
        raise ValueError(FORGED)
    except ValueError:
        log.exception("reading failed")
    said = written()
    first, *others = said.splitlines()
    assert "reading failed" in first
    assert all(line.startswith("  | ") for line in others)
    assert "ValueError" in said


@given(st.text())
def test_no_text_whatever_breaks_a_line(text: str) -> None:
    record = logging.LogRecord("monitor", logging.ERROR, "", 0, "title %s", (text,), None)
    for formatter in (logs._Plain(), logs._Json()):
        line = formatter.format(record)
        assert len(line.splitlines()) == 1
        line.encode()


@pytest.mark.parametrize("kind", ["plain", "json"])
@pytest.mark.parametrize("secret", ["hunter2!", 'quo"te\\d', "näh/with+signs=", HOOK])
def test_a_known_secret_is_in_no_line(written: Written, kind: str, secret: str) -> None:
    set_up_log({"SEND_MONITOR_LOG": kind}, verbose=False)
    strike_out([secret, None, ""])
    try:
        raise ValueError(f"535 {secret} was refused")
    except ValueError:
        log.exception(
            "sent %s", secret, extra={"where": f"https://x.example/{quote(secret)}", "what": [secret]}
        )
    said = written()
    assert "***" in said
    for form in (secret, json.dumps(secret)[1:-1], quote(secret)):
        assert form not in said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"posted to {HOOK} in vain", "posted to https://hooks.slack.com/*** in vain"),
        ("postgresql+psycopg://monitor:s3cret@db/m", "postgresql+psycopg://***@db/m"),
        ("redis://:s3cret@queue:6379/0", "redis://***@queue:6379/0"),
        ("password=s3cret, port=25", "password=***, port=25"),
        ("GET /leave?token=abc.def&x=1", "GET /leave?token=***&x=1"),
        (
            "https://reports.ofsted.gov.uk/provider/44/80558",
            "https://reports.ofsted.gov.uk/provider/44/80558",
        ),
        ("the secret of a good report", "the secret of a good report"),
        ("written to chair@example.org", "written to chair@example.org"),
    ],
)
def test_what_looks_secret_is_struck_out_and_nothing_else(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


@pytest.mark.usefixtures("written")  # which forgets them afterwards
def test_every_secret_of_the_config_is_struck_out(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text(
        '[email]\nusername = "alerts"\n[web]\npublic_url = "https://send.example.org"\n'
        '[webhook.archive]\nurl = "https://hook.example.org"\nsecret_env = "HOOK"\n'
    )
    environ = {
        "SEND_MONITOR_STORE__URL": "postgresql://monitor:at%40sea-1@db/monitor",
        "SEND_MONITOR_QUEUE__URL": "redis://:on-the-moor-2@queue:6379/0",
        "SEND_MONITOR_SMTP_PASSWORD": "in-the-wood-3",
        "SEND_MONITOR_LINK_KEY": "under-the-old-bridge-4",
        "HOOK": "over-the-hill-5",
    }
    configured(Options(tmp_path, None, None, False), environ)
    told = "at@sea-1 at%40sea-1 on-the-moor-2 in-the-wood-3 under-the-old-bridge-4 over-the-hill-5"
    assert without_secrets(told) == " ".join(["***"] * 6)


def test_short_values_are_no_reason_to_strike_out_half_the_log(written: Written) -> None:
    strike_out(["a"])
    assert without_secrets("a page") == "a page"


def test_another_kind_of_log_is_a_mistake(written: Written) -> None:
    with pytest.raises(ValueError, match='neither "plain" nor "json"'):
        set_up_log({"SEND_MONITOR_LOG": "yaml"}, verbose=False)


def test_a_trace_holds_within_its_context_and_none_changes_nothing() -> None:
    assert current_trace() is None
    with traced("poll-1"):
        with traced(None):
            assert current_trace() == "poll-1"
        with traced("poll-2"):
            assert current_trace() == "poll-2"
        assert current_trace() == "poll-1"
    assert current_trace() is None
