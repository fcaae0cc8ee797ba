"""A market driven in some order, and what a reader finds in it once it is at rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from processors.outputs import Output
from schemas import topics
from tests.driver import CODECS, Market, block_rows, decode
from tests.processors.sent_events import Sent

Row = tuple[Any, ...]
ANOMALY_KEY = ("kind", "subject", "platform", "report_id", "detail")


def market_of(
    sent: Sequence[Sent], rng: Random, partitions: int = 2, most_deliveries: int = 3
) -> Market:
    """Sends in random order, now and then lets the market come to rest, and delivers every internal
    message one to `most_deliveries` times in random order."""
    market = Market(partitions=partitions, shuffle=rng, repeat=most_deliveries)
    for one in rng.sample(sent, len(sent)):
        market.send(one.topic, one.event, one.at)
        if rng.random() < 0.3:
            market.run()
    market.run()
    return market


def in_order(sent: Iterable[Sent], partitions: int = 2) -> Market:
    """Sends one after another, each at rest before the next."""
    market = Market(partitions=partitions)
    for one in sent:
        market.send(one.topic, one.event, one.at)
        market.run()
    return market


def run_as_one_batch(market: Market) -> None:
    """Delivers everything before anything is flushed, until nothing is left."""
    while market.queue:
        while market.queue:
            place = market.shuffle.randrange(len(market.queue)) if market.shuffle else 0
            topic, home, message = market.queue.pop(place)
            market._enqueue(market.stage(topic, home).apply(message).outputs)
        market.flush()


def row_counts(market: Market) -> Counter[Row]:
    """Accrual rows as `MarketOracle.rows` has them: without the digest of the block."""
    return Counter((*key[:4], *key[5:], *row) for key, row in market.rows().items())


def unlicensed_counts(market: Market) -> Counter[Row]:
    """Active anomalies of unlicensed usage as `MarketOracle.unlicensed` has them."""
    found: Counter[Row] = Counter()
    for (kind, work, platform, report, detail), value in market.anomalies().items():
        if kind == "UnlicensedUsage":
            use, _, part = detail.partition(" part ")
            revision, number, _ = part.split(".", 2)
            at_stake = (value[0], value[2])
            found[work, platform, report, use, int(revision), int(number), *at_stake] += 1
    return found


def case_states(market: Market) -> dict[tuple[Any, ...], tuple[str, str]]:
    """(state, licence) by (case id, work), without cases that moved to another work."""
    cases = market.latest(topics.CASES, "case_id", "work")
    return {
        key: (case["state"], case["licence"])
        for key, case in cases.items()
        if case["state"] != "Moved"
    }


def pictures(market: Market) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The ownership picture of each work, without its version."""
    latest = market.latest(topics.OWNERSHIP, "work")
    return {
        key: {name: value for name, value in picture.items() if name != "version"}
        for key, picture in latest.items()
    }


def parked_events(market: Market) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """(work,) and each event that its picture tells as parked."""
    for work, picture in pictures(market).items():
        for one in picture["parked"]:
            yield work, one


def trades(market: Market) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Each licence, and each assignment of a work, as it stands, without its version."""
    found = {}
    for output in sorted(
        (one for one in market.outputs if one.topic == topics.TRADE_STATES),
        key=lambda one: one.record["version"],
    ):
        found[trade_key(output.record)] = {**output.record, "version": 0}
    return found


def trade_key(record: dict[str, Any]) -> tuple[Any, ...]:
    work = record["works"] if record["kind"] == "Assignment" else []
    return (record["kind"], record["source"], record["trade_id"], *work)


def everything(market: Market) -> tuple[Any, ...]:
    """All that readers can tell one market from another by, versions apart."""
    cases = market.latest(topics.CASES, "case_id", "work")
    standing = {
        key: {**case, "version": 0} for key, case in cases.items() if case["state"] != "Moved"
    }
    return market.rows(), market.anomalies(), standing, (pictures(market), trades(market))


def versioned(outputs: Iterable[Output]) -> Iterator[tuple[Row, int, Any]]:
    """(natural key, version, content) of every row of every output, in order of sending."""
    for output in outputs:
        record = output.record
        if output.topic == topics.ACCRUALS:
            for key, row in block_rows(decode(output.topic, CODECS[output.topic].encode(record))):
                yield ("line", *key), record["version"], row
        elif output.topic == topics.ANOMALIES:
            for place, version in enumerate(record["version"]):
                said = {name: record[name][place] for name in record if name != "scope"}
                yield ("anomaly", *(said[name] for name in ANOMALY_KEY)), version, said
        elif output.topic == topics.CASES:
            yield ("case", record["case_id"], record["work"]), record["version"], record
        elif output.topic == topics.OWNERSHIP:
            yield ("picture", record["work"]), record["version"], record
        elif output.topic == topics.TRADE_STATES:
            yield ("trade", *trade_key(record)), record["version"], record
