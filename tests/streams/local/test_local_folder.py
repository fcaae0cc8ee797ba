"""One data folder has one owner, enough room, and nothing left over from a crash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from streams.local.errors import DiskFull, FolderLocked, FolderUnwritable
from streams.local.folder import DataFolder
from streams.local.ledger import Entry, Ledger, start_time

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
HOLD = """
import sys, time
from pathlib import Path
from streams.local.folder import DataFolder
with DataFolder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_owner_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    with DataFolder(tmp_path), pytest.raises(FolderLocked) as caught:
        DataFolder(tmp_path).acquire()
    assert caught.value.pid == os.getpid()
    with DataFolder(tmp_path):
        pass


def test_owner_in_another_process_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as owner:
        try:
            assert owner.stdout is not None
            assert owner.stdout.readline() == b"held\n"
            with pytest.raises(FolderLocked) as caught:
                DataFolder(tmp_path).acquire()
            assert caught.value.pid == owner.pid
        finally:
            owner.kill()
    with DataFolder(tmp_path):  # a killed owner leaves no lock behind
        pass


def test_folder_is_made_with_its_logs(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "a" / "b") as folder:
        assert folder.logs.is_dir()


def test_too_little_room_is_a_full_disk_and_unlocks(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(DiskFull):
        DataFolder(tmp_path, needed=2 * free).acquire()
    with DataFolder(tmp_path):
        pass


def test_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderUnwritable):
        DataFolder(tmp_path / "file").acquire()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FolderUnwritable):
        DataFolder(tmp_path / "data").acquire()


def test_process_of_a_crashed_run_is_stopped(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, start_new_session=True) as left:
        Ledger(tmp_path / "processes.json").add("left", left.pid)
        said: list[str] = []
        folder = DataFolder(tmp_path).acquire(said.append)
        folder.release()
        left.wait(5)
        assert not psutil.pid_exists(left.pid)
    assert str(left.pid) in said[0]
    assert folder.ledger.entries() == []


def test_what_a_recorded_process_started_is_stopped_too(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "processes.json")
    leader = subprocess.Popen(
        ["sh", "-c", "sleep 60 >/dev/null & echo $!; read _"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **ledger.marker},
        start_new_session=True,
    )
    assert leader.stdout is not None
    orphan = psutil.Process(int(leader.stdout.readline()))
    ledger.add("leader", leader.pid)
    leader.communicate(b"\n", timeout=5)  # the leader is gone, what it started goes on
    assert orphan.is_running()
    assert ledger.stop_running() == [orphan.pid]
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_later_process_with_a_recorded_pid_is_spared(tmp_path: Path) -> None:
    with subprocess.Popen(SLEEP, start_new_session=True) as stranger:
        started = start_time(stranger.pid)
        assert started is not None
        path = tmp_path / "processes.json"
        ledger = Ledger(path)
        ledger.add("ours", stranger.pid)
        (entry,) = ledger.entries()
        former = Entry("ours", entry.pid, entry.started - 3600)
        path.write_text(f'[{{"name": "ours", "pid": {former.pid}, "started": {former.started}}}]')
        assert ledger.stop_running() == []
        assert stranger.poll() is None
        stranger.kill()


def test_half_written_ledger_counts_as_empty(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "processes.json")
    ledger.path.write_text('[{"name": "x", "pi')
    assert ledger.entries() == []
    assert ledger.stop_running() == []
