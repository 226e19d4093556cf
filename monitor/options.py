"""The global options of the command line, as given."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What every command may be told: config folder, store, time to start at, how much to say."""

    config: Path
    store: str | None
    now: str | None
    verbose: bool
