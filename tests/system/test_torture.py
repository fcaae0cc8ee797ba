"""`./rightstream torture`: a minute of faults on a real stack, after which nothing is missing."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from streams.local.clickhouse_server import server_program
from tests.system.running_stack import ROOT

pytestmark = pytest.mark.system

_MINUTES = 1.0
_SECONDS = 900
"""A slow machine may need long to catch up, and for the run in peace."""


def tortured(folder: Path, *options: str) -> dict[str, Any]:
    """The outcome of a torture that must hold."""
    outcome = folder / "outcome.json"
    command = [
        ROOT / "rightstream", "torture", "--minutes", str(_MINUTES), "--data", folder / "stack",
        "--json", outcome, *options,
    ]  # fmt: skip
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    found: dict[str, Any] = json.loads(outcome.read_text())
    return found


def test_nothing_is_lost_or_doubled_by_kills_stops_rebalances_and_a_broker_that_dies(
    tmp_path: Path,
) -> None:
    found = tortured(tmp_path, "--seed", "17")
    assert found["ok"]
    assert found["wrong"] == []
    assert {"kill", "pause", "join and leave", "broker kill"} <= found["faults_by_kind"].keys()
    assert found["faults"] == len(found["schedule"]) == sum(found["faults_by_kind"].values())
    assert found["restarts"]["kafka"] >= 1
    assert found["lines"]["in"] == found["usage_lines"] > 0
    assert found["lines"]["difference"] == 0
    assert {float(one["difference"]) for one in found["money"].values()} == {0.0}
    assert set(found["rows_seen_twice_in_views"].values()) == {0}
    assert found["evidence_leaves"] > 0
    assert all(one["healed_seconds"] is not None for one in found["schedule"])
    changelogs = [
        one for name, one in found["compacted_topics"].items() if name.endswith("-changelog")
    ]
    assert all(one["left"] < one["written"] for one in changelogs)


@pytest.mark.skipif(server_program() is None, reason="clickhouse-server is not installed")
def test_nor_by_a_clickhouse_server_that_is_killed(tmp_path: Path) -> None:
    """The rows are those that a run in peace writes into chDB."""
    found = tortured(tmp_path, "--seed", "5", "--warehouse", "clickhouse-server")
    assert found["ok"]
    assert {"warehouse kill", "warehouse pause"} & found["faults_by_kind"].keys()
