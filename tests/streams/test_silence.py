"""A worker that stood still for a session ends before it does anything else."""

import os
import signal
import subprocess
import sys
import time

import pytest

from streams import silence
from streams.silence import SilenceWatch


class Ended(Exception):
    """The process would have ended here."""


def test_only_a_gap_as_long_as_the_session_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(why: str) -> None:
        raise Ended(why)

    monkeypatch.setattr(silence, "end_now", ended)
    clock = iter([100.0, 100.1, 105.9, 111.9])
    watch = SilenceWatch(6.0, clock=lambda: next(clock))
    watch.look()
    watch.look()
    with pytest.raises(Ended, match=r"stood still for 6\.0 s"):
        watch.look()


def test_a_stopped_process_ends_when_it_is_let_go_on() -> None:
    """It counts as fast as it can, and is stopped for two seconds with a limit of one."""
    code = (
        "from streams.silence import SilenceWatch\n"
        "SilenceWatch(1.0).start()\n"
        "print('counting', flush=True)\n"
        "while True: pass\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"counting\n"
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(2.0)
        os.kill(process.pid, signal.SIGCONT)
        try:
            assert process.wait(30) == 70
        finally:
            process.kill()
