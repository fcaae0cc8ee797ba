"""Rounds of one torture share platforms and nothing else, and intake takes each for a market."""

from typing import Any

from processors.reports import RecordedAt
from schemas import topics
from schemas.identifiers import parse
from streams.torture.rounds import Round, RoundPlan
from tests.driver import Market as DrivenMarket

PLAN = RoundPlan(works=40, lines=900, platforms=4, block_lines=50)


def names(number: int, seed: int = 3) -> dict[str, set[str]]:
    """All names of a round, by what they are of."""
    found: dict[str, set[str]] = {
        kind: set() for kind in ("event", "reference", "party", "report", "licence", "signal")
    }
    for topic, _, record in Round(PLAN, seed, number).events():
        body: dict[str, Any] = record["body"][1]
        if topic == topics.CONTROL:
            continue
        found["event"].add(f"{record['source']}|{record['event_id']}")
        if topic == topics.REGISTRATIONS:
            found["reference"].update([body["work"], *body["references"]])
            found["party"].update(claim["party"] for claim in body["claims"])
        elif topic == topics.TRADES:
            found["licence"].add(body["licence_id"])
            found["party"].add(body["licensor"])
            found["reference"].update(body["works"])
        elif topic == topics.USAGE:
            found["report"].add(body["report_id"])
            found["reference"].update(body["reference"])
        else:
            found["signal"].add(body["signal_id"])
            found["reference"].add(body["reference"])
    return found


def test_no_two_rounds_have_a_name_in_common() -> None:
    """But the identifier that is broken on purpose, which nothing is registered for."""
    broken = {"iswc:T1000000000"}
    first, second, far = names(0), names(1), names(250)
    for kind, of_first in first.items():
        assert of_first
        assert not (of_first & second[kind]) - broken
        assert not (of_first & far[kind]) - broken
        assert not (second[kind] & far[kind]) - broken


def test_a_round_is_the_same_each_time() -> None:
    assert list(Round(PLAN, 3, 2).events()) == list(Round(PLAN, 3, 2).events())
    assert list(Round(PLAN, 3, 2).events()) != list(Round(PLAN, 4, 2).events())


def test_names_are_as_the_identifiers_rules_have_them() -> None:
    for reference in names(77)["reference"] - {"iswc:T1000000000"}:
        parse(reference)


def test_a_renamed_round_comes_to_the_same_as_its_market() -> None:
    """Lines accepted and refused, works, cases: renaming hides nothing from the rules."""

    def answered(events: Any) -> list[tuple[str, bool, int]]:
        driven = DrivenMarket(partitions=2, admitted=lambda platform, _: platform != "ghostplayer")
        for offset, (topic, _, record) in enumerate(events):
            driven.send(topic, record, RecordedAt(1_800_000_000_000 + offset, 0, offset))
            driven.run()
        return [
            (one.record["event_type"], one.record["accepted"], one.record["lines"])
            for one in driven.outputs
            if one.topic == topics.RECEIPTS
        ]

    renamed = answered(Round(PLAN, 3, 5).events())
    assert renamed == answered(PLAN.market(3, 5).events())
    assert sum(lines for _, _, lines in renamed) >= PLAN.lines
