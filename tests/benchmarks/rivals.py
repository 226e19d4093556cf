"""Other people's programs to measure against, each in a venv of its own under `.cache/`, made when needed."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measure import ROOT, clean_environ

VENVS = ROOT / ".cache" / "rivals"

NEEDS = {
    # What the pattern of `one_by_one.py` reads pages and PDFs with and keeps its table in.
    "one_by_one": (
        *("requests==2.34.*", "beautifulsoup4==4.15.*", "PyPDF2==3.0.1", "pandas<3"),
        *("PyMuPDF", "tabula-py", "xlsxwriter", "GitPython"),  # which the original loads besides
    ),
    "changedetection": ("changedetection.io==0.60.10",),
}


def python_of(rival: str) -> Path:
    """Give the interpreter of a rival's venv, made on first use. Raises CalledProcessError."""
    venv = VENVS / rival
    python, ready = venv / "bin" / "python", venv / ".ready"
    if ready.exists():
        return python
    shutil.rmtree(venv, ignore_errors=True)
    uv = str(Path(sys.executable).with_name("uv"))
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(venv)])
    _run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python), *NEEDS[rival]])
    ready.touch()
    return python


def _run(command: list[str]) -> None:
    subprocess.run(command, env=clean_environ(), check=True)
