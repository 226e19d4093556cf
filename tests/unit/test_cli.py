"""The command line: where options may stand, how it ends, what each command says of itself, what it loads."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from monitor import cli
from monitor.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, str, str]]
HEAVY = (
    "sqlalchemy",
    "alembic",
    "requests",
    "pydantic",
    "dramatiq",
    "bs4",
    "pypdfium2",
    "slack_sdk",
    "jinja2",
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Give a function that runs the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environ: str) -> tuple[int, str, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["send-monitor", *arguments])
        try:
            cli.main()
            code: object = 0
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give a config folder without mistakes."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    store = tmp_path / "monitor.sqlite3"
    (folder / "monitor.toml").write_text(f"[store]\nurl = 'sqlite:///{store}'\n")
    return folder


# --- where global options may stand ------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "somewhere", "check", "--json"],
        ["check", "--config", "somewhere", "--json"],
        ["check", "--json", "--config", "somewhere"],
        ["check", "--json", "--config=somewhere"],
        ["check", "--config=somewhere", "--json", "-v"],
        ["-v", "check", "--json", "--verbose", "--config", "somewhere"],
        [
            "check",
            "--now",
            "2024-07-16T09:35:00Z",
            "--config",
            "somewhere",
            "--json",
            "--store",
            "sqlite:///x",
        ],
        ["check", "--config", "nowhere", "--config", "somewhere", "--json"],  # the last one counts
    ],
)
def test_global_options_may_stand_anywhere(run: Run, config: Path, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, json.loads(out)["ok"]) == (0, True), err


def test_what_stands_after_two_dashes_is_no_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "--config").write_bytes(b"not a PDF")
    code, out, _ = run("read", "--json", "--", "--config", "-v")
    files = [json.loads(line)["file"] for line in out.splitlines()]
    assert (code, files) == (1, ["--config", "-v"])


def test_a_value_may_look_like_an_option(run: Run, config: Path) -> None:
    code, out, _ = run("check", "--config", "somewhere", "--now", "-v")
    assert code == 2
    assert '"-v" is not a time' in out


@pytest.mark.parametrize(
    "arguments",
    [["check", "--now"], ["check", "--store"], ["--store"], ["check", "--config"], ["check", "--store="]],
)
def test_an_option_without_its_value_is_the_users_mistake(
    run: Run, config: Path, arguments: list[str]
) -> None:
    code, out, err = run("--config", "somewhere", *arguments)
    assert code == 2
    assert arguments[-1].rstrip("=") in out + err


# --- how it ends -------------------------------------------------------------------------------------


def test_done_is_zero(run: Run, config: Path) -> None:
    code, out, err = run("check", "--config", "somewhere")
    assert (code, err) == (0, "")
    assert "No mistakes in somewhere." in out
    assert "note: " in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["check", "too", "many"],
        ["read"],
        ["history"],
        ["deliveries", "--state", "lost"],
        ["--nonsense", "check"],
    ],
)
def test_a_line_that_cannot_be_understood_is_the_users_mistake(
    run: Run, config: Path, arguments: list[str]
) -> None:
    code, _, err = run(*arguments, "--config", "somewhere")
    assert code == 2
    assert "Usage" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["check", "poll", "events", "run", "doctor", "migrate", "baseline"])
def test_a_config_that_is_wrong_is_the_users_mistake_for_every_command(
    run: Run, config: Path, command: str
) -> None:
    (config / "monitor.toml").write_text("[ofsted]\nlisting_ulr = 'x'\nrate = -1\n")
    (config / "areas.toml").write_text("watch = ['Sothampton']")
    code, out, err = run(command, "--config", "somewhere")
    assert code == 2, "all mistakes at once, whatever the command"
    said = out + err
    for words in (
        "monitor.toml: ofsted.listing_ulr",
        '"listing_url"',
        "ofsted.rate",
        "areas.toml",
        "Southampton",
    ):
        assert words in said
    assert "Traceback" not in said


def test_a_folder_that_is_not_there_is_the_users_mistake(run: Run) -> None:
    code, _, err = run("events", "--config", "nowhere")
    assert (code, "--config" in err) == (2, True)


def test_check_lists_mistakes_as_json_too(run: Run, config: Path) -> None:
    (config / "monitor.toml").write_text("nonsense = 1\n[ofsted]\nrate = -1\n")
    code, out, _ = run("check", "--json", "--config", "somewhere")
    said = json.loads(out)
    assert (code, said["ok"], len(said["mistakes"])) == (2, False, 2)


def test_a_variable_that_is_wrong_is_named(run: Run, config: Path) -> None:
    code, out, _ = run("check", "--config", "somewhere", SEND_MONITOR_OFSTED__RATE="fast")
    assert (code, out.startswith("SEND_MONITOR_OFSTED__RATE: ofsted.rate: ")) == (2, True)


def test_work_that_failed_is_one(run: Run, config: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"no PDF at all")
    assert run("read", "x.pdf", "missing.pdf")[0] == 1
    folder = tmp_path / "folder"
    folder.mkdir()
    code, _, err = run("events", "--config", "somewhere", "--store", f"sqlite:///{folder}")
    assert code == 1
    assert "Traceback" not in err


def broken(context: typer.Context) -> None:
    """Fail in a way that nobody foresaw."""
    raise ZeroDivisionError("oh")


@pytest.mark.parametrize("verbose", [False, True])
def test_what_should_not_happen_is_one_and_shows_its_traceback_only_if_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, verbose: bool
) -> None:
    app = typer.Typer()
    app.command("check")(broken)
    app.callback()(lambda: None)
    monkeypatch.setattr(import_module("monitor.commands.check"), "app", app)
    code, _, err = run("check", *(["-v"] if verbose else []))
    assert code == 1
    assert "ZeroDivisionError: oh" in err
    assert ("Traceback" in err) is verbose


def test_no_command_at_all_shows_the_help(run: Run) -> None:
    code, out, err = run()
    assert code in (0, 2)
    assert "poll" in out + err


def test_the_version(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert re.fullmatch(r"send-monitor \d+\.\d+\.\d+\S*\n", out)


# --- what each command says of itself ----------------------------------------------------------------


def docstring(command: str) -> str:
    """Give the docstring of the function behind a command, on one line."""
    app: typer.Typer = import_module(f"monitor.commands.{COMMANDS[command][0]}").app
    found = typer.main.get_group(app).commands[command].callback
    assert found is not None
    return " ".join((found.__doc__ or "").split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_table_says_the_first_sentence_of_the_command(command: str) -> None:
    assert COMMANDS[command][1] == re.split(r"(?<=[.?!])\s", docstring(command))[0]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(run: Run, command: str, flag: str) -> None:
    code, out, err = run(command, flag, COLUMNS="200")
    assert (code, err) == (0, "")
    assert COMMANDS[command][1] in out
    assert f"Usage: send-monitor {command}" in out


@pytest.mark.parametrize(
    "arguments", [["check"], ["review"], ["import"], ["deadline", "set"], ["deadline", "delete"]]
)
def test_help_is_parted_where_the_screen_ends_and_nowhere_else(run: Run, arguments: list[str]) -> None:
    _, out, _ = run(*arguments, "--help", COLUMNS="80")
    told = out.partition("Usage")[2].partition("╭")[0]
    for paragraph in re.split(r"\n\s*\n", told)[1:]:
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        for line, following in pairwise(lines):
            assert len(f"{line} {following.split()[0]}") > 78


def test_no_help_has_words_in_brackets_which_are_taken_for_markup_and_lost() -> None:
    for command, (module, _) in COMMANDS.items():
        app: typer.Typer = import_module(f"monitor.commands.{module}").app
        found = typer.main.get_group(app).commands[command]
        told = [found.help, *(getattr(parameter, "help", None) for parameter in found.params)]
        assert not re.findall(r"\[[a-z/]", "".join(map(str, told))), command


def test_the_help_lists_every_command_in_order(run: Run) -> None:
    code, out, _ = run("--help", COLUMNS="200")
    places = [out.index(f"│ {command} ") for command in COMMANDS]
    assert (code, places) == (0, sorted(places))
    assert all(text in out for _, text in COMMANDS.values())


def test_no_command_is_left_out_of_the_table() -> None:
    modules = {path.stem for path in (ROOT / "monitor" / "commands").glob("*.py")} - {"__init__"}
    there = {
        command
        for module in modules
        if isinstance(app := getattr(import_module(f"monitor.commands.{module}"), "app", None), typer.Typer)
        for command in typer.main.get_group(app).commands
    }
    assert there == set(COMMANDS)


# --- in a process of its own -------------------------------------------------------------------------

LOADED = (
    "import sys; from monitor.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0
    loaded = set(done.stderr.split())
    assert "monitor.cli" in loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_full_is_no_fault_of_the_program(config: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "monitor.cli", "check", "--config", str(config)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert (done.returncode, done.stderr) == (1, b"send-monitor: could not write: No space left on device\n")


SLOW = """
import signal, sys
from importlib.abc import MetaPathFinder
class Interrupted(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
from monitor.entry import main
main()
"""


def test_an_interruption_while_it_is_loaded_ends_it_quietly() -> None:
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


def test_the_command_line_is_installed_and_ends_as_promised(config: Path) -> None:
    (config / "monitor.toml").write_text("[ofsted]\nrate = -1\n")
    done = subprocess.run(
        [sys.executable, "-m", "monitor.cli", "check", "--config", str(config)],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert done.stdout.startswith(b"monitor.toml: ofsted.rate: ")
    assert done.stderr == b""
