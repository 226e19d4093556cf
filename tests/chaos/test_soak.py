"""A small soak, for every run of the tests; `make soak` is the whole one."""

from datetime import timedelta
from pathlib import Path

from tests.chaos.soak import run, soaking


def test_the_ledger_holds_while_everything_fails_now_and_then(tmp_path: Path, empty_store: Path) -> None:
    with soaking(tmp_path, seed=1, share=0.05, pace=8, store=empty_store) as soak:
        run(soak, 100, over=timedelta(hours=12))
        assert len(soak.life.published) > 10
        assert sum(one.lives for one in soak.processes) > 2
