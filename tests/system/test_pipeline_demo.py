"""The demo and the importer as somebody at a terminal has them: commands, exit codes and files."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.system.running_stack import ROOT

pytestmark = pytest.mark.system

_LINES, _WORKS = 3_000, 200
_DEMO_SECONDS = 240
_SAMPLES = ROOT.parent / "shared" / "data" / "dsr"
_LINE_KEYS = {"in", "accrued", "held", "unmatched", "rejected", "superseded", "difference"}
_MONEY_KEYS = {"royalties", "payable", "held", "unmatched", "unclaimed", "difference"}
_DECIMAL = re.compile(r"-?\d+\.\d{2,8}")

Finished = subprocess.CompletedProcess[str]


def rightstream(*arguments: str | Path, seconds: int = 60) -> Finished:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160"}
    for name in [name for name in environment if name.startswith("RIGHTSTREAM_")]:
        del environment[name]
    return subprocess.run(
        [sys.executable, "-m", "streams", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


def demo(folder: Path, json_file: Path) -> dict[str, Any]:
    """Runs the demo to its end; what it wrote."""
    done = rightstream(
        "demo", "--lines", str(_LINES), "--works", str(_WORKS), "--seed", "5", "--once",
        "--json", json_file, "--data", folder, seconds=_DEMO_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    summary: dict[str, Any] = json.loads(json_file.read_text())
    assert summary["accruals_sha256"] in done.stdout
    return summary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def summary(folder: Path) -> dict[str, Any]:
    return demo(folder, folder.parent / "first.json")


def test_the_summary_has_these_fields_and_the_proof_holds(summary: dict[str, Any]) -> None:
    assert set(summary) == {"lines", "money", "seconds", "lines_per_second", "accruals_sha256"}
    lines = summary["lines"]
    assert set(lines) == _LINE_KEYS
    assert all(isinstance(count, int) for count in lines.values())
    assert lines["in"] == _LINES
    assert lines["difference"] == 0
    assert sum(lines.values()) == 2 * lines["in"]
    assert min(lines["accrued"], lines["held"], lines["unmatched"], lines["rejected"]) > 0
    assert summary["money"]
    for currency, sums in summary["money"].items():
        assert re.fullmatch("[A-Z]{3}", currency)
        assert set(sums) == _MONEY_KEYS
        assert all(_DECIMAL.fullmatch(amount) for amount in sums.values()), sums
        assert float(sums["difference"]) == 0
    assert summary["seconds"] > 0
    assert isinstance(summary["lines_per_second"], int)
    assert re.fullmatch("[0-9a-f]{64}", summary["accruals_sha256"])


def test_the_warehouse_is_left_to_be_asked(summary: dict[str, Any], folder: Path) -> None:
    """Without a running stack, from the folder."""
    refused = 10
    done = rightstream(
        "sql", "SELECT count() FROM usage_lines", "--data", folder, "--format", "TSV"
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == summary["lines"]["in"] - refused
    refusal = rightstream("sql", "DROP TABLE accrual_lines", "--data", folder)
    assert refusal.returncode == 1
    assert "SELECT" in refusal.stderr


def test_the_same_seed_gives_the_same_rows(summary: dict[str, Any], folder: Path) -> None:
    """In the folder of the first run, of which nothing is left over."""
    again = demo(folder, folder.parent / "second.json")
    assert again["accruals_sha256"] == summary["accruals_sha256"]
    assert (again["lines"], again["money"]) == (summary["lines"], summary["money"])


def sample(pattern: str) -> Path:
    found = sorted(_SAMPLES.glob(pattern))
    if not found:
        pytest.skip("the real reports are not beside this checkout")
    return found[0]


def test_a_good_report_is_checked_without_a_stack(tmp_path: Path) -> None:
    file = sample("DSR_TEST_*.tsv")
    done = rightstream("import", "dsr", file, "--check", "--json", tmp_path / "found.json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["accepted"], found["refused"], found["faults"]) == (1, 0, [])
    assert found["totals"]["PUB_2"]["allocated_amount"] == {"USD": "125.23"}


@pytest.mark.parametrize("pattern", ["DSR_PADPIDA*.tsv", "test_file_parser.tsv"])
def test_a_broken_report_is_refused_with_its_faults(pattern: str, tmp_path: Path) -> None:
    file = sample(pattern)
    done = rightstream("import", "dsr", file, "--check", "--json", tmp_path / "found.json")
    assert done.returncode == 2
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["accepted"], found["refused"]) == (0, 1)
    assert len(found["faults"]) > 5
    assert "1 refused" in done.stdout
