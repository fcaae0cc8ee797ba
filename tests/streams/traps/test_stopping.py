"""A worker whose shutdown hangs ends all the same; one that cannot work says why."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.settings import Settings
from streams import worker
from streams.topics_admin import TopicMismatch, TopicsMissing
from tests.streams.traps.conftest import Ended

ROOT = Path(__file__).parents[3]
_BOUND_SECONDS = 60.0

HANGING = """
import asyncio, sys, time
from pathlib import Path
from schemas.settings import Settings
from streams.app import make_app
from streams.worker import WatchedWorker

app = make_app("intake", Settings(data=Path(sys.argv[1])), "0")

async def start():
    print("started", flush=True)
    if sys.argv[2] == "crash":
        raise RuntimeError("a service of Faust's crashes")
    await asyncio.sleep(3600)

async def stop():
    await asyncio.sleep(3600)

app.maybe_start, app.start, app.stop = start, start, stop
worker = WatchedWorker(app, loglevel="ERROR", redirect_stdouts=False)
worker.shutdown_seconds = 0.5
worker.execute_from_commandline()
"""


@pytest.mark.parametrize(
    ("how", "code"), [("sigterm", 0), ("sigint", 0), ("crash", worker.CRASH_EXIT_CODE)]
)
def test_a_shutdown_that_hangs_is_ended(tmp_path: Path, how: str, code: int) -> None:
    """Told to stop it has done its work: exit code 0, and nobody starts it again."""
    process = subprocess.Popen(
        [sys.executable, "-c", HANGING, str(tmp_path), how],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    bound = threading.Timer(_BOUND_SECONDS, process.kill)
    bound.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"started\n"):
                break
        time.sleep(0.2)
        if how != "crash":
            process.send_signal(getattr(signal, how.upper()))
        _, errors = process.communicate(timeout=_BOUND_SECONDS)
    finally:
        bound.cancel()
        process.kill()
        process.wait()
    assert process.returncode == code, errors.decode()
    assert b"shutdown took too long" in errors


def test_exactly_once_is_refused_with_the_reason() -> None:
    with pytest.raises(ValidationError, match="lose or double") as refused:
        Settings(processing_guarantee="exactly_once")
    assert "at_least_once is exact" in str(refused.value)


@pytest.mark.parametrize(
    "fault",
    [
        TopicsMissing("there is no topic ipr.facts: make them with `./rightstream topics`"),
        TopicMismatch("ipr.facts has 3 partitions, this deployment 4: start with 3"),
    ],
)
def test_a_worker_without_its_topics_says_so_and_ends(
    fault: Exception,
    exit_codes: list[int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object) -> None:
        raise fault

    def went_on(*_: object) -> None:
        raise AssertionError("the worker went on without its topics")

    monkeypatch.setattr(worker, "require_topics", refuse)
    monkeypatch.setattr(worker, "worker_app", went_on)
    before = signal.getsignal(signal.SIGHUP)
    try:
        with pytest.raises(Ended):
            worker.run_worker("rights", Settings(), "0")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert exit_codes == [worker.MISCONFIGURED_EXIT_CODE] == [78]
    assert str(fault) in caplog.text
