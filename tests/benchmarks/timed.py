"""Runs one command and says what it took: `python -I -S timed.py FILE COMMAND...`.

A process of its own, and as small as can be: the kernel counts the peak of whoever starts a program as that
program's own, so that memory measured from a large process would be the large process's.
"""

import json
import os
import sys
import time
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run the command, write wall and CPU seconds and the peak in MB to the file, and give its exit code."""
    begun = time.perf_counter()
    process = os.posix_spawnp(arguments[1], arguments[1:], dict(os.environ))
    _, status, used = os.wait4(process, 0)
    wall = time.perf_counter() - begun
    spent = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}
    Path(arguments[0]).write_text(json.dumps(spent), encoding="utf-8")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
