"""The floors of the house: which part may lean on which, as one table."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Each floor: the parts of our own code it may import.
MAY_LEAN_ON = {
    "monitor.errors": set(),
    "monitor.deferred": set(),
    "monitor.trace": set(),
    "monitor.logs": {"monitor.deferred", "monitor.log_json", "monitor.trace"},
    "monitor.log_json": set(),
    "monitor.domain": {"monitor.domain"},
    "monitor.ports": {"monitor.domain", "monitor.errors"},
    "monitor.services": {
        "monitor.services",
        "monitor.ports",
        "monitor.errors",
        "monitor.domain",
        "monitor.trace",
    },
    "monitor.sources": {
        "monitor.sources",
        "monitor.deferred",
        "monitor.ports",
        "monitor.errors",
        "monitor.domain",
    },
    "monitor.store": {"monitor.store", "monitor.ports", "monitor.errors", "monitor.domain"},
    "monitor.notify": {"monitor.notify", "monitor.ports", "monitor.errors", "monitor.domain"},
    "monitor.replica": {"monitor.replica", "monitor.domain"},
    "monitor.options": set(),
    "monitor.config_files": set(),
    "monitor.config_values": {"monitor.config_files"},
    "monitor.config_sections": {"monitor.config_values"},
    "monitor.config": {"monitor.config_files", "monitor.config_sections", "monitor.errors"},
    "monitor.config_notes": {"monitor.config", "monitor.config_files", "monitor.domain"},
    "monitor.area_references": {"monitor.config", "monitor.config_files", "monitor.domain"},
    "monitor.watching": {
        "monitor.area_references",
        "monitor.config",
        "monitor.config_files",
        "monitor.config_notes",
        "monitor.config_sections",
        "monitor.config_values",
        "monitor.domain",
        "monitor.errors",
        "monitor.channel_secrets",
        "monitor.watched_feeds",
    },
    "monitor.watched_feeds": {"monitor.config_sections", "monitor.domain"},
    "monitor.channel_secrets": {
        "monitor.config",
        "monitor.config_files",
        "monitor.config_values",
        "monitor.domain",
        "monitor.errors",
    },
    "monitor.live_config": {"monitor.errors"},
    "monitor.configured": {
        "monitor.channel_secrets",
        "monitor.config",
        "monitor.config_files",
        "monitor.domain",
        "monitor.errors",
        "monitor.ports",
        "monitor.watching",
    },
    "monitor.holders": set(),
    "monitor.bootstrap": {
        "monitor.channel_secrets",
        "monitor.config",
        "monitor.config_files",
        "monitor.config_values",
        "monitor.configured",
        "monitor.deferred",
        "monitor.domain",
        "monitor.errors",
        "monitor.holders",
        "monitor.live_config",
        "monitor.logs",
        "monitor.notify",
        "monitor.options",
        "monitor.ports",
        "monitor.services",
        "monitor.sources",
        "monitor.store",
        "monitor.watching",
    },
    "monitor.commands": {
        "monitor.bootstrap",
        "monitor.commands",
        "monitor.config_files",
        "monitor.deferred",
        "monitor.domain",
        "monitor.errors",
        "monitor.options",
        "monitor.ports",
        "monitor.services",
    },
    "monitor.web": {
        "monitor.bootstrap",
        "monitor.config_values",
        "monitor.deferred",
        "monitor.domain",
        "monitor.errors",
        "monitor.ports",
        "monitor.services",
    },
    "monitor.entry": {"monitor.cli"},
    "monitor.cli": {"monitor.deferred", "monitor.errors", "monitor.logs", "monitor.options"},
    "workers": {
        "monitor.bootstrap",
        "monitor.domain",
        "monitor.errors",
        "monitor.options",
        "monitor.ports",
        "monitor.services",
        "workers",
    },
}

# Libraries that only some floors may know.
ONLY_IN = {
    "dramatiq": {"workers"},
    "redis": {"workers"},
    "requests": {"monitor.sources", "monitor.notify"},
    "urllib3": {"monitor.sources", "monitor.notify"},
    "bs4": {"monitor.sources"},
    "lxml": {"monitor.sources"},
    "feedparser": {"monitor.sources"},
    "trafilatura": {"monitor.sources"},
    "pypdfium2": {"monitor.sources"},
    "sqlalchemy": {"monitor.store"},
    "alembic": {"monitor.store"},
    "jinja2": {"monitor.notify", "monitor.web"},
    "slack_sdk": {"monitor.notify"},
    "apprise": {"monitor.notify"},
    "smtplib": {"monitor.notify"},
    "pydantic": {
        "monitor.config",
        "monitor.config_files",
        "monitor.config_sections",
        "monitor.config_values",
    },
    "typer": {"monitor.cli", "monitor.commands"},
    "rich": {"monitor.commands"},
    "structlog": {"monitor.log_json"},
    "fastapi": {"monitor.web"},
    "starlette": {"monitor.web"},
    "uvicorn": {"monitor.web"},
    "prometheus_client": {"monitor.web"},
    "python_calamine": {"monitor.sources"},
    "aiosmtpd": {"monitor.replica"},
    "reportlab": {"monitor.replica"},
}

# What does no I/O but is no standard library, and yet may be used in the domain.
PURE_LIBRARIES = {"ahocorasick", "holidays"}

SOURCES = sorted(path for folder in ("monitor", "workers") for path in (ROOT / folder).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def floor_of(module: str) -> str | None:
    matches = [floor for floor in MAY_LEAN_ON if module == floor or module.startswith(f"{floor}.")]
    return max(matches, key=len, default=None)


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "deferred":
            found |= {str(ast.literal_eval(node.args[0]))}  # loaded late, and leant on all the same
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_leans_only_on_the_floors_below_it(path: Path) -> None:
    module = module_of(path)
    floor = floor_of(module)
    if floor is None:
        assert module in ("monitor", "monitor.data"), f"{module} is on no floor; put it into MAY_LEAN_ON"
        return
    for name in imports_of(path):
        target = floor_of(name)
        assert target is None or target in MAY_LEAN_ON[floor] | {floor}, f"{module} must not import {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_known_only_where_it_belongs(path: Path) -> None:
    floor = floor_of(module_of(path))
    for name in imports_of(path):
        library = name.partition(".")[0]
        if library in ONLY_IN:
            assert floor in ONLY_IN[library], f"{module_of(path)} must not import {library}"


def test_imports_stand_at_the_top_and_the_clock_is_read_in_one_place() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not inner, f"{module_of(path)}.{function.name} imports inside a function"
        calls = {
            f"{node.func.value.id}.{node.func.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        }
        floor = floor_of(module_of(path))
        if floor not in ("monitor.bootstrap", "monitor.replica"):
            clock = {"datetime.now", "datetime.utcnow", "date.today", "time.time"} & calls
            assert not clock, f"{module_of(path)} reads the clock itself: {clock}"


def test_the_domain_uses_no_library_that_reaches_outside() -> None:
    outside = {"socket", "subprocess", "urllib.request", "http", "logging", "pathlib", "os", "threading"}
    for path in SOURCES:
        module = module_of(path)
        if floor_of(module) == "monitor.domain":
            used = {name.partition(".")[0] for name in imports_of(path)}
            assert not used & outside, f"{module} uses {used & outside}"
