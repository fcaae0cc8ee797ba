"""A share that changes hands, on the real broker: who is paid follows, also backwards in time."""

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

DAY = 20_000


def explained(stack: RunningStack, day: str) -> dict[str, Any]:
    """What `explain work` says at a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "streams", "explain", "work", "W1", "--at", day, "--territory", "CN",
         "--json", "--data", str(stack.stack.data)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_late_assignment_changes_who_is_paid_from_its_day_on(tmp_path: Path) -> None:
    with running(tmp_path) as stack:
        registered = events.registration("work:W1", events.claim("party:ann", 1_000_000))
        usage = events.usage("dsp-a", "r1", *[("work:W1", 1, 1_000_000)] * 4, day=DAY)
        usage["body"][1]["first_day"] = [DAY, DAY + 1, DAY + 2, DAY + 3]
        licences = [
            events.licence(f"L-{owner}", f"party:{owner}", "dsp-a", revenue_share_ppm=500_000)
            for owner in ("ann", "cy")
        ]
        stack.send([(topics.CONTROL, b"dsp-a", events.admission("dsp-a"))])
        stack.await_sink()
        stack.send(
            [
                (topics.REGISTRATIONS, b"work:W1", registered),
                *((topics.TRADES, b"k", licence) for licence in licences),
                (topics.USAGE, b"dsp-a|r1", usage),
            ]
        )
        stack.rest()

        def paid() -> list[list[str]]:
            return stack.rows(
                "SELECT holder, toString(sum(amount_e8)) FROM accruals WHERE account = 'payable' "
                "GROUP BY holder ORDER BY holder"
            )

        assert paid() == [["party:ann", "200000000"]]
        second = events.assignment("A2", "work:W1", "party:bob", "party:cy", from_day=DAY + 2)
        stack.send([(topics.TRADES, b"k", second)])
        stack.rest()
        assert paid() == [["party:ann", "200000000"]]
        defects = "SELECT detail FROM anomalies WHERE kind = 'DefectiveAssignment'"
        assert stack.rows(defects) == [["A2 of party:bob"]]
        first = events.assignment("A1", "work:W1", "party:ann", "party:bob", from_day=DAY + 1)
        stack.send([(topics.TRADES, b"k", first)])
        stack.rest()
        # On the day between the two nobody who has licensed holds a share.
        assert paid() == [["party:ann", "50000000"], ["party:cy", "100000000"]]
        held = stack.rows(
            "SELECT hold_reason, count() FROM usage_lines GROUP BY hold_reason ORDER BY 2"
        )
        assert held == [["unlicensed", "1"], ["", "3"]]
        assert stack.rows(defects) == []
        (holding,) = explained(stack, "2024-10-07")["holdings"]
        assert holding["shares_ppm"] == {"party:cy": 1_000_000}
        assert [link["event_id"] for link in holding["chain"]] == [
            registered["event_id"], second["event_id"], first["event_id"],
        ]  # fmt: skip
        assert holding["chain"][2]["says"] == [
            "party:ann gives party:bob 100 % in World from 2024-10-05, Assignment"
        ]
        (earlier,) = explained(stack, "2024-10-04")["holdings"]
        assert earlier["shares_ppm"] == {"party:ann": 1_000_000}
        assert [link["event_id"] for link in earlier["chain"]] == [registered["event_id"]]
        stack.results().check_proofs()
