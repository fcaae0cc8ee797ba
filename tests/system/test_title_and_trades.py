"""Conflict, decision, sublicence and withdrawal on the real broker, as readers are told of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas import topics
from tests import events
from tests.system.running_stack import ROOT, RunningStack, running

pytestmark = pytest.mark.system


def explained(stack: RunningStack, *more: str) -> str:
    """What `explain work` says at a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "streams", "explain", "work", "W1", "--at", "2024-10-07",
         "--territory", "CN", "--data", str(stack.stack.data), *more],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip


def registered(source: str, party: str, share_ppm: int) -> dict[str, Any]:
    claim = events.claim(party, share_ppm)
    return events.registration("work:W1", claim, registration_id=f"R-{party}", source=source)


def test_an_overclaim_is_held_until_it_is_decided(tmp_path: Path) -> None:
    with running(tmp_path) as stack:

        def say(*told: dict[str, Any]) -> None:
            for event in told:
                of_title = event["body"][0].startswith("rightstream.registrations")
                topic = topics.REGISTRATIONS if of_title else topics.TRADES
                stack.send([(topic, b"k", event)])
            stack.rest()

        def trades() -> list[list[str]]:
            return stack.rows(
                "SELECT trade_id, state, toString(effective), arrayStringConcat(reasons, ' and ') "
                "FROM trades ORDER BY trade_id"
            )

        licence = events.licence(
            "L1", "party:ann", "party:house", revenue_share_ppm=500_000, exclusivity="Exclusive",
            works=("work:W1",), source="market",
        )  # fmt: skip
        wider = events.licence(
            "L2", "party:house", "dsp-a", revenue_share_ppm=500_000, parent="L1", source="market",
            works=("work:W1", "work:W2"),
        )  # fmt: skip
        say(
            registered("registry-a", "party:ann", 1_000_000),
            registered("registry-b", "party:bo", 5_000), licence, wider,
        )  # fmt: skip
        held = stack.rows("SELECT status, grade, toString(payable) FROM ownership")
        assert held == [["Overclaimed", "Minor", "0"]]
        answerers = "SELECT conflict, arrayStringConcat(must_answer, ' ') FROM conflicts"
        assert stack.rows(answerers) == [["Overclaim", "registry-a registry-b"]]
        accepted = "SELECT registration_id, toString(payable) FROM registrations ORDER BY 1"
        assert stack.rows(accepted) == [["R-party:ann", "0"], ["R-party:bo", "0"]]
        assert "To answer: registry-a, registry-b." in " ".join(explained(stack).split())
        assert trades() == [
            ["L1", "Active", "1", ""],
            ["L2", "Active", "0", "not within its parent: works"],
        ]
        narrower = events.licence(
            "L2", "party:house", "dsp-a", revenue_share_ppm=500_000, parent="L1", source="market",
            works=("work:W1",), revision=2,
        )  # fmt: skip
        say(
            events.decision("work:W1", "R-party:bo", "Rejected", registration_source="registry-b"),
            narrower,
        )
        assert stack.rows("SELECT status, toString(payable) FROM ownership") == [["Clear", "1"]]
        assert stack.rows("SELECT conflict FROM conflicts") == []
        (holding,) = json.loads(explained(stack, "--json"))["holdings"]
        assert holding["shares_ppm"] == {"party:ann": 1_000_000}
        assert holding["chain"][1]["says"] == ["Rejected: R-party:bo in World from 1970-01-01"]
        assert [row[2] for row in trades()] == ["1", "1"]
        say(events.withdrawn_trade("L1", "market"))
        assert trades() == [
            ["L1", "Withdrawn", "0", ""],
            ["L2", "Active", "0", "not within its parent: parent"],
        ]
