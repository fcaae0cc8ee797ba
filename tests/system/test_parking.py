"""A refused registration, what waits for it and what does not, and its mending: on the real broker,
by SQL and at a terminal."""

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

_PARKED = """
SELECT source, event_id, event_kind, refused_event_id, arrayStringConcat(refused_reasons, ' '),
    toString(waits_for) FROM parked ORDER BY recorded_at, event_id
"""
_HELD = "SELECT arrayJoin(holders), toString(payable) FROM ownership ORDER BY 1"
_LINES = "SELECT state, hold_reason FROM usage_lines ORDER BY line"
_ANSWERS = """
SELECT event_id, toString(accepted) FROM receipts
WHERE source = 'registry-a' AND event_type = 'RegistrationSubmitted' ORDER BY 1
"""
_TOLD = "SELECT detail, toString(value) FROM anomalies WHERE kind = 'ParkedEvents'"


def explained(stack: RunningStack, *more: str) -> str:
    """What `explain work` says at a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "streams", "explain", "work", "W1", "--at", "2026-09-04",
         "--data", str(stack.stack.data), *more],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip


def said(party: str, share_ppm: int, source: str, name: str, event_id: str) -> dict[str, Any]:
    claim = events.claim(party, share_ppm)
    return events.registration(
        "work:W1", claim, source=source, registration_id=name, event_id=event_id
    )


def test_what_follows_a_refused_registration_waits_and_is_told(tmp_path: Path) -> None:
    with running(tmp_path) as stack:

        def say(*told: dict[str, Any]) -> None:
            """One after another, each once the one before has been answered."""
            for event in told:
                topic = event["body"][0].split(".")[1]
                stack.send([(f"ipr.{topic}", b"k", event)])
                stack.rest()

        say(
            events.admission("dsp-a"),
            events.licence(
                "L1", "party:ann", "dsp-a", revenue_share_ppm=500_000, source="registry-a"
            ),
            said("party:ann", 0, "registry-a", "R1", "bad"),
            said("party:ann", 700_000, "registry-a", "R2", "after"),
            said("party:bo", 300_000, "registry-b", "R1", "of another"),
            events.usage("dsp-a", "r1", ("work:W1", 3, 1_000_000)),
        )
        assert stack.rows(_PARKED) == [
            ["registry-a", "after", "RegistrationSubmitted", "bad", "bad_share", "1"]
        ]
        assert stack.rows(_HELD) == [["party:bo", "1"]]
        assert stack.rows(_LINES) == [["held", "unlicensed"]]
        assert stack.rows(_TOLD) == [["registry-a", "1"]]
        assert stack.rows(_ANSWERS) == [["after", "1"], ["bad", "0"]]
        words = " ".join(explained(stack).split())
        assert "Parked: RegistrationSubmitted after of registry-a, R2 revision 1." in words
        assert "waits until bad (R1 revision 1) of the same source is mended" in words
        (waiting,) = json.loads(explained(stack, "--json"))["parked"]
        assert (waiting["event_id"], waiting["refused_topic"]) == ("after", topics.REGISTRATIONS)

        say(said("party:ann", 1, "registry-a", "R1", "corrected"))
        assert stack.rows(_PARKED) == []
        assert stack.rows(_TOLD) == []
        assert stack.rows(_HELD) == [["party:ann", "1"], ["party:bo", "1"]]
        assert stack.rows(_LINES) == [["accrued", ""]]
        assert "Parked" not in explained(stack)
        stack.results().check_proofs()
