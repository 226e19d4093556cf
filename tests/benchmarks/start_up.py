"""Starting: the front door against a two-command program, what a poll loads, a fresh clone's first test."""

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.benchmarks.measure import (
    ROOT,
    Figure,
    Mark,
    Spent,
    clean_environ,
    figure,
    in_turn,
    must_be,
    ratio,
    spend,
)
from tests.benchmarks.stage import Scene
from tests.servers import RedisServer

NOT_FOR_A_POLL = ("fastapi", "starlette", "uvicorn", "alembic", "pdfplumber", "psycopg")
NOT_FOR_HELP = ("sqlalchemy", "fastapi", "pdfplumber", "pydantic_settings", "requests", "bs4", "dramatiq")
OURS = {"__main__", "monitor", "workers"}
FIRST_TEST = "tests/unit/test_dates.py"

_TWO_COMMANDS = '''\
"""Says hello and goodbye."""

import typer

app = typer.Typer(add_completion=False)


@app.command()
def hello(name: str, loud: bool = False) -> None:
    """Say hello."""
    typer.echo(f"Hello, {name}" + "!" * loud)


@app.command()
def goodbye(name: str) -> None:
    """Say goodbye."""
    typer.echo(f"Goodbye, {name}")


app()
'''
_LOADED = """\
import json, runpy, sys
try:
    runpy.run_module("monitor.cli", run_name="__main__")
except SystemExit as ended:
    code = ended.code
sys.stderr.write(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""
_IMPORT = """\
import json, sys
from importlib import import_module
for name in json.loads(sys.argv[1]):
    import_module(name)
print("Ready.")
"""


def front_door(scene: Scene) -> list[Mark]:
    """Compare `--help` with that of a two-command program, and count what a poll loads for nothing."""
    program = scene.folder / "two_commands.py"
    program.write_text(_TWO_COMMANDS, encoding="utf-8")
    ours = [str(Path(sys.executable).with_name("send-monitor")), "--help"]
    pairs = in_turn(lambda: spend(ours), lambda: spend([sys.executable, str(program), "--help"]))
    _, monitor = scene.known()
    polling = _loaded(["--config", str(monitor.folder), "poll", "--json"], monitor.environ)
    helping = _loaded(["--help"], {})
    return [
        Mark("33", "--help / a two-command program's: wall", ratio(pairs, _wall), (1.5,)),
        Mark("33", "--help / a two-command program's: CPU", ratio(pairs, _cpu), (1.5,)),
        Mark("33", "heavy libraries that --help loads", _count(helping, NOT_FOR_HELP), (0,), unit=""),
        Mark(
            "33", "web, Alembic, PDF tables that poll loads", _count(polling, NOT_FOR_A_POLL), (0,), unit=""
        ),
    ]


def worker_ready(scene: Scene) -> list[Mark]:
    """Compare a worker's start, until it works, with the bare import of the libraries it has loaded then."""
    _, monitor = scene.known()
    with RedisServer(scene.folder / "worker-ready") as server:
        environ = clean_environ() | monitor.environ | {"SEND_MONITOR_QUEUE__URL": server.url}
        working = ["--config", str(monitor.folder), "worker"]
        _, said = _until_it_says("Working.", [sys.executable, "-c", _LOADED, *working], environ)
        top_levels = packages_distributions().keys() - OURS
        libraries = [name for name in json.loads(said) if name.partition(".")[0] in top_levels]
        bare = [sys.executable, "-c", _IMPORT, json.dumps(libraries)]
        pairs = in_turn(
            lambda: _until_it_says("Working.", monitor.command("worker"), environ)[0],
            lambda: _until_it_says("Ready.", bare, environ)[0],
        )
    return [Mark("33", "worker ready / bare import of its libraries: wall", ratio(pairs, float), (1.3,))]


def fresh_clone(scene: Scene) -> list[Mark]:
    """Compare a fresh clone's first green test with a venv filled by pip alone, both with empty caches."""
    clone = scene.folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    ours = _seconds(["make", "-C", str(clone), "test", f"TESTS={FIRST_TEST}"], scene.folder / "cache-1")
    compiled = [
        one for one in (clone / ".venv").rglob("*.py") if one.with_name("__pycache__").is_dir()
    ]  # at least one module of each package that has any
    venv, locked = scene.folder / "by-pip", str(clone / "requirements-dev.lock")
    theirs = _seconds([sys.executable, "-m", "venv", str(venv)], scene.folder / "cache-2")
    pip = [str(venv / "bin" / "pip"), "install", "--quiet", "--require-hashes", "-r", locked]
    theirs += _seconds(pip, scene.folder / "cache-2")
    shutil.rmtree(clone)
    return [
        Mark("34", "fresh clone to first green test / venv + pip alone", figure([ours / theirs]), (0.5,)),
        Mark("34", "folders of the new venv with bytecode", figure([len(compiled)]), (1,), False, ""),
    ]


def _loaded(words: list[str], environ: dict[str, str]) -> set[str]:
    """Give the top-level modules that a command has loaded when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *words],
        cwd=ROOT,
        env=clean_environ() | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def _until_it_says(word: str, command: list[str], environ: dict[str, str]) -> tuple[float, str]:
    """Give the seconds until a command says a word, and the last line of what it says when it is ended."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        must_be("what it says", any(line.startswith(word) for line in process.stdout or ()), True)
        spent = time.perf_counter() - begun
        process.terminate()
        last = process.communicate()[1].splitlines()[-1:]
    return spent, "".join(last)


def _count(loaded: set[str], unwanted: tuple[str, ...]) -> Figure:
    return figure([len(loaded & set(unwanted))])


def _seconds(command: list[str], cache: Path) -> float:
    """Time a command that starts with empty caches."""
    caches = {"PIP_CACHE_DIR": str(cache / "pip"), "UV_CACHE_DIR": str(cache / "uv")}
    environ = {name: value for name, value in clean_environ().items() if name != "VIRTUAL_ENV"}
    begun = time.perf_counter()
    subprocess.run(
        command, env=environ | caches | {"HOME": os.environ.get("HOME", "/")}, check=True, capture_output=True
    )
    return time.perf_counter() - begun


def _wall(spent: Spent) -> float:
    return spent.wall


def _cpu(spent: Spent) -> float:
    return spent.cpu
