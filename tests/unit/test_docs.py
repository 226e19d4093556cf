"""The documents under test: what they name exists, and what exists is named."""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from monitor.cli import COMMANDS
from monitor.config import load_settings
from monitor.config_sections import (
    AppriseSettings,
    AreaSettings,
    Feed,
    MonitorSettings,
    SlackSettings,
    Subscriber,
    WebhookSettings,
)
from monitor.domain.area import AreaTable
from monitor.domain.events import DeliveryState, EventKind
from monitor.domain.publication import PublicationState
from monitor.errors import ConfigError
from monitor.replica.switches import SWITCHES
from monitor.store.schema import metadata
from monitor.watching import tie_together
from tests.unit.test_architecture import MAY_LEAN_ON, ONLY_IN

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "tests" / "README.md"], key=str)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
TEXTS = {name: page.read_text(encoding="utf-8") for name, page in zip(NAMES, PAGES, strict=True)}
ALL = "\n".join(TEXTS.values())
EVERY_PAGE = pytest.mark.parametrize("name", NAMES)

README, CONFIGURATION, OPERATIONS = TEXTS["README.md"], "docs/configuration.md", "docs/operations.md"
ARCHITECTURE, DEPENDENCIES = "docs/architecture.md", "docs/adr/0002-dependencies.md"
GLOBAL_OPTIONS = {"--config", "--store", "--now", "-v", "--verbose", "--version", "-h", "--help"}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
CALL = re.compile(r"(?<!opt/)send-monitor ((?:--?[a-z]+ (?:\S+ )?)*)([a-z]+(?:-[a-z]+)*)\b([^\n#|;`]*)")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
NUMBERS = r"(?:section )?\d+(?:\.\d+)?(?:(?:, | and | to |, and )\d+(?:\.\d+)?)*"
CITATION = re.compile(rf"\b(domain|sources)\.md`? +({NUMBERS})")


def code_of(text: str) -> str:
    """Give what stands in code spans and in blocks of code, not of text, a line each."""
    blocks = [block for language, block in FENCE.findall(text) if language != "text"]
    return "\n".join([*blocks, *SPAN.findall(FENCE.sub("", text))])


def rows_of(text: str) -> Iterator[list[str]]:
    """Give the cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def spans_of(cell: str) -> list[str]:
    return SPAN.findall(cell)


def section_of(text: str, heading: str) -> str:
    """Give what stands under a heading, up to the next one of any level."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def table_of(text: str, title: str) -> list[list[str]]:
    """Give the rows of all tables whose first column has this title."""
    tables = [block for block in text.split("\n\n") if re.match(rf"\n?\| {title} \|", block)]
    assert tables, f"there is no table with a column {title}"
    return [row for table in tables for row in list(rows_of(table))[2:]]


def spans_by_name(rows: list[list[str]]) -> dict[str, set[str]]:
    """Give the code spans of the second column by that of the first."""
    return {spans_of(row[0])[0]: set(spans_of(row[1])) for row in rows}


def slug(heading: str) -> str:
    """Give a heading's anchor, as the sites that show these pages make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings_of(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)


# --- commands ----------------------------------------------------------------------------------------


def options_of(command: str) -> set[str]:
    app: typer.Typer = import_module(f"monitor.commands.{COMMANDS[command][0]}").app
    found = typer.main.get_group(app).commands[command]
    inner = getattr(found, "commands", {}).values()
    return {option for one in (found, *inner) for parameter in one.params for option in parameter.opts}


def calls_of(text: str) -> list[tuple[str, set[str]]]:
    """Give each call of send-monitor with the options behind the command's name."""
    return [
        (command, set(re.findall(r"(?<!\S)--?[a-z-]+", rest)))
        for _, command, rest in CALL.findall(code_of(text))
    ]


@EVERY_PAGE
def test_every_command_and_option_that_is_named_exists(name: str) -> None:
    for command, options in calls_of(TEXTS[name]):
        assert command in COMMANDS, f"{name} calls send-monitor {command}, which there is not"
        unknown = options - options_of(command) - GLOBAL_OPTIONS
        assert not unknown, f"{name} calls send-monitor {command} with {', '.join(unknown)}"


def test_the_readme_names_every_command_once_and_in_order() -> None:
    assert [name.split()[0] for name in first_column(README, "Command")] == list(COMMANDS)


def test_the_readme_begins_with_what_to_type() -> None:
    typed = re.findall(r"^make (\w+)", code_of(README), re.M)
    assert typed[:2] == ["demo", "test"]
    assert "run" in typed


@EVERY_PAGE
def test_everything_that_make_is_asked_for_can_be_made(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    asked = set(re.findall(r"(?:^|\s)make ([a-z-]+)", code_of(TEXTS[name])))
    assert asked <= targets, f"{name}: make {', '.join(asked - targets)}"


def test_the_alert_in_the_readme_has_the_parts_of_a_real_one() -> None:
    def parts(text: str) -> list[str]:
        return re.findall(r"^(.+)\n-{4,}$", text, re.M)

    shown = next(block for _, block in FENCE.findall(README) if "\nSubject: " in block)
    recorded = (ROOT / "tests" / "replay" / "alerts" / "same_outcome.txt").read_text("utf-8")
    assert parts(shown) == parts(recorded)


# --- links, files, sections --------------------------------------------------------------------------


@EVERY_PAGE
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for link in LINK.findall(FENCE.sub("", TEXTS[name])):
        if re.match(r"https?://", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link} leads nowhere"
        if anchor:
            anchors = {slug(heading) for heading in headings_of(target.read_text("utf-8"))}
            assert anchor in anchors, f"{name}: {link} leads to no heading"


@EVERY_PAGE
def test_files_that_are_named_exist(name: str) -> None:
    named = re.findall(r"`((?:monitor|tests|workers|docs|config)/[\w./-]+)`", TEXTS[name])
    missing = [path for path in named if not (ROOT / path).exists() and path != "config/areas.csv"]
    assert not missing, f"{name} names {', '.join(missing)}"


def test_every_section_that_is_cited_is_there() -> None:
    sections = {
        page: {number for head in headings_of(TEXTS[f"docs/{page}.md"]) for number in _numbers(head)}
        for page in ("domain", "sources")
    }
    cited = set()
    for folder in ("monitor", "workers", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".toml") and path != Path(__file__).resolve():
                text = re.sub(r"\s*\n\s*#?\s*", " ", path.read_text("utf-8"))
                cited |= {
                    (page, number, path.name)
                    for page, numbers in CITATION.findall(text)
                    for number in re.findall(r"\d+(?:\.\d+)?", numbers)
                }
    assert len(cited) > 40, "the citations are not found any more"
    lost = sorted(
        f"{file}: {page}.md {number}" for page, number, file in cited if number not in sections[page]
    )
    assert not lost


def _numbers(heading: str) -> list[str]:
    """Give the numbers of a heading such as "5 and 6. Other channels", "2.5 to 2.7", "1.4 The outcomes"."""
    found = re.match(r"(\d+(?:\.\d+)?)\.?(?: (and|to) (\d+(?:\.\d+)?)\.?)?(?: |$)", heading)
    if not found:
        return []
    if found[2] != "to":
        return [number for number in (found[1], found[3]) if number]
    whole, first = found[1].split(".")
    return [f"{whole}.{part}" for part in range(int(first), int(found[3].split(".")[1]) + 1)]


def test_every_decision_is_listed() -> None:
    listed = set(re.findall(r"\(adr/([\w-]+\.md)\)", TEXTS[ARCHITECTURE].split("## Decisions")[1]))
    assert listed == {path.name for path in (DOCS / "adr").glob("*.md")}


# --- the config --------------------------------------------------------------------------------------

SECTIONS: dict[str, type[BaseModel]] = {
    "slack.NAME": SlackSettings,
    "webhook.NAME": WebhookSettings,
    "apprise.NAME": AppriseSettings,
}
FILES: dict[str, type[BaseModel]] = {
    "monitor.toml": MonitorSettings,
    "areas.toml": AreaSettings,
    "subscribers.toml": Subscriber,
    "feeds.toml": Feed,
}


def described(file: str) -> dict[str, tuple[str, str]]:
    """Give each key of a file that the configuration page describes: its default and its meaning."""
    part = TEXTS[CONFIGURATION].split(f"\n## {file}\n")[1].split("\n## ")[0]
    return {key.strip("`"): (default.strip("`"), meaning) for key, default, meaning in table_of(part, "Key")}


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        named = SECTIONS.get(f"{key}.NAME")
        inner = field.annotation
        if named is not None:
            yield from keys_of(named, f"{key}.NAME.")
        elif isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, f"{key}.")
        else:
            yield key


REQUIRED = [
    (file, key) for file in FILES for key, (default, _) in described(file).items() if default == "required"
]
SOME = {
    "name": "Somebody",
    "to": ["email:a@example.org"],
    "url": "https://example.org",
    "webhook_env": "A_NAME",
    "secret_env": "A_NAME",
    "url_env": "A_NAME",
}


@pytest.mark.parametrize("file", FILES)
def test_every_setting_is_described_and_nothing_else(file: str) -> None:
    assert sorted(described(file)) == sorted(keys_of(FILES[file]))


@pytest.mark.parametrize("file", FILES)
def test_the_defaults_that_are_described_are_the_defaults(file: str) -> None:
    defaults = {key: default for key, (default, _) in described(file).items() if default != "required"}
    some = {key: SOME[key] for key in described(file) if key not in defaults and "." not in key}
    model = FILES[file]
    assert model.model_validate(nested(defaults) | some) == model.model_validate(some)


@pytest.mark.parametrize(("file", "key"), REQUIRED)
def test_what_is_said_to_be_required_is_missed(file: str, key: str, tmp_path: Path, areas: AreaTable) -> None:
    *sections, last = key.split(".")
    others = {name: SOME[name] for name in _keys_beside(file, key) if name != last}
    table = {"subscribers.toml": "[[subscriber]]", "feeds.toml": "[[feed]]"}.get(
        file, f"[{'.'.join(sections)}]"
    )
    (tmp_path / "monitor.toml").touch()
    (tmp_path / file).write_text("\n".join([table, *(f"{name} = {SOME[name]!r}" for name in others)]))
    with pytest.raises(ConfigError, match=rf"\b{last}: is required"):
        tie_together(load_settings(tmp_path, {}), areas, {}, secrets=False)


def nested(written: dict[str, str]) -> dict[str, Any]:
    """Give dotted keys with values in TOML as the tables they stand for."""
    return tomllib.loads("\n".join(f"{key} = {value}" for key, value in written.items()))


def _keys_beside(file: str, key: str) -> list[str]:
    section = key.rpartition(".")[0]
    return [
        name.rpartition(".")[2]
        for one, name in REQUIRED
        if one == file and name.rpartition(".")[0] == section
    ]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Give a config folder made of the example on the configuration page."""
    folder = tmp_path / "config"
    folder.mkdir()
    for language, block in FENCE.findall(TEXTS[CONFIGURATION]):
        if language == "toml":
            file = re.match(r"# config/(\S+)", block)
            assert file, "an example must begin with the name of its file"
            (folder / file[1]).write_text(block, encoding="utf-8")
    return folder


@pytest.fixture
def areas() -> AreaTable:
    return AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))


def test_the_example_config_loads(example: Path, areas: AreaTable) -> None:
    assert sorted(path.name for path in example.iterdir()) == sorted(FILES)
    environ = {
        "SEND_MONITOR_SMTP_PASSWORD": "secret",
        "SEND_MONITOR_SLACK_SEND_TEAM": "https://hooks.slack.com/services/x",
    }
    watching = tie_together(load_settings(example, environ), areas, environ)
    assert len(watching.subscriptions) == 2
    assert all(one.areas for one in watching.subscriptions)
    assert watching.operator == (("email", "you@example.org"),)


def test_the_variables_in_the_text_set_what_they_say(example: Path) -> None:
    named = dict(re.findall(r"`(SEND_MONITOR_[A-Z_]+__[A-Z_]+)='?([^`']+)'?`", TEXTS[CONFIGURATION]))
    assert len(named) == 2
    monitor = load_settings(example, named).monitor
    assert monitor.ofsted.contact == "you@example.org"
    assert monitor.delivery.only_to == ("you@example.org",)


def test_every_region_and_every_way_to_name_areas_is_described(areas: AreaTable) -> None:
    text = TEXTS[CONFIGURATION].split("\n## areas.toml\n")[1]
    for region in areas.regions():
        assert region in text
    for entry in ("80558", "Southampton"):
        assert f'`"{entry}"`' in text
        assert areas.by_urn(entry) or areas.named(entry)


def test_every_event_is_described() -> None:
    told = set(SPAN.findall(TEXTS[CONFIGURATION]))
    assert {str(kind) for kind in EventKind} <= told


# --- architecture, operations, dependencies ----------------------------------------------------------


def test_the_floors_are_those_that_are_enforced() -> None:
    told = spans_by_name(table_of(TEXTS[ARCHITECTURE], "Floor"))
    assert told == {floor: below - {floor} for floor, below in MAY_LEAN_ON.items()}


def test_the_libraries_are_known_where_it_is_said() -> None:
    assert spans_by_name(table_of(TEXTS[ARCHITECTURE], "Library")) == ONLY_IN


def test_every_state_is_described() -> None:
    publications = section_of(TEXTS[ARCHITECTURE], "States of a publication")
    deliveries = section_of(TEXTS[ARCHITECTURE], "States of a delivery")
    assert set(first_column(publications, "State")) == {str(state) for state in PublicationState}
    assert set(first_column(deliveries, "State")) == {str(state) for state in DeliveryState}
    assert set(first_column(TEXTS[OPERATIONS], "State")) == {str(state) for state in DeliveryState}


def first_column(text: str, title: str) -> list[str]:
    return [span for row in table_of(text, title) for span in spans_of(row[0])]


def test_every_fault_point_is_described() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "monitor").rglob("*.py"))
    points = set(re.findall(r'house\.fault\("([a-z-]+)"\)', code))
    assert points
    assert set(first_column(TEXTS[ARCHITECTURE], "Name")) == points


def test_every_table_of_the_store_is_described() -> None:
    assert set(first_column(TEXTS[ARCHITECTURE], "Table")) == set(metadata.tables)


def test_the_switches_that_plant_a_fault_exist() -> None:
    rows = [row for row in rows_of(TEXTS["docs/sources.md"]) if re.fullmatch(r"[LPF]\d", row[0])]
    counts = {"L": 8, "P": 8, "F": 4}
    wanted = [f"{letter}{number}" for letter, most in counts.items() for number in range(1, most + 1)]
    assert [row[0] for row in rows] == wanted
    planted = {switch for row in rows for switch in spans_of(row[4])}
    assert planted <= {switch.name for switch in SWITCHES}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *chain.from_iterable(project["project"]["optional-dependencies"].values()),
        *project["dependency-groups"]["dev"],
    ]
    assert set(first_column(TEXTS[DEPENDENCIES], "Library")) == {
        re.split(r"[<>=!~ ;]", one)[0] for one in wanted
    }


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-image.lock"])
def test_everything_that_is_dragged_in_is_named(lock: str) -> None:
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text("utf-8"), re.M)
    text = TEXTS[DEPENDENCIES].replace("_", "-")
    missing = [name for name in locked if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]
    assert not missing
