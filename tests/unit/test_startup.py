"""What the front doors load: starting is most of the cost of a quiet poll, and they start all the time."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    "sqlalchemy",
    "alembic",
    "pdfplumber",
    "pypdfium2",
    "fastapi",
    "uvicorn",
    "dramatiq",
    "redis",
    "requests",
}
HEAVY |= {
    "trafilatura",
    "ahocorasick",
    "bs4",
    "lxml",
    "feedparser",
    "pydantic",
    "jinja2",
    "slack_sdk",
    "holidays",
    "psycopg",
}

HELP = """
import sys
from monitor.cli import main
sys.argv = ["send-monitor", "--help"]
try:
    main()
except SystemExit:
    pass
"""
POLL = "import monitor.commands.poll"
RUN = "import monitor.commands.run, workers.local"
WORK = "import monitor.commands.queue, workers.main"
WEB = "import monitor.commands.web, monitor.web.server"


def loaded(program: str) -> set[str]:
    """Give the libraries that a fresh interpreter has loaded after a program."""
    tail = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\n{tail}"], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_loads_nothing_heavy() -> None:
    found = loaded(HELP)
    assert "typer" in found
    assert not HEAVY & found


@pytest.mark.parametrize("program", [POLL, RUN, WORK])
def test_neither_polling_nor_running_nor_working_loads_web_migrations_or_pdf_libraries(program: str) -> None:
    found = loaded(program)
    assert "sqlalchemy" in found
    assert not {"fastapi", "starlette", "uvicorn", "alembic", "pdfplumber", "pypdfium2", "psycopg"} & found
    assert "structlog" not in found  # a log that is not JSON has no use for it


def test_the_web_part_loads_no_worker_and_no_migrations() -> None:
    found = loaded(WEB)
    assert "fastapi" in found
    assert not {"dramatiq", "redis", "alembic", "pypdfium2", "psycopg", "bs4", "feedparser"} & found


def test_only_workers_on_a_queue_load_redis() -> None:
    assert not {"redis", "dramatiq"} & loaded(POLL)
    assert "redis" not in loaded(RUN)
    assert "redis" in loaded("import workers.main")


def test_polling_loads_neither_page_parser_nor_templates_before_there_is_something_to_read_or_send() -> None:
    news = {"feedparser", "trafilatura", "ahocorasick"}
    assert not {"bs4", "lxml", "jinja2", "slack_sdk", "holidays", "rich", *news} & loaded(POLL)
