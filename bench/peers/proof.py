"""What each contestant has made of the lines, to be the same to the last 10^-8."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer

from sinks.reading import WarehouseReader

from .job import ACCRUAL, Accrual
from .plan import results_of
from .race import places

_LINES = """
SELECT count(), sum(toDecimal128(royalty_e8, 0)) FROM accrual_lines FINAL WHERE state_code = 1
"""
_HOLDERS = """
SELECT holder, sum(toDecimal128(amount_e8, 0)) FROM accruals
WHERE account = 'payable' GROUP BY holder
"""


class Unequal(AssertionError):
    """Two contestants have not come to the same result, so their speeds say nothing."""


@dataclass(slots=True)
class Totals:
    """Lines priced, their royalties and what each holder has of them, in 10^-8."""

    lines: int = 0
    royalties_e8: int = 0
    holders_e8: dict[str, int] = field(default_factory=dict)

    def assert_conserved(self) -> None:
        if sum(self.holders_e8.values()) != self.royalties_e8:
            raise Unequal("the holders' sums do not add up to the royalties")

    def to_json(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "royalties_e8": self.royalties_e8,
            "holders": len(self.holders_e8),
            "equal": True,
        }


class ResultsReader:
    """Adds up a peer's results: each line once, and the running sums where the amounts lead."""

    def __init__(self) -> None:
        self.totals = Totals()
        self._seen: set[tuple[str, str, int]] = set()
        self._sums: dict[tuple[str, str], tuple[int, int]] = {}

    def take(self, accrual: Accrual) -> None:
        """Raises Unequal for a line that has a result already."""
        name = (accrual["platform"], accrual["report_id"], accrual["line"])
        if name in self._seen:
            raise Unequal(f"two results for {name}")
        self._seen.add(name)
        totals = self.totals
        totals.lines += 1
        totals.royalties_e8 += accrual["royalty_e8"]
        for part in accrual["parts"]:
            holder, amount = part["holder"], part["amount_e8"]
            totals.holders_e8[holder] = totals.holders_e8.get(holder, 0) + amount
            added, highest = self._sums.get((accrual["work"], holder), (0, 0))
            self._sums[accrual["work"], holder] = (added + amount, max(highest, part["sum_e8"]))

    def finish(self) -> Totals:
        """Raises Unequal when the state lost or doubled something."""
        for (work, holder), (added, highest) in self._sums.items():
            if added != highest:
                raise Unequal(f"{holder} of {work}: amounts make {added}, the state says {highest}")
        self.totals.assert_conserved()
        return self.totals


def peer_totals(bootstrap: str, peer: str, partitions: int) -> Totals:
    """Reads the whole output topic of a peer. Raises Unequal."""
    reader = ResultsReader()
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, max_poll_records=5_000)
    topic = places(results_of(peer), partitions)
    consumer.assign(topic)
    consumer.seek_to_beginning(*topic)
    left = sum(consumer.end_offsets(topic).values())
    while left:
        for records in consumer.poll(timeout_ms=1000).values():
            for record in records:
                reader.take(ACCRUAL.decode(record.value))
            left -= len(records)
    consumer.close()
    return reader.finish()


def rightstream_totals(data: Path) -> Totals:
    """From the rows in the warehouse of a stopped stack. Raises Unequal."""
    rows = WarehouseReader(data).rows
    ((lines, royalties),) = rows(_LINES)
    holders = {holder: int(amount) for holder, amount in rows(_HOLDERS)}
    totals = Totals(int(lines), int(royalties), holders)
    totals.assert_conserved()
    return totals


def agreed(totals: dict[str, Totals], lines: int) -> Totals:
    """What all say, of this many lines. Raises Unequal."""
    (first, one), *others = totals.items()
    if one.lines != lines:
        raise Unequal(f"{first} has priced {one.lines} lines of {lines}")
    for name, other in others:
        if other != one:
            raise Unequal(
                f"{name} has {other.lines} lines and {other.royalties_e8}, "
                f"{first} has {one.lines} lines and {one.royalties_e8}, or holders differ"
            )
    return one
