"""Back up, wipe, restore: nothing is sent again, and nothing is lost."""

import subprocess
from pathlib import Path

from monitor.domain.events import DeliveryState
from tests.e2e.stage import COMMAND, FORUM, STORE, Stage, clean_environ, send_monitor


def wipe(stage: Stage) -> None:
    for file in stage.folder.glob(f"{STORE}*"):
        file.unlink()


def answer(stage: Stage, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command and answer its questions."""
    command = [str(COMMAND), "--config", str(stage.folder), "--now", stage.clock().isoformat(), *arguments]
    return subprocess.run(
        command,
        env=clean_environ() | stage.environ,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_fresh_backup_comes_back_without_a_question_and_nothing_is_sent(stage: Stage, tmp_path: Path) -> None:
    stage.publish("Kestrelshire")
    stage.poll()
    before = stage.deliveries()
    assert len(stage.taken()) == 3
    now = ("--now", stage.clock().isoformat())

    assert (
        send_monitor(stage.folder, *now, "backup", str(tmp_path / "b"), environ=stage.environ).returncode == 0
    )
    wipe(stage)
    done = send_monitor(stage.folder, *now, "restore", str(tmp_path / "b"), environ=stage.environ)

    assert (done.returncode, done.stderr) == (0, "")
    assert stage.deliveries() == before
    assert stage.poll(full=True, minutes=10)["deliveries"]["sent"] == 0
    assert stage.taken() == []


def test_old_backup_lists_what_may_have_gone_and_asks(stage: Stage, tmp_path: Path) -> None:
    """A message that waited then, and a report that appeared since, are held back; both can still be sent."""
    file = str(tmp_path / "b")
    stage.mail.answer("451 4.3.0 later", address=FORUM, times=None)
    stage.publish("Kestrelshire")
    stage.poll()
    assert answer(stage, "", "backup", file).returncode == 0
    stage.mail.behave()
    stage.publish("Wyndale")
    stage.poll(hours=1)
    stage.taken()
    wipe(stage)

    asked = answer(stage, "n\n", "restore", file)
    assert asked.returncode == 1
    assert FORUM in asked.stdout
    assert not (stage.folder / STORE).exists() or stage.deliveries() == []
    assert answer(stage, "", "restore", file).returncode == 1  # nobody there to answer
    done = answer(stage, "y\ny\n", "restore", file)

    assert (done.returncode, done.stderr) == (0, "")
    assert stage.poll(full=True, minutes=10)["deliveries"]["sent"] == 0
    assert stage.taken() == []
    rows = {(row.address, row.state) for row in stage.deliveries() if row.state is not DeliveryState.SENT}
    assert (FORUM, DeliveryState.SUPPRESSED) in rows
    assert "Wyndale" in {event.data.get("area_name") for event in stage.events("report.published")}


def test_what_is_to_be_sent_all_the_same_is_sent(stage: Stage, tmp_path: Path) -> None:
    stage.mail.answer("451 4.3.0 later", address=FORUM, times=None)
    stage.publish("Kestrelshire")
    stage.poll()
    stage.taken()
    answer(stage, "", "backup", str(tmp_path / "b"))
    wipe(stage)
    stage.mail.behave()
    assert answer(stage, "", "restore", str(tmp_path / "b"), "--send").returncode == 0
    stage.poll(hours=2)
    assert stage.addressees() == [FORUM]


def test_damaged_backup_is_said_to_be_one(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"no backup")
    done = answer(stage, "", "restore", str(tmp_path / "b"))
    assert done.returncode == 1
    assert "it is no backup" in done.stderr
