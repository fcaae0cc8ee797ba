"""The job as a loop by hand: confluent-kafka, fastavro and a dict.

    python -m bench.peers.handwritten PLAN    (started by `python -m bench.peers`)

Offsets are committed every second, after a flush. The sums live in this process alone: a crash
loses them, and lines read again after one would be added twice. That is the price of the speed.
"""

import sys
import time

from confluent_kafka import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    Consumer,
    KafkaException,
    Producer,
)

from .job import ACCRUAL, LINES, USAGE_LINE, Sums, Terms
from .plan import COMMIT_SECONDS, LINGER_SECONDS, PeerPlan

BATCH = 1_000


def run(plan: PeerPlan, terms: Terms) -> None:
    """Runs until the process is ended. Raises KafkaException for what the broker refuses."""
    consumer = Consumer(
        {
            "bootstrap.servers": plan.bootstrap,
            "group.id": plan.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    producer = Producer(
        {
            "bootstrap.servers": plan.bootstrap,
            "linger.ms": round(1000 * LINGER_SECONDS),
            "queue.buffering.max.messages": 1_000_000,
        }
    )
    consumer.subscribe([LINES])
    state: dict[str, Sums] = {}
    started = uncommitted = False
    commit_at = 0.0
    while True:
        for message in consumer.consume(BATCH, 0.1):
            if message.error():
                raise KafkaException(message.error())
            if not started:
                plan.mark_first_line()
                started = True
            line = USAGE_LINE.decode(message.value())
            accrual = terms.accrue(line, state.setdefault(line["work"], {}))
            producer.produce(plan.results, ACCRUAL.encode(accrual), message.key())
            uncommitted = True
        producer.poll(0)
        if uncommitted and time.monotonic() >= commit_at:
            producer.flush()
            consumer.commit(asynchronous=False)
            commit_at, uncommitted = time.monotonic() + COMMIT_SECONDS, False


if __name__ == "__main__":
    peer_plan = PeerPlan.from_json(sys.argv[1])
    run(peer_plan, peer_plan.terms())
