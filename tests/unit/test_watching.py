"""What the files mean together: names resolved, secrets found, every mistake of every file told at once."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from monitor.bootstrap import Configured, configured
from monitor.channel_secrets import is_loopback
from monitor.config import load_settings
from monitor.domain.area import AreaTable
from monitor.domain.matching import QuietHours
from monitor.errors import ConfigError
from monitor.options import Options
from monitor.watching import Watching, tie_together
from tests.builders import a_table
from tests.unit.test_config import EXAMPLE, ROOT

TABLE = a_table()
SECRETS = {
    "SEND_MONITOR_SLACK_SEND_TEAM": "https://hooks.example.org/services/one",
    "SEND_MONITOR_WEBHOOK_COUNCIL": "a signing secret",
}
Tie = Callable[..., Watching]
SLACK = "[slack.send-team]\nwebhook_env = 'HOOK'\n"


@pytest.fixture
def tie(tmp_path: Path) -> Tie:
    """Give a function that writes files and ties them together."""

    def tie(
        *,
        environ: Mapping[str, str] | None = None,
        secrets: bool = True,
        table: AreaTable = TABLE,
        **files: str,
    ) -> Watching:
        for name, text in ({"monitor": "", "areas": "", "feeds": "", "subscribers": ""} | files).items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        found = environ or {}
        return tie_together(load_settings(tmp_path, found), table, found, secrets=secrets)

    return tie


def mistakes(tie: Tie, environ: Mapping[str, str] | None = None, **files: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        tie(environ=environ, **files)
    return caught.value.mistakes


def mistake(tie: Tie, environ: Mapping[str, str] | None = None, **files: str) -> str:
    (one,) = mistakes(tie, environ, **files)
    assert one.isprintable()
    return one


def a_subscriber(**keys: object) -> str:
    """Write one entry of subscribers.toml; what is given replaces a default."""
    entry = {"name": "Forum", "areas": ["*"], "to": ["email:chair@example.org"]} | keys
    lines = (f"{key} = {value!r}\n" for key, value in entry.items() if value is not None)
    return "[[subscriber]]\n" + "".join(lines)


# --- the example and the shipped files ---------------------------------------------------------------


def written(folder: Path, **changes: str) -> Path:
    for name, text in (EXAMPLE | {f"{key}.toml": value for key, value in changes.items()}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def options(folder: Path, **changes: str | None) -> Options:
    return Options(folder, changes.get("store"), changes.get("now"), verbose=False)


def test_the_whole_example_means_what_it_says(tmp_path: Path) -> None:
    found = configured(options(written(tmp_path)), SECRETS)
    assert len(found.watching.areas) == len(found.areas) == 153
    (forum,) = found.watching.subscriptions
    names = {area.name for area in found.areas if area.id in forum.areas}
    assert names == {"Southampton", "Portsmouth", "Isle of Wight", "Hampshire"}
    assert set(forum.areas.values()) == {"you watch the group solent"}
    assert forum.to == (("email", "chair@example.org"), ("slack", "send-team"))
    assert forum.quiet == QuietHours(time(21), time(7))
    assert found.watching.operator == (("email", "ops@example.org"),)
    assert found.watching.secrets.slack == {"send-team": SECRETS["SEND_MONITOR_SLACK_SEND_TEAM"]}
    assert any("only_to" in note for note in found.watching.notes), "that nothing is sent is said"


def test_the_example_without_its_secrets_names_each_that_is_missing(tmp_path: Path) -> None:
    folder = options(written(tmp_path))
    with pytest.raises(ConfigError) as caught:
        configured(folder, {})
    first, second = caught.value.mistakes
    assert first.startswith("monitor.toml: slack.send-team.webhook_env: ")
    assert "SEND_MONITOR_SLACK_SEND_TEAM_FILE" in first
    assert second.startswith("monitor.toml: webhook.council.secret_env: ")
    assert configured(folder, {}, secrets=False).watching.secrets.slack == {}, (
        "commands that only look need none"
    )


def test_the_shipped_files_are_right() -> None:
    found = configured(options(ROOT / "config"), {})
    assert len(found.watching.areas) == 153
    assert found.settings.monitor.delivery.only_to == ()


def test_every_mistake_of_every_kind_is_told_at_once(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        monitor=EXAMPLE["monitor.toml"]
        .replace("https://files.ofsted.gov.uk", "files.ofsted.gov.uk")
        .replace("expected = 153", "expectd = 153"),
        areas=EXAMPLE["areas.toml"].replace("Portsmouth", "Portsmuth"),
        feeds=EXAMPLE["feeds.toml"].replace('"Hampshire"', '"Hampshir"'),
        subscribers=EXAMPLE["subscribers.toml"]
        + "\n[[subscriber]]\nname = 'solent  Parent Carer FORUM'\nareas = ['Sothampton']\n"
        + "to = ['email:a@example.org']\ndigest = 'hourly'\n",
    )
    with pytest.raises(ConfigError) as caught:
        configured(options(folder), {})
    expected = [
        ("monitor.toml: ofsted.files_url: ", "https://"),
        ("monitor.toml: ofsted.expectd: ", '"expected"'),
        ("monitor.toml: slack.send-team.webhook_env: ", "SEND_MONITOR_SLACK_SEND_TEAM"),
        ("monitor.toml: webhook.council.secret_env: ", "SEND_MONITOR_WEBHOOK_COUNCIL"),
        ("areas.toml: groups.solent: ", "Portsmouth"),
        ('feeds.toml: feed "Daily Echo": covers: ', "Hampshire"),
        ('subscribers.toml: subscriber "solent  Parent Carer FORUM": ', "twice"),
        ('subscribers.toml: subscriber "solent  Parent Carer FORUM": areas: ', "Southampton"),
        ("subscribers.toml: subscriber[2].digest: ", "'daily'"),
    ]
    said = caught.value.mistakes
    for place, remedy in expected:
        assert any(one.startswith(place) and remedy in one for one in said), (place, said)
    assert len(said) == len(expected), said


# --- areas -------------------------------------------------------------------------------------------


def names_of(watching: Watching) -> set[str]:
    return {area.name for area in watching.areas}


@pytest.mark.parametrize(
    ("reference", "names"),
    [
        ("*", {"Ashbourne Vale", "Port Merrow", "Kestrelshire", "Isles of Quill"}),
        ("Port Merrow", {"Port Merrow"}),
        ("port merrow council", {"Port Merrow"}),
        ("Merrow", {"Port Merrow"}),
        ("90002", {"Port Merrow"}),
        ("80003", {"Kestrelshire"}),
        ("region:Coast", {"Port Merrow", "Isles of Quill"}),
        ("region:coast", {"Port Merrow", "Isles of Quill"}),
        ("neighbours:Ashbourne Vale", {"Port Merrow", "Isles of Quill"}),
        ("group:both", {"Kestrelshire", "Isles of Quill"}),
    ],
)
def test_areas_are_chosen_in_many_ways(tie: Tie, reference: str, names: set[str]) -> None:
    groups = "\n[groups]\nboth = ['Kestrelshire', '90004']\n"
    assert names_of(tie(areas=f"watch = [{reference!r}]{groups}")) == names
    (subscription,) = tie(
        areas=f"watch = ['*']{groups}", subscribers=a_subscriber(areas=[reference])
    ).subscriptions
    assert {area.name for area in TABLE if area.id in subscription.areas} == names


@pytest.mark.parametrize(
    ("reference", "remedy"),
    [
        ("Port Merow", "Port Merrow"),
        ("Kestralshire", "Kestrelshire"),
        ("both", '"group:both"'),
        ("group:bth", '"both"'),
        ("region:Cost", "Coast, Midlands"),
        ("region:", "Coast, Midlands"),
        ("neighbours:Ashborne Vale", "Ashbourne Vale"),
        ("neighbors:Ashbourne Vale", '"neighbours:…"'),
        ("Region:Coast", '"region:…"'),
        ("99999", "no area"),
        ("", "no area"),
        ("\x1b[31mPort Merrow\r\n", "Port Merrow"),
        ("P" * 100_000, "no area"),
    ],
)
def test_an_area_that_nobody_knows_is_refused_with_what_was_meant(
    tie: Tie, reference: str, remedy: str
) -> None:
    escaped = reference.encode("unicode_escape").decode().replace("\\x", "\\u00")
    groups = "\n[groups]\nboth = ['Kestrelshire']\n"
    said = mistake(tie, areas=f'watch = ["{escaped}"]{groups}')
    assert said.startswith("areas.toml: watch: ")
    assert remedy in said
    assert len(said) < 400
    subscriber = a_subscriber().replace("['*']", f'["{escaped}"]')
    said = mistake(tie, areas=f"watch = ['*']{groups}", subscribers=subscriber)
    assert said.startswith('subscribers.toml: subscriber "Forum": areas: ')
    assert remedy in said


def test_a_group_in_a_group_is_refused(tie: Tie) -> None:
    said = mistake(tie, areas="[groups]\na = ['Kestrelshire']\nb = ['group:a']\n")
    assert said.startswith("areas.toml: groups.b: ")


def test_a_mistake_in_a_group_is_told_once_where_it_is_written(tie: Tie) -> None:
    said = mistake(
        tie,
        areas="watch = ['group:a', 'group:a']\n[groups]\na = ['Kestrelshyre', 'Port Merrow']\n",
        subscribers=a_subscriber(areas=["group:a"]),
    )
    assert said.startswith("areas.toml: groups.a: ")


def test_an_area_that_is_asked_for_by_name_and_not_watched_is_a_mistake(tie: Tie) -> None:
    said = mistake(tie, areas="watch = ['Port Merrow']", subscribers=a_subscriber(areas=["Kestrelshire"]))
    assert "Kestrelshire is not watched" in said
    assert "areas.toml" in said


def test_what_follows_from_a_mistake_is_no_mistake_of_its_own(tie: Tie) -> None:
    everywhere = a_subscriber(areas=["Port Merrow", "group:a"], to=["slack:send-team"])
    assert len(mistakes(tie, subscribers=everywhere, monitor="[slack", areas="[groups")) == 2
    assert mistake(tie, areas="watch = ['Port Merow']", subscribers=a_subscriber(areas=["Port Merrow"]))
    slack, groups = "[slack.send-team]\nwebhook_env = 5\n", "groups.a = 'Port Merrow'"
    subscribers = a_subscriber(areas=["group:a"], to=["slack:send-team"])
    assert len(mistakes(tie, subscribers=subscribers, monitor=slack, areas=groups)) == 2


def test_a_subscriber_who_will_hear_of_nothing_is_noted(tie: Tie) -> None:
    for areas, wanted in (("['Port Merrow']", ["region:Midlands"]), ("['*']", [])):
        notes = tie(areas=f"watch = {areas}", subscribers=a_subscriber(areas=wanted)).notes
        assert any('"Forum"' in note and "nothing" in note for note in notes)
    assert any("watch is empty" in note for note in tie(areas="watch = []").notes)
    assert any("events are empty" in note for note in tie(subscribers=a_subscriber(events=[])).notes)


@pytest.mark.parametrize(
    ("only", "noted"),
    [
        ([], False),
        (["systemic_failings"], True),
        (["systemic_failings", "unknown"], False),
        (["worse"], False),
    ],
)
def test_an_only_that_leaves_out_what_is_unknown_is_noted(tie: Tie, only: list[str], noted: bool) -> None:
    notes = tie(subscribers=a_subscriber(only=only)).notes
    assert any('leaves out "unknown"' in note for note in notes) is noted


@pytest.mark.parametrize(
    ("areas", "reason"),
    [
        (["*"], "you watch all areas"),
        (["Port Merrow", "*"], "you watch Port Merrow"),
        (["merrow"], "you watch Port Merrow"),
        (["region:Coast"], "you watch the areas of Coast"),
        (["group:g"], "you watch the group g"),
    ],
)
def test_each_area_has_the_first_reason_in_plain_words(tie: Tie, areas: list[str], reason: str) -> None:
    watching = tie(areas="[groups]\ng = ['Port Merrow']", subscribers=a_subscriber(areas=areas))
    assert watching.subscriptions[0].areas["702"] == reason


# --- subscribers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["Forum", "forum", "  FORUM ", "fORUM", "\uff26orum"])
def test_a_duplicate_subscriber_is_refused(tie: Tie, second: str) -> None:
    said = mistake(tie, subscribers=a_subscriber() + a_subscriber(name=second))
    assert said.startswith(f'subscribers.toml: subscriber "{second}": ')
    assert "twice" in said


def test_a_subscriber_without_an_address_is_refused(tie: Tie) -> None:
    for entry in (a_subscriber(to=None), a_subscriber(to=[])):
        said = mistake(tie, subscribers=entry)
        assert said.startswith('subscribers.toml: subscriber "Forum": to: ')
        assert "email:chair@example.org" in said


@pytest.mark.parametrize(
    ("entry", "remedy"),
    [
        ("chair@example.org", "email:someone@example.org"),
        ("mailto:chair@example.org", "email:someone@example.org"),
        ("", "email:someone@example.org"),
        ("email:", "chair@example.org"),
        ("email:chair", "chair@example.org"),
        ("email: chair@example.org", "chair@example.org"),
        ("email:a@example.org,b@example.org", "chair@example.org"),
        ("slack:send-teem", '"send-team"'),
        ("slack:", "no [slack."),
        ("webhook:council", "no [webhook.council]"),
        ("EMAIL:chair@example.org", "email:"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused(tie: Tie, entry: str, remedy: str) -> None:
    environ = {"HOOK": "https://hooks.example.org/x"}
    said = mistake(tie, environ, monitor=SLACK, subscribers=a_subscriber(to=[entry]))
    assert said.startswith('subscribers.toml: subscriber "Forum": to: ')
    assert remedy in said
    said = mistake(tie, environ, monitor=f"{SLACK}[operator]\nto = ['{entry}']")
    assert said.startswith("monitor.toml: operator.to: ")
    assert remedy in said


def test_a_line_break_in_an_address_is_refused_and_shown_on_one_line(tie: Tie) -> None:
    text = a_subscriber().replace(
        "'email:chair@example.org'", '"email:chair@example.org\\r\\nBcc: x@example.org"'
    )
    assert r"\r\n" in mistake(tie, subscribers=text)


def test_one_mailbox_gets_one_message_however_it_is_spelt(tie: Tie) -> None:
    watching = tie(
        monitor="[operator]\nto = ['email:CHAIR@example.org']",
        subscribers=a_subscriber(to=["email:Chair@Example.org", "email:chair@example.org"])
        + a_subscriber(name="Other", to=["email:chair@EXAMPLE.org"]),
    )
    addresses = {one for subscription in watching.subscriptions for one in subscription.to}
    assert addresses | set(watching.operator) == {("email", "Chair@Example.org")}
    assert [len(subscription.to) for subscription in watching.subscriptions] == [1, 1]


@pytest.mark.parametrize(
    ("pattern", "right"),
    [
        ("report.*", True),
        ("report.published", True),
        ("news.*", True),
        ("deadline.due", True),
        ("*", True),
        ("report.publsihed", False),
        ("reports.*", False),
        ("source.degraded", False),  # the operator's own
        ("delivery.*", False),
        ("", False),
        ("REPORT.*", False),
    ],
)
def test_events_that_there_are_not_are_refused(tie: Tie, pattern: str, right: bool) -> None:
    subscribers = a_subscriber(events=[pattern])
    if right:
        assert tie(subscribers=subscribers).subscriptions[0].events == (pattern,)
        return
    said = mistake(tie, subscribers=subscribers)
    assert said.startswith('subscribers.toml: subscriber "Forum": events: ')
    assert "report.published" in said


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("21:00-07:00", True),
        ("00:00-23:59", True),
        ("", True),
        ("21-7", False),
        ("21:00", False),
        ("9:00-17:00", False),
        ("24:00-07:00", False),
        ("21:00-07:60", False),
        ("21:00 - 07:00", False),
        ("21:00-21:00", False),
        ("２１:00-07:00", False),
    ],
)
def test_quiet_hours_are_a_window(tie: Tie, text: str, right: bool) -> None:
    subscribers = a_subscriber(quiet_hours=text)
    if right:
        assert (tie(subscribers=subscribers).subscriptions[0].quiet is not None) is bool(text)
    else:
        assert "quiet_hours: " in mistake(tie, subscribers=subscribers)


# --- secrets -----------------------------------------------------------------------------------------


def test_a_secret_may_stand_in_a_file(tie: Tie, tmp_path: Path) -> None:
    file = tmp_path / "hook"
    file.write_text("https://hooks.example.org/x\n")
    assert tie(environ={"HOOK_FILE": str(file)}, monitor=SLACK).secrets.slack == {
        "send-team": "https://hooks.example.org/x"
    }


@pytest.mark.parametrize("environ", [{}, {"HOOK": ""}, {"HOOK": "  "}, {"HOOK_FILE": "/nowhere/at/all"}])
def test_a_missing_secret_names_the_variable_and_its_file(tie: Tie, environ: dict[str, str]) -> None:
    said = mistake(tie, environ, monitor=SLACK)
    assert said.startswith("monitor.toml: slack.send-team.webhook_env: ")
    assert "HOOK" in said
    assert "HOOK_FILE" in said


def test_a_password_is_needed_only_with_a_user_name(tie: Tie) -> None:
    assert tie(monitor="[email]\nusername = ''").secrets.smtp_password is None
    said = mistake(tie, monitor="[email]\nusername = 'alerts'")
    assert said.startswith("monitor.toml: email.password_env: ")
    assert "SEND_MONITOR_SMTP_PASSWORD" in said
    environ = {"SEND_MONITOR_SMTP_PASSWORD": "hunter2"}
    assert tie(environ=environ, monitor="[email]\nusername = 'alerts'").secrets.smtp_password == "hunter2"


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://hooks.example.org/services/TOPSECRET", True),
        ("http://127.0.0.1:8102/TOPSECRET", True),
        ("http://localhost:8102/TOPSECRET", True),
        ("http://hooks.example.org/services/TOPSECRET", False),
        ("hooks.example.org/services/TOPSECRET", False),
        ("https:///TOPSECRET", False),
        ("https://TOPSECRET TOPSECRET", False),
        ("https://hooks.example.org/TOPSECRET\r\nHost: x", False),
        ("xoxb-TOPSECRET", False),
    ],
)
def test_a_webhook_is_a_safe_web_address_and_never_repeated(tie: Tie, url: str, right: bool) -> None:
    if right:
        assert tie(environ={"HOOK": url}, monitor=SLACK).secrets.slack == {"send-team": url}
        return
    said = mistake(tie, {"HOOK": url}, monitor=SLACK)
    assert "TOPSECRET" not in said
    assert "https://" in said


# --- rate, rehearsals, where keys were set -----------------------------------------------------------


@pytest.mark.parametrize(
    ("listing", "files", "right"),
    [
        ("http://127.0.0.1:8100", "http://localhost:8100", True),
        ("http://[::1]:8100", "http://127.9.9.9", True),
        ("http://127.0.0.1:8100", "https://files.ofsted.gov.uk", False),
        ("https://reports.ofsted.gov.uk", "http://127.0.0.1:8100", False),
        ("http://127.0.0.1.evil.example", "http://127.0.0.1", False),
        ("http://localhost.evil.example", "http://127.0.0.1", False),
        ("http://10.0.0.1", "http://127.0.0.1", False),
        ("http://0.0.0.0", "http://127.0.0.1", False),
    ],
)
def test_no_limit_is_for_this_machine_alone(tie: Tie, listing: str, files: str, right: bool) -> None:
    monitor = f"[ofsted]\nrate = 0\nlisting_url = '{listing}'\nfiles_url = '{files}'\n"
    if right:
        assert tie(monitor=monitor)
    else:
        said = mistake(tie, monitor=monitor)
        assert said.startswith("monitor.toml: ofsted.rate: ")
        assert "1.0" in said
    assert tie(monitor=monitor.replace("rate = 0", "rate = 0.5"))


def test_mistakes_that_come_of_variables_name_them(tie: Tie) -> None:
    said = mistakes(
        tie,
        {
            "SEND_MONITOR_OFSTED__RATE": "0",
            "SEND_MONITOR_OFSTED__FILES_URL": "http://127.0.0.1",
            "SEND_MONITOR_OPERATOR__TO": '["ops@example.org"]',
            "SEND_MONITOR_SLACK__SEND_TEAM__WEBHOOK_ENV": "OTHER_HOOK",
            "SEND_MONITOR_EMAIL__USERNAME": "alerts",
        },
        monitor=SLACK,
    )
    assert sorted(one.split(": ")[0] for one in said) == [
        "SEND_MONITOR_OFSTED__RATE",
        "SEND_MONITOR_OPERATOR__TO",
        "SEND_MONITOR_SLACK__SEND_TEAM__WEBHOOK_ENV",
        "monitor.toml",  # email.password_env, which no variable set
    ]
    assert any("OTHER_HOOK" in one for one in said)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:25", True),
        ("http://LOCALHOST", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:80", True),
        ("http://0.0.0.0", False),
        ("http://localhost@evil.example", False),
        ("http://evil.example#localhost", False),
        ("http://localhost.example", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_what_is_on_this_machine(url: str, here: bool) -> None:
    assert is_loopback(url) is here


TOWN = "SEND_MONITOR_SLACK_SEND_TEAM"
SAFE_MAIL = "[email]\nhost = '127.0.0.1'\n"
SOME = "[delivery]\nonly_to = ['chair@example.org']\n"
TEAM = f"[slack.send-team]\nwebhook_env = '{TOWN}'\n"


def rehearse(tmp_path: Path, monitor: str, now: str = "2024-07-16T09:35:00Z", hook: str = "") -> Configured:
    (tmp_path / "monitor.toml").write_text(monitor, encoding="utf-8")
    return configured(options(tmp_path, now=now), {TOWN: hook} if hook else {})


@pytest.mark.parametrize(
    ("monitor", "hook", "allowed"),
    [
        ("[email]\nhost = 'mail.example.org'\n", "", True),  # nothing can be sent
        ("[email]\nhost = 'mail.example.org'\n" + SOME, "", False),
        (SAFE_MAIL + SOME, "", True),
        ("[email]\nhost = 'localhost'\n" + SOME, "", True),
        ("[email]\nhost = '::1'\n" + SOME, "", True),
        ("[email]\nhost = 'localhost.example.org'\n" + SOME, "", False),
        ("[email]\nhost = '0.0.0.0'\n" + SOME, "", False),
        (SAFE_MAIL + SOME + TEAM, "http://127.0.0.1:8102/x", True),
        (SAFE_MAIL + SOME + TEAM, "https://hooks.example.org/x", False),
        (SAFE_MAIL + TEAM, "https://hooks.example.org/x", True),
        ("[email]\nhost = 'mail.example.org'\n" + SOME + TEAM, "http://127.0.0.1:8102/x", False),
    ],
)
def test_a_rehearsal_is_refused_where_real_people_could_be_written_to(
    tmp_path: Path, monitor: str, hook: str, allowed: bool
) -> None:
    if allowed:
        assert rehearse(tmp_path, monitor, hook=hook).clock() >= datetime(2024, 7, 16, 9, 35, tzinfo=UTC)
        return
    with pytest.raises(ConfigError, match="--now") as caught:
        rehearse(tmp_path, monitor, hook=hook)
    assert "hooks.example.org" not in str(caught.value), "the address is a secret"


@pytest.mark.parametrize(
    ("now", "means"),
    [
        ("2024-07-16T09:35:00Z", (9, 35)),
        ("2024-07-16T09:35", (9, 35)),  # UTC unless it says
        ("2024-07-16T09:35+01:00", (8, 35)),
        ("2024-07-16", (0, 0)),
    ],
)
def test_a_rehearsal_starts_when_it_is_told_and_tells_utc(
    tmp_path: Path, now: str, means: tuple[int, int]
) -> None:
    first = rehearse(tmp_path, "", now).clock
    begun = first()
    start = datetime(2024, 7, 16, *means, tzinfo=UTC)
    assert start <= begun < start + timedelta(minutes=1)
    assert begun.tzinfo is UTC
    assert first() >= begun, "and time goes on from there"


@pytest.mark.parametrize(
    "now", ["", "yesterday", "16/07/2024", "2024-13-01", "0001-01-01T00:00+05:00", "\x1b[31m", "9" * 10_000]
)
def test_a_time_that_is_none_is_refused(tmp_path: Path, now: str) -> None:
    with pytest.raises(ConfigError) as caught:
        rehearse(tmp_path, "", now)
    (said,) = caught.value.mistakes
    assert said.startswith("--now: ")
    assert said.isprintable()
    assert len(said) < 200


def test_the_clock_without_a_rehearsal_is_the_machines(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").write_text("")
    now = configured(options(tmp_path), {}).clock()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(timezone(timedelta(hours=9)))) < timedelta(minutes=1)


# --- the area table ----------------------------------------------------------------------------------


def test_another_area_table_is_found_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("urn,name\n90001,Ashbourne Vale\n", encoding="utf-8-sig")
    (tmp_path / "monitor.toml").write_text("[ofsted]\nareas_file = 'mine.csv'\n")
    assert [area.name for area in configured(options(tmp_path), {}).watching.areas] == ["Ashbourne Vale"]


@pytest.mark.parametrize("kind", ["missing", "folder", "binary", "no areas", "wrong"])
def test_an_area_table_that_cannot_be_read_is_told_with_the_other_mistakes(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine.csv"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes({"binary": b"\xff\xfe\x00", "no areas": b"urn,name\n", "wrong": b"a,b\n1,2\n"}[kind])
    (tmp_path / "monitor.toml").write_text("[ofsted]\nareas_file = 'mine.csv'\nrate = -1\n")
    with pytest.raises(ConfigError) as caught:
        configured(options(tmp_path), {})
    rate, table = caught.value.mistakes
    assert rate.startswith("monitor.toml: ofsted.rate: ")
    assert table.startswith('monitor.toml: ofsted.areas_file: "mine.csv"')
    assert "codec" not in table


@pytest.mark.parametrize("url", ["oracle://user:TOPSECRET@db/x", "monitor.sqlite3", "", "sqlite://"])
def test_a_store_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    shutil.copy(ROOT / "config" / "monitor.toml", tmp_path)
    with pytest.raises(ConfigError, match=r"--store: .*sqlite:///") as caught:
        configured(options(tmp_path, store=url), {})
    assert "TOPSECRET" not in str(caught.value)
