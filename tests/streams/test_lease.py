"""A worker writes only as long as its partitions cannot be another's."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from typing import NoReturn

import pytest

from streams.lease import Lease


class Ended(Exception):
    """The process would have ended here."""


def ended(why: str) -> NoReturn:
    raise Ended(why)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_only_a_gap_as_long_as_the_session_ends_it() -> None:
    clock = iter([100.0, 100.1, 105.9, 111.9])
    lease = Lease(6.0, lambda: next(clock), ended)
    lease.look()
    lease.look()
    with pytest.raises(Ended, match=r"stood still for 6\.0 s"):
        lease.look()


@pytest.mark.parametrize(("seconds", "is_held"), [(0.0, True), (5.9, True), (6.0, False)])
def test_it_holds_for_a_session_after_the_question_that_was_answered(
    seconds: float, is_held: bool
) -> None:
    clock = Clock()
    lease = Lease(6.0, clock, ended)
    lease.joined(7)
    lease.heard(clock.now)
    for _ in range(2):
        clock.now += seconds / 2
        lease.look()

    async def asked() -> bool:
        waiting = asyncio.create_task(lease.held())
        await asyncio.sleep(0.12)
        was_held = waiting.done()
        lease.heard(clock.now)
        await asyncio.wait_for(waiting, 5.0)
        return was_held

    assert asyncio.run(asked()) is is_held


def test_it_holds_before_anything_was_heard() -> None:
    asyncio.run(asyncio.wait_for(Lease(6.0, end=ended).held(), 5.0))


@pytest.mark.parametrize(
    ("generations", "ends"),
    [([3], False), ([3, 4, 5], False), ([3, 3], False), ([3, 5], True), ([9, 1], True)],
)
def test_a_worker_the_group_went_on_without_ends(generations: list[int], ends: bool) -> None:
    lease = Lease(6.0, end=ended)
    *before, last = generations
    for generation in before:
        lease.joined(generation)
    if ends:
        with pytest.raises(Ended, match=f"left out between generations {before[-1]} and {last}"):
            lease.joined(last)
    else:
        lease.joined(last)


def test_a_stopped_process_ends_when_it_is_let_go_on() -> None:
    """It counts as fast as it can, and is stopped for two seconds with a limit of one."""
    code = (
        "from streams.lease import Lease\n"
        "Lease(1.0).watch()\n"
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
