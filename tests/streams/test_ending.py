"""What a worker says when it ends."""

from pathlib import Path

import pytest

from streams import ending
from streams.torture.last_words import last_words


def test_an_end_says_why_and_has_its_code(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(ending.os, "_exit", codes.append)
    monkeypatch.setattr(ending.logging, "shutdown", lambda: None)
    ending.end_now("left out between generations 3 and 5")
    assert codes == [ending.CRASH_EXIT_CODE] == [70]
    assert "ending with code 70: left out between generations 3 and 5" in caplog.text


def test_an_end_names_the_exception_in_the_same_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """So that whoever counts reasons needs to look at one line each."""
    monkeypatch.setattr(ending.os, "_exit", lambda _: None)
    monkeypatch.setattr(ending.logging, "shutdown", lambda: None)
    for offset in (7, 12):
        try:
            raise LookupError(f"nothing at {offset}")
        except LookupError:
            ending.end_now(f"{offset} events or more")
    (tmp_path / "rights-0.log").write_text(caplog.text)
    assert last_words(tmp_path) == {"# events or more: LookupError: nothing at #": 2}
