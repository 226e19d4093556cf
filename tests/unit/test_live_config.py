"""Config that changes while we run: read again, and kept as it was when the change is wrong."""

from pathlib import Path

import pytest

from monitor import live_config
from monitor.errors import ConfigError
from monitor.live_config import LiveConfig


class Time:
    """Time that moves only when told."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(live_config, "time", made)
    return made


def reader(folder: Path) -> LiveConfig[str]:
    def read() -> str:
        text = (folder / "subscribers.toml").read_text()
        if "wrong" in text:
            raise ConfigError([f"subscribers.toml: {text}"])
        return text

    return LiveConfig(folder, read(), read)


def test_a_changed_file_is_read_again_and_a_broken_one_changes_nothing(tmp_path: Path, time: Time) -> None:
    file = tmp_path / "subscribers.toml"
    file.write_text("one")
    live = reader(tmp_path)
    assert (live(), live.trouble()) == ("one", None)

    file.write_text("two of them")
    assert live() == "one"  # not looked at again so soon
    time.now += 1
    assert live() == "two of them"

    file.write_text("wrong this time")
    time.now += 1
    assert (live(), live.trouble()) == ("two of them", None)  # it may be half written
    time.now += 10
    assert (live(), live.trouble()) == ("two of them", "subscribers.toml: wrong this time")

    file.write_text("right again, at last")
    time.now += 1
    assert (live(), live.trouble()) == ("right again, at last", None)


def test_a_file_that_comes_or_goes_is_a_change(tmp_path: Path, time: Time) -> None:
    (tmp_path / "subscribers.toml").write_text("one")
    reads: list[int] = []
    live = LiveConfig(tmp_path, 0, lambda: len(reads) + 1)
    (tmp_path / "areas.toml").write_text("watch = []")
    time.now += 1
    assert live() == 1
    (tmp_path / "areas.toml").unlink()
    reads.append(1)
    time.now += 1
    assert live() == 2
