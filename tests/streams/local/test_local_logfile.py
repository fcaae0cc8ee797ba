"""Logs stay bounded, and their ends can be quoted."""

from pathlib import Path

import pytest

from streams.local import logfile


def test_tail_gives_the_last_lines_since_a_position(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("old\n")
    since = log.stat().st_size
    log.write_text("old\n" + "".join(f"line {n}\n" for n in range(100)))
    assert logfile.tail(log, 2, since) == "line 98\nline 99"
    assert logfile.tail(log, 1000, since).startswith("line 0\n")
    assert logfile.tail(tmp_path / "none.log") == ""


def test_trim_empties_a_long_log_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    with logfile.open_log(log) as writer:
        writer.write(b"x" * 90 + b"y" * 20)
        writer.flush()
        assert not logfile.trim(log, 110)
        assert logfile.trim(log, 100)
        assert logfile.older(log).read_bytes() == b"x" * 80 + b"y" * 20
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    assert not logfile.trim(tmp_path / "none.log")


def test_opening_moves_a_long_log_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logfile, "LIMIT", 10)
    log = tmp_path / "logs" / "a.log"
    with logfile.open_log(log) as writer:
        writer.write(b"more than ten bytes")
    with logfile.open_log(log) as writer:
        writer.write(b"new")
    assert log.read_bytes() == b"new"
    assert logfile.older(log).read_bytes() == b"more than ten bytes"
