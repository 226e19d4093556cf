"""The config files and the environment, each file by itself: what is read, and how mistakes are said."""

import tomllib
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import Settings, default_settings, load_settings, secret
from monitor.config_values import mail_address, web_address
from monitor.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
Write = Callable[..., Path]

EXAMPLE = {
    "monitor.toml": """
[ofsted]
listing_url = "https://reports.ofsted.gov.uk"
files_url = "https://files.ofsted.gov.uk"
contact = ""
rate = 1.0
expected = 153
areas_file = ""

[poll]
listing = "10m"
quiet_listing = "2h"
news = "15m"
jitter = 0.2
sweep = ["09:45", "10:30", "12:10", "16:10", "02:10"]

[store]
url = "sqlite:///var/monitor.sqlite3"

[queue]
url = ""

[email]
host = "localhost"
port = 25
security = "starttls"
from = "SEND monitor <alerts@example.org>"
username = ""
password_env = "SEND_MONITOR_SMTP_PASSWORD"

[slack.send-team]
webhook_env = "SEND_MONITOR_SLACK_SEND_TEAM"

[webhook.council]
url = "https://council.example.org/hook"
secret_env = "SEND_MONITOR_WEBHOOK_COUNCIL"

[operator]
to = ["email:ops@example.org"]
heartbeat_url = ""
canary = ""

[delivery]
only_to = []
digest_at = "08:30"
group_wait = "2m"
retry = ["1m", "5m", "15m", "1h", "3h", "6h"]
give_up = "72h"
lease = "30s"

[web]
bind = "127.0.0.1:8000"
public_url = ""
link_key_env = "SEND_MONITOR_LINK_KEY"

[deadlines]
lead = ["14d", "1d"]

[news]
before = "14d"
after = "120d"
""",
    "areas.toml": """
watch = ["*"]

[groups]
solent = ["Southampton", "Portsmouth", "Isle of Wight", "Hampshire"]
""",
    "feeds.toml": """
[[feed]]
name = "Daily Echo"
url = "https://www.dailyecho.co.uk/news/rss/"
covers = ["Southampton", "Hampshire"]
""",
    "subscribers.toml": """
[[subscriber]]
name = "Solent parent carer forum"
areas = ["group:solent"]
events = ["report.*", "news.*"]
to = ["email:chair@example.org", "slack:send-team"]
digest = "at_once"
only = []
quiet_hours = "21:00-07:00"
quiet_exempt = []
""",
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes files, an empty monitor.toml among them, and gives their folder."""

    def write(**files: str) -> Path:
        for name, text in ({"monitor": ""} | files).items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def load(folder: Path, **environ: str) -> Settings:
    return load_settings(folder, environ)


def mistake(folder: Path, **environ: str) -> str:
    (one,) = load(folder, **environ).mistakes
    return one


# --- what is read ------------------------------------------------------------------------------------


def test_the_whole_example_is_read(tmp_path: Path) -> None:
    for name, text in EXAMPLE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    read = load(tmp_path)
    assert read.mistakes == ()
    poll, delivery = read.monitor.poll, read.monitor.delivery
    assert (poll.listing, poll.quiet_listing) == (timedelta(minutes=10), timedelta(hours=2))
    assert poll.sweep[0] == time(9, 45)
    assert delivery.retry[-1] == timedelta(hours=6)
    assert (delivery.give_up, delivery.lease) == (timedelta(hours=72), timedelta(seconds=30))
    assert delivery.digest_at == time(8, 30)
    assert read.monitor.deadlines.lead == (timedelta(days=14), timedelta(days=1))
    assert read.monitor.email.sender == "SEND monitor <alerts@example.org>"
    assert read.monitor.slack["send-team"].webhook_env == "SEND_MONITOR_SLACK_SEND_TEAM"
    assert read.areas.groups["solent"][-1] == "Hampshire"
    assert read.feeds.feed[0].covers == ("Southampton", "Hampshire")
    assert read.subscribers.subscriber[0].quiet_hours == "21:00-07:00"


def test_the_defaults_are_those_of_the_example(tmp_path: Path) -> None:
    for name, text in EXAMPLE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    read, known = load(tmp_path).monitor, default_settings().monitor
    for section in type(known).model_fields:
        if section not in ("slack", "webhook", "operator"):
            assert getattr(read, section) == getattr(known, section)


def test_the_shipped_files_are_right_and_hold_every_key_at_its_default() -> None:
    read = load(ROOT / "config")
    assert read.mistakes == ()
    assert read.monitor == default_settings().monitor


def test_a_fresh_copy_can_mail_nobody() -> None:
    assert default_settings().monitor.delivery.only_to == ()
    assert load(ROOT / "config").monitor.delivery.only_to == ()


def test_only_monitor_toml_must_be_there(tmp_path: Path, write: Write) -> None:
    assert "monitor.toml" in mistake(tmp_path)
    read = load(write())
    assert read.mistakes == ()
    assert read.areas.watch == ("*",)


@pytest.mark.parametrize("start", ["\ufeff", "# ünïcödé\r\n", "\r\n\r\n"])
def test_files_of_other_systems_are_read(write: Write, start: str) -> None:
    read = load(write(monitor=f'{start}[ofsted]\r\ncontact = "a@example.org"\r\n'))
    assert (read.mistakes, read.monitor.ofsted.contact) == ((), "a@example.org")


def test_settings_cannot_be_changed(write: Write) -> None:
    read = load(write())
    with pytest.raises(Exception, match="frozen"):
        read.monitor.ofsted.rate = 0


# --- mistakes ----------------------------------------------------------------------------------------

WRONG = [
    # (what is written in monitor.toml, key, words of the remedy)
    ("[ofsted]\nlisting_ulr = 'x'", "ofsted.listing_ulr", 'did you mean "listing_url"'),
    ("[ofsted]\nzzz = 1", "ofsted.zzz", "known keys: listing_url, files_url"),
    ("[ofsteed]\nrate = 1", "ofsteed", 'did you mean "ofsted"'),
    ("[email]\nsender = 'a@example.org'", "email.sender", "from"),
    ("[slack.team]\nwebhook_env = 'X'\nwebhook = 'X'", "slack.team.webhook", "webhook_env"),
    ("[slack.team]", "slack.team.webhook_env", "required"),
    ("slack = 'x'", "slack", "section"),
    ("ofsted = 5", "ofsted", "section"),
    ("[[ofsted]]\nrate = 1", "ofsted", "section"),
    ("[ofsted]\nlisting_url = 'reports.ofsted.gov.uk'", "ofsted.listing_url", '"https://'),
    ("[ofsted]\nlisting_url = 'ftp://reports.ofsted.gov.uk'", "ofsted.listing_url", '"https://'),
    ("[ofsted]\nlisting_url = ''", "ofsted.listing_url", '"https://'),
    ("[ofsted]\nlisting_url = 7", "ofsted.listing_url", "quotation marks"),
    ("[ofsted]\ncontact = 'a\tb'", "ofsted.contact", "one line"),
    ("[ofsted]\ncontact = true", "ofsted.contact", "quotation marks"),
    ("[ofsted]\nrate = -1", "ofsted.rate", "greater than or equal to 0"),
    ("[ofsted]\nrate = 100", "ofsted.rate", "less than or equal to 5"),
    ("[ofsted]\nrate = 'fast'", "ofsted.rate", "number"),
    ("[ofsted]\nrate = true", "ofsted.rate", "true is not a number"),
    ("[ofsted]\nrate = nan", "ofsted.rate", "equal to"),
    ("[ofsted]\nrate = inf", "ofsted.rate", "less than"),
    ("[ofsted]\nexpected = 0", "ofsted.expected", "greater than"),
    ("[ofsted]\nexpected = 152.5", "ofsted.expected", "whole number"),
    ("[poll]\nlisting = 10", "poll.listing", '"10m"'),  # seconds or minutes? It must be said
    ("[poll]\nlisting = '10 minutes'", "poll.listing", '"10m"'),
    ("[poll]\nlisting = 'PT10M'", "poll.listing", '"10m"'),
    ("[poll]\nlisting = '-10m'", "poll.listing", '"10m"'),
    ("[poll]\nlisting = '0m'", "poll.listing", "longer than nothing"),
    ("[poll]\nlisting = '99999999999999999d'", "poll.listing", '"10m"'),
    ("[poll]\nlisting = ''", "poll.listing", '"10m"'),
    ("[poll]\nlisting = ['10m']", "poll.listing", '"10m"'),
    ("[poll]\njitter = 1", "poll.jitter", "less than 1"),
    ("[poll]\nsweep = ['9.45']", "poll.sweep[1]", '"09:45"'),
    ("[poll]\nsweep = ['09:45', '25:00']", "poll.sweep[2]", '"09:45"'),
    ("[poll]\nsweep = '09:45'", "poll.sweep", "list"),
    ("[store]\nurl = 'sqlite://'", "store.url", "sqlite:///"),
    ("[store]\nurl = '/var/monitor.sqlite3'", "store.url", "sqlite:///"),
    ("[email]\nport = 0", "email.port", "greater than"),
    ("[email]\nport = 65536", "email.port", "less than"),
    ("[email]\nport = true", "email.port", "number"),
    ("[email]\nport = 2.5", "email.port", "whole number"),
    ("[email]\nsecurity = 'ssl'", "email.security", "'starttls', 'tls' or 'none'"),
    ("[email]\nhost = ''", "email.host", "mail.example.org"),
    ("[email]\nhost = 'mail.example.org/x'", "email.host", "mail.example.org"),
    ('[email]\nhost = "mail\\r\\nRCPT"', "email.host", "mail.example.org"),
    ("[email]\nfrom = 'nobody'", "email.from", "alerts@example.org"),
    ("[email]\nfrom = ''", "email.from", "alerts@example.org"),
    ('[email]\nfrom = "A <a@example.org>\\r\\nBcc: b@example.org"', "email.from", "alerts@example.org"),
    ("[delivery]\nonly_to = '*'", "delivery.only_to", "list"),
    ("[delivery]\nonly_to = [1]", "delivery.only_to[1]", "quotation marks"),
    ("[delivery]\nretry = []", "delivery.retry", "empty"),
    ("[delivery]\nretry = ['0s']", "delivery.retry[1]", "longer than nothing"),
    ("[delivery]\nlease = '0s'", "delivery.lease", "longer than nothing"),
    ("[delivery]\ngive_up = 72", "delivery.give_up", '"10m"'),
    ("[delivery]\ndigest_at = 830", "delivery.digest_at", '"09:45"'),
    ("[operator]\nheartbeat_url = 'ping'", "operator.heartbeat_url", '"https://'),
    ("[webhook.council]\nurl = 'x'\nsecret_env = 'S'", "webhook.council.url", '"https://'),
    ("[webhook.council]\nurl = 'https://example.org'", "webhook.council.secret_env", "required"),
]


@pytest.mark.parametrize(("text", "key", "remedy"), WRONG, ids=lambda value: value if "=" in value else "")
def test_a_mistake_names_file_key_and_remedy(write: Write, text: str, key: str, remedy: str) -> None:
    said = mistake(write(monitor=text))
    assert said.startswith(f"monitor.toml: {key}: ")
    assert remedy in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("file", "text", "place", "remedy"),
    [
        ("areas", "wach = ['*']", "wach", 'did you mean "watch"'),
        ("areas", "watch = '*'", "watch", "list"),
        ("areas", "watch = [80558]", "watch[1]", "quotation marks"),
        ("areas", "groups = []", "groups", "section"),
        ("areas", "[groups]\nsolent = 'Southampton'", "groups.solent", "list"),
        ("feeds", "[feed]\nname = 'x'", "feed", "[[feed]]"),
        ("feeds", "[[feed]]\nname = 'x'", "feed[1].url", "required"),
        ("feeds", "[[feed]]\nname = 'x'\nurl = 'echo'", "feed[1].url", '"https://'),
        ("subscribers", "[subscriber]\nname = 'x'", "subscriber", "[[subscriber]]"),
        ("subscribers", "[[subscribers]]\nname = 'x'", "subscribers", 'did you mean "subscriber"'),
        ("subscribers", "subscriber = ['x']", "subscriber[1]", "section"),
        ("subscribers", "[[subscriber]]\nto = ['email:a@example.org']", "subscriber[1].name", "required"),
        ("subscribers", "[[subscriber]]\nname = ''", "subscriber[1].name", "empty"),
        ("subscribers", '[[subscriber]]\nname = "a\\u0007b"', "subscriber[1].name", "one line"),
        ("subscribers", '[[subscriber]]\nname = "a\\r\\nTo: b"', "subscriber[1].name", "one line"),
        ("subscribers", "[[subscriber]]\nname = 'x'\nto = 'email:a@example.org'", "subscriber[1].to", "list"),
        ("subscribers", "[[subscriber]]\nname = 'x'\ndigest = 'hourly'", "subscriber[1].digest", "'daily'"),
        (
            "subscribers",
            "[[subscriber]]\nname = 'x'\nonly = ['inadequate']",
            "subscriber[1].only[1]",
            "worse",
        ),
        ("subscribers", "[[subscriber]]\nname = 'x'\npaused = 'x'", "subscriber[1].paused", "true or false"),
        ("subscribers", "[[subscriber]]\nname = 'x'\narea = ['*']", "subscriber[1].area", 'mean "areas"'),
    ],
)
def test_a_mistake_in_the_other_files_is_said_as_well(
    write: Write, file: str, text: str, place: str, remedy: str
) -> None:
    said = mistake(write(**{file: text}))
    assert said.startswith(f"{file}.toml: {place}: ")
    assert remedy in said


def test_mistakes_of_all_files_are_told_together(write: Write) -> None:
    folder = write(
        monitor="[ofsted]\nrate = -1\nlisting_url = 'x'\n[poll]\nlisting = 5\n[nonsense]",
        areas="watch = 5\nwatsch = []",
        feeds="[[feed]]\nurl = 'x'",
        subscribers="not toml at all",
    )
    places = [said.split(": ")[0:2] for said in load(folder).mistakes]
    assert sorted(map(tuple, places)) == [
        ("areas.toml", "watch"),
        ("areas.toml", "watsch"),
        ("feeds.toml", "feed[1].name"),
        ("feeds.toml", "feed[1].url"),
        ("monitor.toml", "nonsense"),
        ("monitor.toml", "ofsted.listing_url"),
        ("monitor.toml", "ofsted.rate"),
        ("monitor.toml", "poll.listing"),
        ("subscribers.toml", "is not valid TOML"),
    ]


def test_what_is_right_beside_a_mistake_is_kept(write: Write) -> None:
    wrong = "[ofsted]\nrate = -1\nexpected = 7\n[delivery]\nretry = ['x']\n"
    read = load(
        write(
            monitor=f"{wrong}[slack.team]\nwebhook_env = 'X'",
            subscribers="[[subscriber]]\nname = 'A'\ndigest = 'x'\n[[subscriber]]\nname = 'B'",
        )
    )
    assert len(read.mistakes) == 3
    assert (read.monitor.ofsted.expected, read.monitor.ofsted.rate) == (7, 1.0)
    assert list(read.monitor.slack) == ["team"]
    assert [one.name for one in read.subscribers.subscriber] == ["A", "B"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[ofsted\n", "not valid TOML"),
        (b"a = 1\na = 2\n", "not valid TOML"),
        (b"[ofsted]\nexpected = " + b"9" * 5000, "not valid TOML"),
        (b"a = " + b"[" * 5000, "not valid TOML"),
        (b"[ofsted]\ncontact = '\xff\xfe'", "UTF-8"),
        ("[ofsted]\ncontact = 'é'".encode("utf-16"), "UTF-8"),
        (b"\x00\x01\x02", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_said_to_be_none(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "monitor.toml").write_bytes(content)
    read = load(tmp_path)
    assert len(read.mistakes) == 1
    assert read.mistakes[0].startswith("monitor.toml: ")
    assert words in read.mistakes[0]
    assert read.unread == {"monitor.toml"}


def test_a_folder_in_place_of_a_file_is_a_mistake(write: Write) -> None:
    folder = write()
    (folder / "areas.toml").mkdir()
    assert mistake(folder).startswith("areas.toml: cannot be read (")


@pytest.mark.parametrize("name", ["nowhere", "monitor.toml"])
def test_a_config_folder_that_is_none_is_refused(write: Write, name: str) -> None:
    with pytest.raises(ConfigError, match="--config") as caught:
        load(write() / name)
    assert len(caught.value.mistakes) == 1


@pytest.mark.parametrize(
    "text",
    [
        '[ofsted]\nlisting_url = "\\u001b[2Jx"',
        '[ofsted]\nlisting_url = "https://a.example/\\r\\nmonitor.toml: all is well"',
        '"\\u001b[31mkey" = 1',
        '[slack."a\\u0007b"]\nwebhook_env = 5',
        '[poll]\nlisting = "\\u202emoc"',
    ],
)
def test_what_was_written_cannot_steer_the_terminal(write: Write, text: str) -> None:
    assert mistake(write(monitor=text)).isprintable()


def test_a_huge_value_is_shown_short(write: Write) -> None:
    huge = "x" * 1_000_000
    for said in load(
        write(monitor=f"[ofsted]\nlisting_url = '{huge}'", subscribers=f"[[subscriber]]\nname = '{huge}'")
    ).mistakes:
        assert len(said) < 400


SECRET = "T0PSECRET"


@pytest.mark.parametrize(
    "text",
    [
        f"[slack.team]\nwebhook_env = 'https://hooks.slack.com/services/{SECRET}'",
        f"[slack]\nteam = 'https://hooks.slack.com/services/{SECRET}'",
        f"[slack.team]\nurl = 'https://hooks.slack.com/services/{SECRET}'\nwebhook_env = 'X'",
        f"[email]\npassword = '{SECRET}'",
        f"[email]\npassword_env = '{SECRET}!'",
        f"[ofsted]\nlisting_url = 'https://user:{SECRET}@reports.ofsted.gov.uk'",
        f"[operator]\nheartbeat_url = 'https://user:{SECRET}@ping.example.org'",
        f"[webhook.council]\nurl = 'https://example.org'\nsecret_env = '{SECRET} {SECRET}'",
        f"[store]\nurl = 'postgresql://user:{SECRET}@db/monitor'",
        f"[queue]\nurl = 'redis://:{SECRET}@redis:6379/0'",
        f"[queue]\nurl = 'https://user:{SECRET}@[redis'",
        f"[[slack]]\nteam = '{SECRET}'",
    ],
)
def test_a_secret_in_the_wrong_place_is_refused_and_not_repeated(write: Write, text: str) -> None:
    assert SECRET not in mistake(write(monitor=text))


# --- the environment ---------------------------------------------------------------------------------


def test_a_variable_overrides_a_key(write: Write) -> None:
    read = load(
        write(
            monitor="[ofsted]\nlisting_url = 'https://a.example.org'\n[slack.send-team]\nwebhook_env = 'OLD'"
        ),
        SEND_MONITOR_OFSTED__LISTING_URL="http://127.0.0.1:8100",
        SEND_MONITOR_OFSTED__RATE="0",
        SEND_MONITOR_OFSTED__EXPECTED="8",
        SEND_MONITOR_EMAIL__FROM="Alerts <a@example.org>",
        SEND_MONITOR_POLL__LISTING="30s",
        SEND_MONITOR_POLL__SWEEP='["01:00", "02:00"]',
        SEND_MONITOR_DELIVERY__ONLY_TO='["*"]',
        SEND_MONITOR_SLACK__SEND_TEAM__WEBHOOK_ENV="NEW",
        SEND_MONITOR_SLACK__OTHER__WEBHOOK_ENV="OTHER",
    )
    assert read.mistakes == ()
    ofsted = read.monitor.ofsted
    assert (ofsted.listing_url, ofsted.rate, ofsted.expected) == ("http://127.0.0.1:8100", 0, 8)
    assert read.monitor.email.sender == "Alerts <a@example.org>"
    assert read.monitor.poll.listing == timedelta(seconds=30)
    assert read.monitor.poll.sweep == (time(1), time(2))
    assert read.monitor.delivery.only_to == ("*",)
    assert {name: one.webhook_env for name, one in read.monitor.slack.items()} == {
        "send-team": "NEW",
        "other": "OTHER",
    }


def test_every_key_can_be_overridden_by_its_variable(write: Write) -> None:
    example = tomllib.loads(EXAMPLE["monitor.toml"])
    folder = write()
    for section, keys in example.items():
        if section in ("slack", "webhook"):
            continue
        for key, value in keys.items():
            variable = f"SEND_MONITOR_{section}__{key}".upper()
            text = value if isinstance(value, str) else str(value)
            assert load(folder, **{variable: text}).mistakes == (), variable


def test_a_variable_may_hold_the_password_of_a_server(write: Write) -> None:
    read = load(
        write(),
        SEND_MONITOR_STORE__URL=f"postgresql://monitor:{SECRET}@db/monitor",
        SEND_MONITOR_QUEUE__URL=f"redis://:{SECRET}@redis:6379/0",
    )
    assert read.mistakes == ()
    assert SECRET in read.monitor.store.url
    assert SECRET in read.monitor.queue.url


def test_a_variable_mends_what_is_wrong_in_the_file(write: Write) -> None:
    assert load(write(monitor="[ofsted]\nrate = -1"), SEND_MONITOR_OFSTED__RATE="1").mistakes == ()


@pytest.mark.parametrize(
    "name",
    ["SEND_MONITOR_CONTACT", "SEND_MONITOR_FAULT", "OFSTED__RATE", "send_monitor_ofsted__rate", "PATH"],
)
def test_other_variables_are_left_alone(write: Write, name: str) -> None:
    read = load_settings(write(), MappingProxyType({name: "-1"}))
    assert (read.mistakes, read.monitor) == ((), default_settings().monitor)


@pytest.mark.parametrize(
    ("variable", "value", "key", "remedy"),
    [
        ("SEND_MONITOR_OFSTED__RATE", "fast", "ofsted.rate", "number"),
        ("SEND_MONITOR_OFSTED__RATE", "", "ofsted.rate", "number"),
        ("SEND_MONITOR_OFSTED__LISTING_ULR", "x", "ofsted.listing_ulr", 'did you mean "listing_url"'),
        ("SEND_MONITOR_OFSTEAD__RATE", "1", "ofstead", 'did you mean "ofsted"'),
        ("SEND_MONITOR_DELIVERY__ONLY_TO", "*", "delivery.only_to", "list"),
        ("SEND_MONITOR_DELIVERY__ONLY_TO", "[broken", "delivery.only_to", "list"),
        ("SEND_MONITOR_POLL__SWEEP", '["25:00"]', "poll.sweep[1]", '"09:45"'),
        (
            "SEND_MONITOR_SLACK__SEND_TEAM__WEBHOOK_ENV",
            "not a name",
            "slack.send_team.webhook_env",
            "variable",
        ),
        ("SEND_MONITOR_SLACK__SEND_TEAM", "x", "slack.send_team", "section"),
        (
            "SEND_MONITOR_WEBHOOK__COUNCIL__URL",
            "https://example.org",
            "webhook.council.secret_env",
            "required",
        ),
        ("SEND_MONITOR_OFSTED__RATE__X", "x", "ofsted.rate", "not a section"),
        ("SEND_MONITOR_OFSTED__", "x", 'ofsted.""', "unknown key"),
        ("SEND_MONITOR___X__Y", "x", '""', "unknown key"),
    ],
)
def test_a_mistake_in_a_variable_names_the_variable(
    write: Write, variable: str, value: str, key: str, remedy: str
) -> None:
    said = mistake(write(monitor="[ofsted]\nrate = 1.0\ncontact = ''"), **{variable: value})
    assert said.startswith(f"{variable}: {key}")
    assert remedy in said
    assert "monitor.toml: " not in said


def test_a_mistake_in_the_file_beside_a_variable_names_the_file(write: Write) -> None:
    folder = write(monitor="[ofsted]\nexpected = 0\n[slack.team]\nnonsense = 1\nwebhook_env = 'X'")
    said = load(folder, SEND_MONITOR_OFSTED__RATE="x", SEND_MONITOR_SLACK__TEAM__WEBHOOK_ENV="Y").mistakes
    assert [one.split(": ")[0] for one in said] == [
        "SEND_MONITOR_OFSTED__RATE",
        "monitor.toml",
        "monitor.toml",
    ]


def test_a_key_says_where_it_was_set(write: Write) -> None:
    read = load(write(), SEND_MONITOR_OFSTED__RATE="0")
    assert read.place("ofsted", "rate") == "SEND_MONITOR_OFSTED__RATE: ofsted.rate"
    assert read.place("ofsted", "contact") == "monitor.toml: ofsted.contact"


# --- secrets -----------------------------------------------------------------------------------------


def test_a_secret_is_in_the_variable_or_in_the_file_it_names(tmp_path: Path) -> None:
    file = tmp_path / "hook"
    file.write_bytes("\ufeffhunter2\r\n".encode())
    assert secret({"HOOK": "hunter1"}, "HOOK") == "hunter1"
    assert secret({"HOOK_FILE": str(file)}, "HOOK") == "hunter2"
    assert secret({"HOOK": "hunter1", "HOOK_FILE": "/nowhere"}, "HOOK") == "hunter1"
    assert secret({"HOOK": " hunter1\n"}, "HOOK") == "hunter1"


def test_an_empty_secret_is_a_missing_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    for environ in ({}, {"HOOK": ""}, {"HOOK": " "}, {"HOOK_FILE": ""}, {"HOOK_FILE": str(empty)}):
        assert secret(environ, "HOOK") is None


@pytest.mark.parametrize("kind", ["missing", "folder", "binary", "impossible"])
def test_a_secret_file_that_cannot_be_read_is_named_and_not_shown(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "hook"
    if kind == "folder":
        path.mkdir()
    elif kind == "binary":
        path.write_bytes(b"\xff\xfeTOPSECRET")
    with pytest.raises(ConfigError) as caught:
        secret({"HOOK_FILE": "\0" if kind == "impossible" else str(path)}, "HOOK")
    assert caught.value.mistakes[0].startswith("HOOK_FILE: ")
    assert "TOPSECRET" not in str(caught.value)
    assert str(caught.value).isprintable()


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["chair@example.org", "o'brien+send@mail.example.co.uk", "ops@localhost", "a@xn--bcher-kva.example"],
)
def test_mail_addresses(address: str) -> None:
    assert mail_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "chair",
        "@example.org",
        "chair@",
        "chair@-example.org",
        "chair@example.org.",
        "chair@example.org, other@example.org",
        "chair@example.org\n",
        "chair@example.org\r\nBcc: all@example.org",
        "chair\0@example.org",
        "chair\x1b@example.org",
        "chair\u200b@example.org",
        "chair\u2028@example.org",
        "Chair <chair@example.org>",
        "a@b@example.org",
        "chair @example.org",
        "a" * 300 + "@example.org",
    ],
)
def test_what_is_no_mail_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"chair@example\.org") as caught:
        mail_address(address)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://reports.ofsted.gov.uk/", "https://reports.ofsted.gov.uk"),
        ("http://127.0.0.1:8100", "http://127.0.0.1:8100"),
        ("http://[::1]:8100/", "http://[::1]:8100"),
        ("HTTPS://Example.org", "HTTPS://Example.org"),
    ],
)
def test_web_addresses(given: str, kept: str) -> None:
    assert web_address(given) == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "reports.ofsted.gov.uk",
        "//reports.ofsted.gov.uk",
        "https:reports.ofsted.gov.uk",
        "https://",
        "https:///path",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://example.org:99999",
        "https://example.org:0",
        "https://example.org:port",
        "https://[::1",
        "https://user@example.org",
        "https://exa mple.org",
        "https://example.org\r\nHost: evil.example",
        "https://example.org\0",
        " https://example.org",
        "https://example.org\\@evil.example",
        'https://example.org/"x',
    ],
)
def test_what_is_no_web_address(address: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        web_address(address)


# --- anything at all ---------------------------------------------------------------------------------

words = st.sampled_from(
    [
        "ofsted",
        "rate",
        "poll",
        "listing",
        "email",
        "from",
        "slack",
        "team",
        "delivery",
        "retry",
        "x y",
        "\x1b",
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("https://x")
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)


def as_toml(value: object) -> str:
    """Write a value as inline TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(key)} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    if isinstance(value, bool) or value is None:
        return "true" if value else "false"
    return str(value)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.dictionaries(words, trees, max_size=4))
def test_whatever_stands_in_a_file_every_mistake_is_one_clean_line(
    tmp_path: Path, content: dict[str, object]
) -> None:
    lines = [f"{as_toml(key)} = {as_toml(value)}\n" for key, value in content.items()]
    for name in ("monitor", "areas", "feeds", "subscribers"):
        (tmp_path / f"{name}.toml").write_text("".join(lines), encoding="utf-8")
    for said in load(tmp_path).mistakes:
        assert said.isprintable()
        assert said.count(": ") >= 1
        assert len(said) < 500


# --- values from files -------------------------------------------------------------------------------


def test_a_key_can_be_set_from_a_file_that_a_variable_names(write: Write, tmp_path: Path) -> None:
    secret = tmp_path / "store_url"
    secret.write_text("postgresql://monitor:s3cret@db/monitor\n")
    found = load_settings(write(), {"SEND_MONITOR_STORE__URL_FILE": str(secret)})
    assert found.monitor.store.url == "postgresql://monitor:s3cret@db/monitor"
    assert found.mistakes == ()


def test_the_variable_itself_wins_over_the_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "rate").write_text("0.2")
    names = {"SEND_MONITOR_OFSTED__RATE_FILE": str(tmp_path / "rate"), "SEND_MONITOR_OFSTED__RATE": "0.5"}
    assert load_settings(write(), names).monitor.ofsted.rate == 0.5


def test_a_file_that_cannot_be_read_is_a_mistake_and_a_key_that_ends_in_file_is_a_key(write: Write) -> None:
    found = load_settings(
        write(),
        {"SEND_MONITOR_STORE__URL_FILE": "/nowhere", "SEND_MONITOR_OFSTED__AREAS_FILE": "areas.csv"},
    )
    assert [mistake.partition(":")[0] for mistake in found.mistakes] == ["SEND_MONITOR_STORE__URL_FILE"]
    assert found.monitor.ofsted.areas_file == "areas.csv"
