"""Starting: the front door against a two-command program, what a poll loads, a fresh clone's first test."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.measure import ROOT, Figure, Mark, Spent, clean_environ, figure, in_turn, ratio, spend
from tests.benchmarks.stage import Scene

NOT_FOR_A_POLL = ("fastapi", "starlette", "uvicorn", "alembic", "pdfplumber", "psycopg")
NOT_FOR_HELP = ("sqlalchemy", "fastapi", "pdfplumber", "pydantic_settings", "requests", "bs4", "dramatiq")
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
sys.stderr.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
sys.exit(code)
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
    return set(json.loads(done.stderr.splitlines()[-1]))


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
