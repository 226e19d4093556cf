"""What lies in deploy/: figures, alerts and commands that there are, and that the documents explain."""

import json
import re
import shutil
import subprocess
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
# tests/contract/test_metrics.py holds this table to what /metrics gives.
FIGURES = set(re.findall(r"^\| `(send_monitor_\w+)` \|", OPERATIONS, re.M))
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
SHUT_IN = ("NoNewPrivileges", "ProtectSystem", "PrivateTmp", "ProtectHome", "SystemCallFilter")


def read_yaml(path: Path) -> Any:
    return import_module("yaml").safe_load(path.read_text("utf-8"))


def rules() -> list[dict[str, Any]]:
    (group,) = read_yaml(DEPLOY / "prometheus" / "alerts.yml")["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def figures_in(expression: str) -> set[str]:
    """Give the figures that an expression is made of; a histogram's parts count as the histogram."""
    named = set(re.findall(r"\bsend_monitor_\w+", expression))
    return {re.sub(r"(parse_seconds)_(sum|count|bucket)$", r"\1", name) for name in named}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_is_made_of_figures_there_are(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert figures_in(rule["expr"])
    assert figures_in(rule["expr"]) <= FIGURES
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "0m"))
    assert rule["labels"]["severity"] in ("page", "ticket", "note")
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["expr"].count("(") == rule["expr"].count(")")


def test_every_alert_is_explained_with_what_to_do() -> None:
    told = re.findall(r"^\| `(SendMonitor\w+)` \| [^|]{20,} \| [^|]{20,} \|$", OPERATIONS, re.M)
    assert told == [rule["alert"] for rule in rules()]


def test_labels_that_alerts_and_panels_ask_for_are_given() -> None:
    asked = {name for text in expressions() for name in re.findall(r"[{,]\s*(\w+)\s*(?:=~|!=|=)", text)}
    assert asked <= {"state", "quantile"}


def expressions() -> list[str]:
    panels = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel["targets"]]
    return [*shown, *(rule["expr"] for rule in rules())]


def test_the_rules_are_those_that_prometheus_is_told_of() -> None:
    told = read_yaml(DEPLOY / "prometheus" / "prometheus.yml")
    assert all((DEPLOY / "prometheus" / name).is_file() for name in told["rule_files"])


def test_the_dashboard_shows_every_figure_and_no_other() -> None:
    board = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))
    shown = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in figures_in(target["expr"])
    }
    assert shown == FIGURES
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert len(set(places)) == len(places)
    assert len({panel["title"] for panel in board["panels"]}) == len(places)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_there_is_and_is_shut_in(path: Path) -> None:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)
    service = unit["Service"]
    assert service["ExecStart"].split()[1] in COMMANDS
    assert service["User"] == "monitor"
    assert set(SHUT_IN) <= set(service)
    assert service["RestartPreventExitStatus"] == "2"  # the config needs a person
    assert int(service["TimeoutStopSec"]) >= 30
    assert service["ReadWritePaths"].startswith("-")  # with PostgreSQL there may be no such folder
    assert service["KillMode"] == "mixed"  # what a worker is at ends with it, and not before


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_unit(path: Path, tmp_path: Path) -> None:
    """Where systemd is at hand; what it is to start is put in its place."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here")
    here = tmp_path / path.name.replace("@", "@1")
    text = path.read_text("utf-8").replace("/opt/send-monitor/.venv/bin/send-monitor", "/bin/true")
    here.write_text(text.replace("/opt/send-monitor/docs/operations.md", "/dev/null"))
    done = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "line",
    ["SECRET='a $b \"c'", 'SECRET=a $b "c', '; a\n# b\n\nSECRET="a $b "c"'],
    ids=["quoted", "bare", "with remarks"],
)
def test_the_command_runs_with_the_settings_of_the_services(line: str, tmp_path: Path) -> None:
    """With a folder and a file of our own, and as whoever runs the test."""
    units = "".join(unit.read_text("utf-8") for unit in UNITS)
    script = (DEPLOY / "bin" / "send-monitor").read_text("utf-8")
    assert "User=monitor" in units
    assert "runuser -u monitor -- .venv/bin/send-monitor" in script
    here = script.replace("runuser -u monitor --", "env")
    for place, name in (("/opt/send-monitor", "there"), ("/etc/send-monitor.env", "env")):
        assert place in units
        here = here.replace(place, str(tmp_path / name))
    program = tmp_path / "there" / ".venv" / "bin" / "send-monitor"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$PWD|$SECRET|$*"\nexit 3\n')
    program.chmod(0o755)
    (tmp_path / "env").write_text(line)
    done = subprocess.run(
        ["sh", "-c", here, "send-monitor", "doctor", "--json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, f'{tmp_path}/there|a $b "c|doctor --json\n'), done.stderr


def test_every_unit_is_named_in_the_documents() -> None:
    assert all(path.stem.rstrip("@") in OPERATIONS for path in UNITS)
