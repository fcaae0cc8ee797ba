"""Worked examples: what one line of usage is worth, to whom, and why it is held if it is."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from processors.pricing.accounts import LineState
from processors.pricing.priced_lines import inactive_lines
from schemas import topics
from tests import events
from tests.driver import Market

ACCRUED, HELD, UNMATCHED = 1, 2, 3
PAYABLE, IN_HOLD, UNCLAIMED, WAITING = 1, 2, 3, 4
AVAILABLE, PERFORMING, REPRODUCTION = 1, 3, 5
CHINA = ((True, "CN"),)
ELSEWHERE = ((True, "2136"), (False, "CN"))
Entry = tuple[str, int, int, str, int]


def ann(share_ppm: int = 1_000_000, **said: Any) -> dict[str, Any]:
    return events.claim("party:ann", share_ppm, **said)


def bob(share_ppm: int = 1_000_000, **said: Any) -> dict[str, Any]:
    return events.claim("party:bob", share_ppm, **said)


@dataclass(frozen=True)
class Case:
    """One line: 1,000 units and 1.00 of revenue in China on tunefy, unless said otherwise."""

    name: str
    state: int
    reason: int
    royalty_e8: int
    entries: tuple[Entry, ...]
    claims: tuple[dict[str, Any], ...] | None = (ann(600_000), bob(400_000))
    licence: dict[str, Any] | None = field(default_factory=lambda: {"revenue_share_ppm": 500_000})
    line: tuple[str, int, int] = ("work:a", 1_000, 1_000_000)
    usage: dict[str, Any] = field(default_factory=dict)


def held(amount: int, licence: str = "L1", right: int = AVAILABLE) -> tuple[Entry, ...]:
    return (("", IN_HOLD, right, licence, amount),)


def owed(holder: str, amount: int, right: int = AVAILABLE) -> Entry:
    return (f"party:{holder}", PAYABLE, right, "L1", amount)


PER_UNIT = {"per_unit_e8": 12_345, "currency": "CNY"}
CASES = [
    Case(
        "half of the revenue, split 60 to 40",
        ACCRUED, 0, 50_000_000, (owed("ann", 30_000_000), owed("bob", 20_000_000)),
    ),
    Case(
        "a smallest unit that cannot be cut goes to the larger remainder",
        ACCRUED, 0, 5, (owed("ann", 3), owed("bob", 2)),
        line=("work:a", 1, 1), licence={"revenue_share_ppm": 50_000},
    ),
    Case(
        "equal remainders: the earlier name",
        ACCRUED, 0, 5, (owed("ann", 3), owed("bob", 2)), claims=(bob(500_000), ann(500_000)),
        line=("work:a", 1, 1), licence={"revenue_share_ppm": 50_000},
    ),
    Case(
        "a price a unit, whatever the revenue",
        ACCRUED, 0, 12_345_000, (owed("ann", 7_407_000), owed("bob", 4_938_000)),
        licence=PER_UNIT,
    ),
    Case(
        "no units, no royalty, but accrued",
        ACCRUED, 0, 0, (owed("ann", 0), owed("bob", 0)),
        licence=PER_UNIT, line=("work:a", 0, 1_000_000),
    ),
    Case(
        "nobody licensed it: the whole revenue is at stake",
        HELD, 1, 100_000_000, held(100_000_000, ""), licence=None,
    ),
    Case(
        "the licensor holds nothing",
        HELD, 1, 100_000_000, held(100_000_000, ""), claims=(bob(),),
    ),
    Case(
        "registered, but nobody claims this right",
        HELD, 1, 100_000_000, held(100_000_000, ""), claims=(ann(right="Mechanical"),),
    ),
    Case(
        "registered without any claim",
        HELD, 1, 100_000_000, held(100_000_000, ""), claims=(),
    ),
    Case(
        "claims of 100.06 % are clear, and share in proportion",
        ACCRUED, 0, 50_000_000, (owed("ann", 29_982_011), owed("bob", 20_017_989)),
        claims=(ann(600_000), bob(400_600)),
    ),
    Case(
        "above that, nobody is paid; the price is known",
        HELD, 2, 50_000_000, held(50_000_000), claims=(ann(600_000), bob(400_601)),
    ),
    Case(
        "what nobody claims is nobody else's",
        ACCRUED, 0, 50_000_000,
        (owed("ann", 30_000_000), ("unclaimed", UNCLAIMED, AVAILABLE, "L1", 20_000_000)),
        claims=(ann(600_000),),
    ),
    Case(
        "claims of 99.94 % are clear: nothing is unclaimed",
        ACCRUED, 0, 50_000_000, (owed("ann", 50_000_000),), claims=(ann(999_400),),
    ),
    Case(
        "a share of revenue agreed in another currency",
        HELD, 3, 100_000_000, held(100_000_000),
        licence={"revenue_share_ppm": 500_000, "currency": "EUR"},
    ),
    Case(
        "a price a unit in another currency",
        HELD, 3, 100_000_000, held(100_000_000), licence={**PER_UNIT, "currency": "EUR"},
    ),
    Case(
        "a report for the world where China has another owner",
        HELD, 4, 100_000_000, held(100_000_000, ""), usage={"territory": "Worldwide"},
        claims=(ann(territories=CHINA), bob(territories=ELSEWHERE)),
    ),
    Case(
        "a report for the world of a work nobody claims in China",
        HELD, 4, 100_000_000, held(100_000_000, ""), usage={"territory": "Worldwide"},
        claims=(ann(territories=ELSEWHERE),),
    ),
    Case(
        "a licence for China does not cover the world",
        HELD, 1, 100_000_000, held(100_000_000, ""), usage={"territory": "Worldwide"},
        licence={"revenue_share_ppm": 500_000, "territories": CHINA},
    ),
    Case(
        "the dearest line that is priced",
        ACCRUED, 0, 9 * 10**17, (owed("ann", 54 * 10**16), owed("bob", 36 * 10**16)),
        licence={"per_unit_e8": 10**13, "currency": "CNY"}, line=("work:a", 90_000, 1),
    ),
    Case(
        "one unit more is beyond the limit",
        HELD, 5, 100, held(100),
        licence={"per_unit_e8": 10**13, "currency": "CNY"}, line=("work:a", 90_001, 1),
    ),
    Case(
        "beyond the limit and in another currency: the graver reason",
        HELD, 5, 100, held(100),
        licence={"per_unit_e8": 10**13, "currency": "EUR"}, line=("work:a", 10**10, 1),
    ),
    Case(
        "in another currency and overclaimed: the graver reason",
        HELD, 3, 100_000_000, held(100_000_000), claims=(ann(), bob()),
        licence={**PER_UNIT, "currency": "EUR"},
    ),
    Case(
        "unlicensed and overclaimed: the graver reason",
        HELD, 2, 100_000_000, held(100_000_000, ""), claims=(ann(), bob()), licence=None,
    ),
    Case(
        "a work nobody registered",
        UNMATCHED, 0, 100_000_000, (("", WAITING, AVAILABLE, "", 100_000_000),), claims=None,
    ),
    Case(
        "a broadcast is a performance",
        ACCRUED, 0, 50_000_000, (owed("ann", 50_000_000, PERFORMING),),
        claims=(ann(right="Performing"), bob()), usage={"use_type": "Broadcast"},
        licence={"revenue_share_ppm": 500_000, "rights": ("Performing",)},
    ),
    Case(
        "a rental is a reproduction, which was not licensed",
        HELD, 1, 100_000_000, held(100_000_000, "", REPRODUCTION), usage={"use_type": "Rent"},
    ),
    Case(
        "the day before the claim",
        HELD, 1, 100_000_000, held(100_000_000, ""), claims=(ann(from_day=events.DAY + 1),),
    ),
    Case(
        "the last day of the claim",
        ACCRUED, 0, 50_000_000, (owed("ann", 50_000_000),),
        claims=(ann(until_day=events.DAY + 1), bob(from_day=events.DAY + 1)),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_example(case: Case) -> None:
    """State, reason, royalty and entries of the line, to the last 10^-8."""
    market = Market(partitions=1)
    if case.claims is not None:
        market.send(topics.REGISTRATIONS, events.registration("work:a", *case.claims))
    if case.licence is not None:
        market.send(topics.TRADES, events.licence("L1", "party:ann", "tunefy", **case.licence))
    market.send(topics.USAGE, events.usage("tunefy", "r1", case.line, **case.usage))
    market.run()
    ((state, reason, royalty, units, revenue, subject, entries),) = market.rows().values()
    assert (state, reason, royalty) == (case.state, case.reason, case.royalty_e8)
    assert entries == case.entries
    assert (subject, units, revenue) == case.line
    assert sum(entry[4] for entry in entries) == royalty


def test_lines_of_one_block_are_priced_each_by_its_own_use_and_day() -> None:
    """Four lines, two uses mixed, two owners one after the other: as if each came alone."""
    market = Market(partitions=1)
    claims = (ann(until_day=events.DAY + 1), bob(from_day=events.DAY + 1))
    market.send(topics.REGISTRATIONS, events.registration("work:a", *claims))
    for party in ("ann", "bob"):
        streams: dict[str, Any] = {"revenue_share_ppm": 500_000, "use_types": ("OnDemandStream",)}
        granted = events.licence(party, f"party:{party}", "tunefy", **streams)
        market.send(topics.TRADES, granted)
    block = events.usage("tunefy", "r1", *[("work:a", 1, 10)] * 4)
    block["body"][1].update(
        use_types=["PermanentDownload", "OnDemandStream"], use_type=[1, 0, 0, 1],
        first_day=[events.DAY, events.DAY, events.DAY + 1, events.DAY + 1],
    )  # fmt: skip
    market.send(topics.USAGE, block)
    market.run()
    assert [row[6] for row in market.rows().values()] == [
        (("party:ann", PAYABLE, AVAILABLE, "ann", 500),),
        held(1_000, ""),
        held(1_000, ""),
        (("party:bob", PAYABLE, AVAILABLE, "bob", 500),),
    ]


REVISIONS = [
    # claims of the next revision, the entries of the line after it
    ((ann(600_000), bob(400_000)), [("party:ann", 600), ("party:bob", 400)]),
    ((ann(500_000), bob(500_000)), [("party:ann", 500), ("party:bob", 500)]),
    ((ann(500_000), events.claim("party:cy", 500_000)), [("party:ann", 500), ("party:cy", 500)]),
    ((ann(500_000),), [("party:ann", 500), ("unclaimed", 500)]),
    ((ann(500_000), ann(500_000)), [("party:ann", 1_000)]),
]


def test_a_line_follows_its_owners_from_revision_to_revision() -> None:
    """The royalty stays; whose it is changes by share alone, by name alone, and by account."""
    market = Market(partitions=1)
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 1, 10)))
    granted = events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=1_000_000)
    market.send(topics.TRADES, granted)
    for revision, (claims, entries) in enumerate(REVISIONS, start=1):
        event = events.registration("work:a", *claims, revision=revision)
        market.send(topics.REGISTRATIONS, event)
        market.run()
        ((state, _, royalty, *_, found),) = market.rows().values()
        assert (state, royalty) == (ACCRUED, 1_000)
        assert [(holder, amount) for holder, *_, amount in found] == entries


def test_rows_that_hold_more_than_they_say_are_refused() -> None:
    """The invariant is checked in production: a royalty without its entries stops the worker."""
    rows = inactive_lines(2, LineState.HELD)
    rows.assert_conserved()
    with pytest.raises(AssertionError, match="accounts hold 0, royalties are 1"):
        replace(rows, royalty_e8=np.array([1, 0])).assert_conserved()
