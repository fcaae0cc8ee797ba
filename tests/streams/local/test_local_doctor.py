"""The doctor says what is wrong and changes nothing."""

import os
import socket
from pathlib import Path

import pytest

from streams.local import doctor
from streams.local.folder import DataFolder


def test_every_check_passes_here_and_leaves_no_trace(tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = {check.name: check for check in doctor.checks(data)}
    assert not data.exists()
    assert {"python", "faust", "chdb", "compression", "java", "kafka jars", "ports", "disk"} <= set(
        found
    )
    packages = [found[name] for name in (*doctor.PACKAGES, "compression", "java", "python")]
    assert all(check.ok and check.detail and not check.mend for check in packages), packages


def test_taken_port_and_missing_package_come_with_a_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", {"no_such_module": "no-such-package"})
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = {check.name: check for check in doctor.checks(tmp_path, port)}
    assert not found["ports"].ok
    assert str(port) in found["ports"].detail
    assert not found["no_such_module"].ok
    assert all(check.mend for check in found.values() if not check.ok)


def test_running_stack_is_named(tmp_path: Path) -> None:
    with DataFolder(tmp_path):
        found = {check.name: check for check in doctor.checks(tmp_path)}
    assert f"pid {os.getpid()}" in found["data folder"].detail


def test_jars_that_cannot_be_fetched_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("RIGHTSTREAM_MAVEN_URL", "http://127.0.0.1:9")
    found = {check.name: check for check in doctor.checks(tmp_path)}
    assert not found["kafka jars"].ok
    assert "127.0.0.1:9" in found["kafka jars"].detail
    assert list(tmp_path.iterdir()) == []
