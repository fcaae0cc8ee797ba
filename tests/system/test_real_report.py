"""A real DDEX report through the whole stack, and one of its references claimed late."""

from pathlib import Path

import pytest

from schemas import topics
from streams.cli.demo_feed import late_claim
from streams.importers.dsr import read_dsr
from streams.importers.dsr_events import admission, created_micros, platform_of, usage_events
from tests.system.running_stack import ROOT, running

pytestmark = pytest.mark.system

SAMPLES = ROOT.parent / "shared" / "data" / "dsr"


def test_what_the_platform_allocated_comes_out_exactly_and_a_late_claim_finds_its_line(
    tmp_path: Path,
) -> None:
    found = sorted(SAMPLES.glob("DSR_TEST_*.tsv"))
    if not found:
        pytest.skip("the real reports are not beside this checkout")
    (report,) = read_dsr(found).reports
    claim = late_claim([report])
    assert claim is not None
    with running(tmp_path) as stack:
        at = created_micros(report)
        stack.send([admission(platform_of(report), report.sender_name, at)])
        stack.send(usage_events(report))
        stack.await_sink()
        stack.rest()
        sums = stack.rows(
            "SELECT rights_controller, currency, sum(amount) FROM platform_allocations "
            "GROUP BY rights_controller, currency ORDER BY rights_controller"
        )
        assert sums == [
            ["PUB_2", "USD", "125.23"],
            ["PUB_3", "USD", "41.81"],
            ["Residual", "USD", "0"],
            ["SOC_1", "USD", "31.84"],
        ]
        by_state = (
            "SELECT state, count(), sum(units) FROM usage_lines GROUP BY state ORDER BY state"
        )
        assert stack.rows(by_state) == [["unmatched", "6", "10210"]]
        stack.send([claim.registration()])
        stack.rest()
        assert stack.rows(by_state) == [["held", "1", "7810"], ["unmatched", "5", "2400"]]
        stack.send([claim.licence()])
        stack.rest()
        assert stack.rows(by_state) == [["accrued", "1", "7810"], ["unmatched", "5", "2400"]]
        paid = stack.rows(f"SELECT holder, amount_e8 FROM accruals WHERE work = '{claim.work}'")
        assert paid == [["party:PUB_2", "100000000"]]
        stack.results().check_proofs()


def test_every_topic_but_the_internal_ones_has_a_table() -> None:
    from sinks.rows.records import collectors

    assert set(collectors()) == set(topics.OUTPUTS)
