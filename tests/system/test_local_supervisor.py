"""Children are restarted when they crash, given up when they crash too often, stopped in order."""

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from streams.local.child import ChildSpec, State
from streams.local.errors import LocalStackError
from streams.local.folder import DataFolder
from streams.local.restart_policy import RestartPolicy
from streams.local.supervisor import Supervisor

QUICK = RestartPolicy(limit=3, window=60.0, first=0.01, cap=0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    with DataFolder(tmp_path / "data") as folder:
        yield folder


def python(code: str) -> list[str]:
    return [sys.executable, "-c", f"import os, signal, sys, time\n{code}"]


def sleeper(name: str = "sleeper") -> ChildSpec:
    return ChildSpec(name, python("time.sleep(60)"), policy=QUICK)


def has_spoken(log: Path) -> bool:
    return log.read_text() != ""


def eventually(condition: Callable[[], bool], within: float = 10.0) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def test_killed_child_is_started_again(folder: DataFolder) -> None:
    with Supervisor(folder) as supervisor:
        supervisor.start(sleeper())
        first = supervisor.pids()["sleeper"]
        supervisor.kill("sleeper")
        eventually(lambda: supervisor.pids().get("sleeper", first) != first)
        assert supervisor.restarts("sleeper") == 1
        assert not psutil.pid_exists(first)
        second = supervisor.pids()["sleeper"]
    assert not psutil.pid_exists(second)
    assert folder.ledger.entries() == []


def test_child_that_ends_with_a_final_code_is_not_started_again(folder: DataFolder) -> None:
    code = "print('roll back', flush=True); sys.exit(78)"
    final = ChildSpec("final", python(code), policy=QUICK, final_codes=frozenset({78}))
    with Supervisor(folder) as supervisor:
        supervisor.start(final)
        with pytest.raises(LocalStackError, match="final does not run") as caught:
            supervisor.wait(10)
        assert "ended with exit code 78" in caught.value.why
        assert "roll back" in caught.value.why
        assert supervisor.restarts("final") == 0


def test_a_held_child_is_not_started_again_until_it_is_let_go(folder: DataFolder) -> None:
    with Supervisor(folder) as supervisor:
        supervisor.start(sleeper())
        with supervisor.held("sleeper"):
            supervisor.kill("sleeper")
            eventually(lambda: supervisor.state("sleeper") is State.DUE)
            time.sleep(0.3)
            assert supervisor.pids() == {}
        eventually(lambda: "sleeper" in supervisor.pids())


def test_a_dismissed_child_ends_and_its_name_is_free(folder: DataFolder) -> None:
    with Supervisor(folder) as supervisor:
        supervisor.start(sleeper())
        former = supervisor.pids()["sleeper"]
        supervisor.dismiss("sleeper")
        assert not psutil.pid_exists(former)
        assert supervisor.pids() == {}
        with pytest.raises(KeyError):
            supervisor.dismiss("sleeper")
        supervisor.start(sleeper())
        assert supervisor.pids()["sleeper"] != former


def test_children_are_started_again_though_nothing_can_be_written_down(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk: no note of the new process, no copy of its log. Once there is room, both."""
    full = OSError(errno.ENOSPC, "No space left on device")

    def no_room(*_: object) -> None:
        raise full

    with Supervisor(folder) as supervisor:
        supervisor.start(sleeper())
        first = supervisor.pids()["sleeper"]
        with monkeypatch.context() as patched:
            patched.setattr(folder.ledger, "_write", no_room)
            supervisor.kill("sleeper")
            eventually(lambda: supervisor.pids().get("sleeper", first) != first)
            assert [entry.pid for entry in folder.ledger.entries()] == [first]
        second = supervisor.pids()["sleeper"]
        eventually(lambda: second in [entry.pid for entry in folder.ledger.entries()])
        supervisor.wait(0.1)


def test_child_that_crashes_too_often_is_given_up_loudly(
    folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    crash = ChildSpec(
        "crash", python("print('no such table', flush=True); sys.exit(3)"), policy=QUICK
    )
    with Supervisor(folder) as supervisor:
        supervisor.start(crash)
        with pytest.raises(LocalStackError) as caught:
            supervisor.wait(10)
        assert supervisor.restarts("crash") == QUICK.limit
        assert supervisor.state("crash") is State.FAILED
    assert "exit code 3" in caught.value.why
    assert "no such table" in caught.value.why
    assert caught.value.where.endswith("crash.log")
    assert "crash does not run" in caplog.text


def test_child_that_ends_with_zero_is_done(folder: DataFolder) -> None:
    with Supervisor(folder) as supervisor:
        supervisor.start(ChildSpec("job", python("print(os.environ['TASK'])"), {"TASK": "made"}))
        supervisor.wait(10)
        assert supervisor.state("job") is State.DONE
        assert supervisor.restarts("job") == 0
        assert supervisor.pids() == {}
    assert (folder.logs / "job.log").read_text() == "made\n"


def test_start_waits_until_the_child_is_ready(folder: DataFolder, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    code = f"time.sleep(0.3); open({str(flag)!r}, 'w').close(); time.sleep(60)"
    with Supervisor(folder) as supervisor:
        supervisor.start(ChildSpec("slow", python(code), ready=flag.exists))
        assert flag.exists()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("print('bad setting'); sys.exit(2)", "ended with exit code 2 before it was ready"),
        ("print('bad setting')", "ended with exit code 0 before it was ready"),
        ("print('bad setting', flush=True); time.sleep(60)", "was not ready after 1 s"),
    ],
)
def test_child_that_never_was_ready_is_not_restarted(
    code: str, why: str, folder: DataFolder
) -> None:
    spec = ChildSpec("bad", python(code), ready=lambda: False, ready_timeout=1.0)
    with Supervisor(folder) as supervisor:
        with pytest.raises(LocalStackError) as caught:
            supervisor.start(spec)
        assert supervisor.restarts("bad") == 0
        assert supervisor.pids() == {}
    assert why in caught.value.why
    assert "bad setting" in caught.value.why


def test_command_that_does_not_exist_is_told(folder: DataFolder) -> None:
    spec = ChildSpec("none", ["/no/such/program"], ready=lambda: False)
    with Supervisor(folder) as supervisor, pytest.raises(LocalStackError) as caught:
        supervisor.start(spec)
    assert "cannot run /no/such/program" in caught.value.why


def test_children_stop_in_reverse_order(folder: DataFolder, tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = (
        f"name = sys.argv[1]\nlog = open({str(told)!r}, 'a')\n"
        "def end(*_):\n    log.write(name + '\\n'); log.close(); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\nprint('ready', flush=True)\ntime.sleep(60)\n"
    )
    with Supervisor(folder) as supervisor:
        for name in ("first", "second", "third"):
            ready = partial(has_spoken, folder.logs / f"{name}.log")
            supervisor.start(ChildSpec(name, [*python(code), name], ready=ready))
    assert told.read_text().split() == ["third", "second", "first"]


def test_child_that_ignores_the_request_is_killed_in_bounded_time(folder: DataFolder) -> None:
    code = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    log = folder.logs / "deaf.log"
    spec = ChildSpec("deaf", python(code), ready=partial(has_spoken, log), grace=0.3)
    with Supervisor(folder) as supervisor:
        supervisor.start(spec)
        pid = supervisor.pids()["deaf"]
        began = time.monotonic()
    assert time.monotonic() - began < 3
    assert not psutil.pid_exists(pid)


def test_what_a_child_started_is_stopped_with_it(folder: DataFolder) -> None:
    log = folder.logs / "parent.log"
    code = (
        "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    with Supervisor(folder) as supervisor:
        spec = ChildSpec("parent", python(code), ready=lambda: log.read_text().endswith("\n"))
        supervisor.start(spec)
        grandchild = psutil.Process(int(log.read_text()))
        supervisor.kill("parent")
        eventually(lambda: not grandchild.is_running())


def test_exception_in_the_body_stops_the_children(folder: DataFolder) -> None:
    pids: dict[str, int] = {}

    def fail_with_children() -> None:
        with Supervisor(folder) as supervisor:
            supervisor.start(sleeper("one"))
            supervisor.start(sleeper("two"))
            pids.update(supervisor.pids())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_with_children()
    assert len(pids) == 2
    assert not any(psutil.pid_exists(pid) for pid in pids.values())


def test_child_outlives_the_thread_that_asked_for_it(folder: DataFolder) -> None:
    with Supervisor(folder) as supervisor:
        thread = threading.Thread(target=supervisor.start, args=[sleeper()])
        thread.start()
        thread.join(10)
        pid = supervisor.pids()["sleeper"]
        time.sleep(0.3)
        assert supervisor.pids() == {"sleeper": pid}
        assert supervisor.restarts("sleeper") == 0


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_signal_leaves_the_body_and_former_handlers_come_back(
    number: signal.Signals, raised: type[BaseException], folder: DataFolder
) -> None:
    former = signal.getsignal(number)
    pids: dict[str, int] = {}

    def run_until_signalled() -> None:
        with Supervisor(folder) as supervisor:
            supervisor.start(sleeper())
            pids.update(supervisor.pids())
            threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
            supervisor.wait(10)

    with pytest.raises(raised):
        run_until_signalled()
    assert pids
    assert not any(psutil.pid_exists(pid) for pid in pids.values())
    assert signal.getsignal(number) is former


def test_second_signal_ends_the_grace(folder: DataFolder) -> None:
    code = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    log = folder.logs / "deaf.log"
    spec = ChildSpec("deaf", python(code), ready=partial(has_spoken, log), grace=20.0)

    def run_until_interrupted_twice() -> None:
        with Supervisor(folder) as supervisor:
            supervisor.start(spec)
            for delay in (0.2, 0.8):
                threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT)).start()
            supervisor.wait(10)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_until_interrupted_twice()
    assert time.monotonic() - began < 5


def test_needs_an_acquired_folder_and_free_names(tmp_path: Path, folder: DataFolder) -> None:
    with pytest.raises(RuntimeError, match="acquire"):
        Supervisor(DataFolder(tmp_path / "other")).__enter__()
    with Supervisor(folder) as supervisor:
        supervisor.start(sleeper())
        with pytest.raises(ValueError, match="already"):
            supervisor.start(sleeper())
    with pytest.raises(RuntimeError, match="not running"):
        supervisor.start(sleeper("late"))
