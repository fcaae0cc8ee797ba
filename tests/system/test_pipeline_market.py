"""A market through broker, workers and warehouse: what is known of it beforehand comes out of it,
in whatever order and however often its events are sent."""

import time
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from processors.reports import RecordedAt
from streams.publishing import Event
from tests.driver import Market as DrivenMarket
from tests.system.running_stack import (
    Results,
    Undisturbed,
    admissions_first,
    running,
    undisturbed,
)

pytestmark = pytest.mark.system

_MOST_COPIES = 3


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.getbasetemp())


def test_every_line_and_every_unit_of_money_is_there_once(known: Undisturbed) -> None:
    known.results.check_proofs()
    assert known.results.lines.received == known.market.labels.lines_in
    assert len(known.results.money) > 5
    assert all(proof.royalties_e8 > 0 for proof in known.results.money.values())


def test_every_line_is_in_the_state_that_is_known_beforehand(known: Undisturbed) -> None:
    lines, labels = known.results.lines, known.market.labels
    assert lines.accrued + lines.held == labels.lines_matched
    assert lines.unmatched == labels.lines_unmatched
    assert lines.superseded == labels.lines_superseded
    assert lines.rejected == labels.lines_rejected
    assert min(lines.accrued, lines.held, lines.unmatched, lines.superseded, lines.rejected) > 0
    assert labels.lines_late_claimed > 0


def test_refused_events_and_cases_are_those_known_beforehand(known: Undisturbed) -> None:
    labels = known.market.labels
    assert Counter(reason for _, reason, _ in known.dead_letters) == Counter(
        labels.rejected.values()
    )
    states: dict[str, set[str]] = defaultdict(set)
    for case_id, _, state, *_ in known.results.views["cases"]:
        states[case_id].add(state)
    assert {case: states[case] for case in labels.cases} == {
        case: {state} for case, state in labels.cases.items()
    }


def test_rows_are_those_of_the_topology_without_a_broker(known: Undisturbed) -> None:
    """Row by row: key, state, why it is held, royalty, entries and what it is about."""
    first, _ = admissions_first(known.events)
    admitted = {event[2]["body"][1]["platform"] for event in first}
    driven = DrivenMarket(partitions=2, admitted=lambda platform, _: platform in admitted)
    now = int(time.time() * 1000)
    for offset, (topic, _, record) in enumerate(known.events):
        driven.send(topic, record, RecordedAt(now + offset, 0, offset))
        driven.run()
    expected = sorted(_as_text(key, row) for key, row in driven.rows().items())
    assert len(expected) == len(known.accrual_rows)
    assert expected == sorted(map(tuple, known.accrual_rows))


def _as_text(key: tuple[Any, ...], row: tuple[Any, ...]) -> tuple[str, ...]:
    """A row of the driver as SQL says it."""
    sender, report, revision, part, digest, line, work = key
    state, hold, royalty, units, revenue, subject, entries = row
    said = (
        sender, report, revision, part, int.from_bytes(digest[:8], "little"), line, work,
        state, hold, royalty, units, revenue, "" if work else subject,
        sum(entry[4] for entry in entries), len(entries),
    )  # fmt: skip
    return tuple(map(str, said))


@pytest.fixture(scope="module")
def sent_anyhow(known: Undisturbed) -> tuple[list[Event], list[Event]]:
    """Admissions, then all else in random order, each event one to three times.

    The order of the record means something only for two contents of one part, revision or licence:
    the market has none, so it may be sent in any order.
    """
    rng = Random(known.market.plan.seed)
    first, rest = admissions_first(known.events)
    copies = [event for event in rest for _ in range(rng.randint(1, _MOST_COPIES))]
    rng.shuffle(copies)
    return first * 2, copies


@pytest.fixture(scope="module")
def otherwise(
    sent_anyhow: tuple[list[Event], list[Event]], tmp_path_factory: pytest.TempPathFactory
) -> Results:
    """Results of a fresh stack that was sent the same events in another order."""
    folder: Path = tmp_path_factory.mktemp("shuffled")
    first, rest = sent_anyhow
    with running(folder) as stack:
        stack.send(first)
        stack.send(rest)
        stack.await_sink()
        return stack.results()


def test_order_and_repetition_change_nothing(
    known: Undisturbed, otherwise: Results, sent_anyhow: tuple[list[Event], list[Event]]
) -> None:
    """The same digest of all rows, the same money, cases, anomalies, pictures and receipts. Only a
    refused block is refused as often as it is sent, each time under its place on the topic."""
    otherwise.check_proofs()
    _, rest = sent_anyhow
    refused = Counter(
        record["event_id"]
        for _, _, record in rest
        if record["event_id"] in known.market.labels.rejected
    )
    assert max(refused.values()) > 1
    more = 2 * (refused.total() - len(refused))
    still = known.results
    assert otherwise.lines.received == still.lines.received + more
    assert otherwise.lines.rejected == still.lines.rejected + more
    assert (otherwise.lines.accrued, otherwise.lines.held, otherwise.lines.unmatched) == (
        still.lines.accrued, still.lines.held, still.lines.unmatched,
    )  # fmt: skip
    assert otherwise.money == still.money
    for name in ("cases", "anomalies", "ownership"):
        assert still.views[name], name
        assert otherwise.views[name] == still.views[name], name
    assert _accepted(otherwise) == _accepted(still)
    assert otherwise.digest == still.digest


def _accepted(results: Results) -> list[list[str]]:
    return [row for row in results.views["receipts"] if not row[0].startswith("refused|")]
