"""A search of one target in a process of its own, and what came of it."""

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .corpus import keep

PROJECT = Path(__file__).parents[2]
MINIMISING_SECONDS = 60
_GRACE_SECONDS = 180
_STATISTICS = re.compile(r"(?:stat::)?([a-z_]+):\s+(\d+(?:\.\d+)?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`mebibytes` is the peak over what the process had when it had read its seeds. `crash` says
    what went wrong, and `kept` where the input lies, made small."""

    target: str
    engine: str
    seconds: float
    executions: int
    slowest_seconds: float
    mebibytes: float
    crash: str = ""
    kept: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def engine() -> str:
    return "atheris" if find_spec("atheris") else "hypothesis"


def searched(name: str, seconds: int) -> Outcome:
    """Blocks for about so long. A crashing input is made small and kept in the corpus."""
    with tempfile.TemporaryDirectory(prefix="rightstream-fuzz-") as scratch:
        folder, began = Path(scratch), time.monotonic()
        done = _child(["search", name, str(seconds), scratch], seconds + _GRACE_SECONDS)
        took, said = time.monotonic() - began, done.stderr.decode("utf-8", "replace")
        numbers = {key: float(value) for key, value in _STATISTICS.findall(said)}
        crash, where = "", ""
        if done.returncode:
            crash = _crash(done.stdout.decode("utf-8", "replace") + said)
            found = sorted(path for path in folder.iterdir() if path.is_file())
            where = _kept(name, found[0]) if found else ""
        return Outcome(
            name,
            engine(),
            round(took, 1),
            int(numbers.get("number_of_executed_units", 0)),
            numbers.get("slowest_unit_time_sec", 0.0),
            max(0.0, numbers.get("peak_rss_mb", 0) - numbers.get("base_mebibytes", 0)),
            crash,
            where,
        )


def _kept(name: str, found: Path) -> str:
    made = found.with_suffix(".small")
    try:
        _child(["minimise", name, str(found), str(made)], MINIMISING_SECONDS + _GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        made = found
    small = made if made.exists() else found
    return str(keep(name, small.read_bytes()).relative_to(PROJECT))


def _child(arguments: list[str], seconds: int) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-P", "-m", "tests.fuzzing", *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def _crash(said: str) -> str:
    """The last line of the trace, or libFuzzer's word on a bound that was passed."""
    lines = [line.strip() for line in said.splitlines()]
    errors = [line for line in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Fault)\b", line)]
    bounds = [line for line in lines if "ERROR: libFuzzer" in line]
    return next(iter((errors or bounds)[-1:]), "the process ended without a word")[:500]
