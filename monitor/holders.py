"""Who holds a lease: a process by its machine, its number and when it started, so that a death is noticed."""

import os
import socket
from pathlib import Path


def holder() -> str:
    """Name this process in a way that another which sees the same processes can check."""
    return f"{_process_space()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Say whether a holder is known to be dead, which we can know only of the processes that we see."""
    space, _, rest = holder.partition("/")
    pid, _, started = rest.partition("/")
    if space != _process_space() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _process_space() -> str:
    """Name this machine, and the processes on it that we see: containers may share its name and not these."""
    try:
        seen = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        seen = 0
    return f"{socket.gethostname()}@{seen}"


def _started(pid: int) -> str:
    """Give when a process started, as the kernel counts it; empty if there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return "" if Path("/proc/self/stat").exists() else "unknown"
    return stat.rpartition(")")[2].split()[19]
