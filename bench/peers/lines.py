"""The market's usage, one Avro event a line, on the topic that all peers read."""

from collections.abc import Iterator

from kafka.admin import NewTopic

from bench.blocks import BenchMarket
from schemas.codecs import codecs_of
from streams.publishing import EventPublisher

from .job import LINES, USAGE_LINE, UsageLine
from .race import create_topics


def usage_lines(market: BenchMarket) -> Iterator[UsageLine]:
    """The same lines as in the blocks that Rightstream gets, in the same order."""
    for _, _, event in market.usage():
        body = event["body"][1]
        columns = (body[name] for name in ("reference", "use_type", "first_day", "units"))
        rows = zip(*columns, body["revenue_micros"], strict=True)
        for number, (work, use_type, day, units, revenue) in enumerate(rows):
            yield {
                "platform": event["source"],
                "report_id": body["report_id"],
                "line": number,
                "work": work,
                "use_type": body["use_types"][use_type],
                "day": day,
                "units": units,
                "revenue_micros": revenue,
            }


def publish_lines(bootstrap: str, market: BenchMarket, partitions: int) -> None:
    """Makes the topic and sends all lines, keyed by work; returns when the broker has them."""
    create_topics(bootstrap, [NewTopic(LINES, partitions, 1)])
    publisher = EventPublisher(bootstrap, codecs_of(None))
    for line in usage_lines(market):
        publisher.publish_raw(LINES, line["work"].encode(), USAGE_LINE.encode(line))
    publisher.close()
