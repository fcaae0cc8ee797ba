"""However a supervisor's process ends, its children end with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SUPERVISED = """
import sys
from pathlib import Path
from streams.local.child import ChildSpec
from streams.local.folder import DataFolder
from streams.local.supervisor import Supervisor

sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
with DataFolder(Path(sys.argv[1])) as folder, Supervisor(folder) as supervisor:
    supervisor.start(ChildSpec("one", sleep))
    supervisor.start(ChildSpec("two", sleep))
    print(*supervisor.pids().values(), flush=True)
    supervisor.wait()
"""
BROKER = """
import sys, time
from pathlib import Path
from streams.local.broker import LocalBroker

with LocalBroker(Path(sys.argv[1])) as broker:
    print(broker.pid, flush=True)
    time.sleep(60)
"""
SCRIPTS = [
    pytest.param(SUPERVISED, id="supervisor"),
    pytest.param(BROKER, id="broker", marks=pytest.mark.system),
]


@contextmanager
def running(script: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """The script in a process of its own, and the pids of the children that it reports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script, str(folder)]
    owner = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    try:
        assert owner.stdout is not None
        children = [int(pid) for pid in owner.stdout.readline().split()]
        assert children
        assert all(map(psutil.pid_exists, children))
        yield owner, children
    finally:
        owner.kill()
        owner.communicate()


def left_after(children: list[int], seconds: float = 5.0) -> list[int]:
    end = time.monotonic() + seconds
    while any(map(psutil.pid_exists, children)) and time.monotonic() < end:
        time.sleep(0.02)
    return [pid for pid in children if psutil.pid_exists(pid)]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_its_owner(script: str, number: signal.Signals, tmp_path: Path) -> None:
    with running(script, tmp_path) as (owner, children):
        owner.send_signal(number)
        owner.wait(20)
        assert left_after(children) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start cleans up")
def test_child_whose_parent_died_before_it_was_bound_does_not_run(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    wrapper = ROOT / "streams" / "local" / "exec_bound.py"
    not_our_pid = str(os.getpid() + 1)
    command = [sys.executable, "-I", "-S", str(wrapper), not_our_pid, "touch", str(proof)]
    assert subprocess.run(command, check=False).returncode != 0
    assert not proof.exists()
