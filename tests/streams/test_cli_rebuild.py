"""`rebuild` and `generation` where there is nothing to do it with, and what a folder says of its
stack."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schemas.generation import Generation
from streams.cli.main import app
from streams.cli.rebuild_report import _short
from streams.local.errors import LocalStackError
from streams.local.running import reading_settings


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("name", ["", "Green", "a-b", "default", "../chdb"])
def test_a_name_that_no_generation_may_have_is_trouble_not_a_difference(name: str) -> None:
    """Exit code 2 would say that rows differ."""
    result = run("rebuild", "--into", name)
    assert result.exit_code == 1
    assert "BadGeneration" in result.stderr


def test_without_a_stack_there_is_nothing_to_rebuild(tmp_path: Path) -> None:
    result = run("rebuild", "--into", "green", "--data", str(tmp_path))
    assert result.exit_code == 1
    assert isinstance(result.exception, LocalStackError)
    assert "no running stack" in str(result.exception)


def test_readers_read_the_generation_of_the_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the stack left it in its folder, unless the environment names another."""
    told = {"partitions": 3, "generation": "green", "warehouse": "chdb"}
    (tmp_path / "stack.json").write_text(json.dumps(told))
    settings = reading_settings(tmp_path)
    assert (settings.names, settings.partitions) == (Generation("green"), 3)
    monkeypatch.setenv("RIGHTSTREAM_GENERATION", "blue")
    assert reading_settings(tmp_path).names == Generation("blue")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"generation": "../x"}', '{"partitions": "many"}', '{"other": 1}']
)
def test_a_folder_whose_description_is_broken_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(LocalStackError, match="remove the file"):
        reading_settings(tmp_path)


def test_values_a_sender_chose_stay_on_their_line() -> None:
    assert _short("a\nb\x1b[2J\u202e") == "a\\nb\\x1b[2J\\u202e"
    assert len(_short("x" * 10_000)) == 121
