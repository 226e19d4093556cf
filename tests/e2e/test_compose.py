"""docker-compose.yml: what it says is sound, and the same commands, in the same environment, work."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from monitor.cli import COMMANDS
from monitor.config import override_names
from monitor.replica.publish import main as publish
from tests.e2e.composed import ROOT, Local, composed, instructions, seconds
from tests.servers import RedisServer, shared_postgres, wait_until

FILE = composed()
SERVICES: dict[str, Any] = FILE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("area-send-monitor:")}
PARTS = {name: one for name, one in OURS.items() if "entrypoint" not in one}
ENDING = {"migrate", "demo-migrate"}
EACH = pytest.mark.parametrize("name", SERVICES)
KEYS = {
    "build",
    "cap_drop",
    "command",
    "depends_on",
    "entrypoint",
    "env_file",
    "environment",
    "healthcheck",
    "image",
    "init",
    "logging",
    "network_mode",
    "ports",
    "profiles",
    "read_only",
    "restart",
    "secrets",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "tmpfs",
    "user",
    "volumes",
}
LISTS = {
    "cap_drop",
    "command",
    "entrypoint",
    "ports",
    "profiles",
    "secrets",
    "security_opt",
    "tmpfs",
    "volumes",
}
SWITCHES = {"SEND_MONITOR_LOG"}


# --- the file ----------------------------------------------------------------------------------------


@EACH
def test_a_service_says_only_what_compose_knows(name: str) -> None:
    service = SERVICES[name]
    assert set(service) <= KEYS
    assert all(isinstance(service[key], list) for key in LISTS & set(service))
    assert set(service.get("healthcheck", {})) <= {"test", "interval", "timeout", "retries", "start_period"}


@EACH
def test_images_are_pinned(name: str) -> None:
    assert re.fullmatch(r"[a-z-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", SERVICES[name]["image"])


@EACH
def test_a_service_is_shut_in(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")


@EACH
def test_a_service_is_started_again_watched_and_given_time_to_end(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("on-failure" if name in ENDING else "unless-stopped")
    assert seconds(service["stop_grace_period"]) >= 30
    if name not in ENDING:
        assert service["healthcheck"]["test"][0] == "CMD"


@EACH
def test_what_a_service_leans_on_is_there(name: str) -> None:
    service = SERVICES[name]
    needed = service.get("depends_on", {})
    assert set(needed) <= set(SERVICES)
    conditions = needed.values() if isinstance(needed, dict) else ()
    assert {one["condition"] for one in conditions} <= {"service_healthy", "service_completed_successfully"}
    assert all(secret in FILE["secrets"] for secret in service.get("secrets", []))
    named = {one.partition(":")[0] for one in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith(".")} <= set(FILE["volumes"])
    assert all((ROOT / path).exists() for path in named if path.startswith("."))
    other = service.get("network_mode", "").removeprefix("service:")
    assert not other or other in SERVICES


@pytest.mark.parametrize("name", PARTS)
def test_a_part_runs_a_command_there_is_with_settings_there_are(name: str) -> None:
    known = {*override_names(), *SWITCHES}
    assert PARTS[name]["command"][0] in COMMANDS
    for variable in PARTS[name]["environment"]:
        assert variable in known or variable.removesuffix("_FILE") in known


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search(r"PASSWORD|SECRET|TOKEN|KEY", name) or name.endswith("_FILE"), name
            assert "@" not in str(value)
    assert all(one["file"].startswith("secrets/") for one in FILE["secrets"].values())
    assert "secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_redis_keeps_what_it_has_and_throws_nothing_out() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_workers_can_be_multiplied_and_nothing_is_tied_to_one_of_them() -> None:
    assert not {"ports", "container_name"} & set(SERVICES["worker"])


def test_the_demo_leaves_the_real_parts_alone() -> None:
    demo = {name for name, one in SERVICES.items() if "profiles" in one}
    assert {one.removeprefix("demo-") for one in demo if one.startswith("demo-")} == {
        name for name in PARTS if name not in demo
    }
    real = {str(one.get("environment")) for name, one in PARTS.items() if name not in demo}
    assert not real & {str(PARTS[name].get("environment")) for name in demo if name in PARTS}


@pytest.mark.parametrize("name", OURS)
def test_our_services_hear_signals_from_the_first_moment(name: str) -> None:
    assert OURS[name]["init"] is True


def test_the_image_ends_as_a_plain_user_and_has_what_the_services_need() -> None:
    assert instructions("USER")[-1] == "monitor"
    uid = re.search(r"--uid (\d+)", " ".join(instructions("RUN")))
    assert uid is not None
    assert {one["user"] for one in OURS.values()} == {f"{uid[1]}:{uid[1]}"}


# --- its commands ------------------------------------------------------------------------------------


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as server:
        yield server


def in_place(folder: Path, queue: RedisServer) -> Local:
    """Say where everything of the file is on this machine."""
    for name in ("secrets", "data", "config"):
        (folder / name).mkdir()
    (folder / "secrets" / "store_url").write_text(shared_postgres().new_database())
    places = {
        "redis:6379": f"127.0.0.1:{queue.port}",
        "/run/secrets": str(folder / "secrets"),
        "/config": str(folder / "config"),
        "/data": str(folder / "data"),
        "/demo/areas.csv": str(ROOT / "monitor" / "data" / "areas.csv"),
        "/tmp/arrived": str(folder / "arrived"),
        "0.0.0.0:8000": "127.0.0.1:0",
    }
    return Local(folder, places | dict.fromkeys(("8100", "2525", "8103"), "0"))


def line_of(process: Any) -> str:
    assert process.stdout is not None
    return str(process.stdout.readline())


@pytest.mark.parametrize("prefix", ["", "demo-"] if "CHAOS_ROUNDS" in os.environ else [""])
def test_the_parts_of_the_file_deliver_an_alert_and_end_in_time(
    tmp_path: Path, queue: RedisServer, prefix: str
) -> None:
    """The real parts on PostgreSQL; with `make chaos` those of the demo on SQLite, too."""
    with in_place(tmp_path, queue) as local:
        site = json.loads(line_of(local.start("replica")))
        mail = json.loads(line_of(local.start("mail")))["mail"]
        settings = (ROOT / "deploy" / "demo" / "monitor.toml").read_text("utf-8")
        for inside, outside in (
            ("http://127.0.0.1:8100", site["site"]),
            ("http://127.0.0.1:8101", site["files"]),
            ("port = 2525", f"port = {mail['port']}"),
        ):
            assert inside in settings
            settings = settings.replace(inside, outside)
        (tmp_path / "config" / "monitor.toml").write_text(settings)
        readers = (ROOT / "deploy" / "demo" / "subscribers.toml").read_text("utf-8")
        (tmp_path / "config" / "subscribers.toml").write_text(readers)

        migrated = local.start(f"{prefix}migrate")
        assert migrated.wait(60) == 0, local.said()
        local.start(f"{prefix}scheduler")
        local.start(f"{prefix}worker")
        address = line_of(local.start(f"{prefix}web")).split()[2].rstrip(".")

        wait_until(lambda: requests.get(f"{address}/readyz", timeout=20).ok, "it never got ready")
        assert publish(["80558", "inconsistent", "--control", site["control"]]) == 0
        arrived = tmp_path / "arrived.jsonl"
        wait_until(lambda: "Southampton" in arrived.read_text(), f"no alert arrived:\n{local.said()}")
        assert "send_monitor_queue_up 1" in requests.get(f"{address}/metrics", timeout=20).text
        for name in list(local.running):
            assert local.end(name) == 0, name
    if not prefix:
        logged = (tmp_path / "worker-1.log").read_text().splitlines()
        assert any(json.loads(line)["event"] == "a message" for line in logged)
