"""The start-up cache is made once, used from then on, and nothing depends on it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from streams.local.broker import LocalBroker
from streams.local.kafka_jars import kafka_runtime
from streams.local.startup_cache import reading_flags, startup_cache
from streams.local.startup_training import make_startup_cache

pytestmark = pytest.mark.system
ROOT = Path(__file__).parents[2]


def test_cache_is_made_once_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = kafka_runtime()  # before the cache folder is another one
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    left_by_a_killed_training = tmp_path / "rightstream" / "startup-left"
    left_by_a_killed_training.mkdir(parents=True)
    assert reading_flags(runtime) == []
    said: list[str] = []
    assert make_startup_cache(runtime, said.append)
    assert make_startup_cache(runtime, said.append)
    assert len(said) == 1
    made = list((tmp_path / "rightstream").glob("startup-*"))
    assert made == [startup_cache(runtime)]
    with LocalBroker(tmp_path / "kafka", runtime=runtime) as broker:
        assert f"-XX:AOTCache={made[0]}" in psutil.Process(broker.pid).cmdline()
        assert "aot" not in broker.log.read_text()


def test_damaged_cache_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = kafka_runtime()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    startup_cache(runtime).parent.mkdir()
    startup_cache(runtime).write_bytes(b"not a cache")
    with LocalBroker(tmp_path / "kafka", runtime=runtime) as broker:
        assert broker.answers()


@pytest.mark.parametrize("delay", [1.0, 4.0], ids=["while it runs", "while it writes"])
def test_stopped_training_leaves_no_process(delay: float, tmp_path: Path) -> None:
    script = (
        "from streams.local.kafka_jars import kafka_runtime; runtime = kafka_runtime()\n"
        f"import os, sys; os.environ['XDG_CACHE_HOME'] = {str(tmp_path)!r}\n"
        "from streams.local import startup_training\n"
        "startup_training.kafka_runtime = lambda say: runtime\n"
        "sys.exit(startup_training.main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OURS": str(tmp_path)}
    training = subprocess.Popen([sys.executable, "-c", script], env=environment)
    time.sleep(delay)
    assert processes_with(str(tmp_path))
    training.send_signal(signal.SIGTERM)
    assert training.wait(20) == 128 + signal.SIGTERM
    assert processes_with(str(tmp_path)) == []


def processes_with(marker: str) -> list[int]:
    """Pids of the processes that have inherited the marker."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("OURS") == marker:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found
