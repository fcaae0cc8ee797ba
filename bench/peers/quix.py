"""The job in Quix Streams: one event a line, state of each work in RocksDB with its changelog.

    python -m bench.peers.quix PLAN    (started by `python -m bench.peers`)

The message key is the work, which is what Quix scopes state by. Offsets, state and changelog are
committed together every second, as in the other peers.
"""

import sys
from pathlib import Path
from typing import Any

from quixstreams import Application, State  # type: ignore[import-not-found,unused-ignore]
from quixstreams.models import (  # type: ignore[import-not-found,unused-ignore]
    Deserializer,
    Serializer,
)

from .job import ACCRUAL, LINES, USAGE_LINE, Accrual, Terms, UsageLine
from .plan import COMMIT_SECONDS, LINGER_SECONDS, PeerPlan


class UsageLineAvro(Deserializer):  # type: ignore[misc,unused-ignore]
    """Bytes of a message to a usage line."""

    def __call__(self, value: bytes, *_args: Any, **_kwargs: Any) -> Any:
        return USAGE_LINE.decode(value)


class AccrualAvro(Serializer):  # type: ignore[misc,unused-ignore]
    """An accrual to bytes of a message."""

    def __call__(self, value: Any, *_args: Any, **_kwargs: Any) -> bytes:
        return ACCRUAL.encode(value)


def run(plan: PeerPlan, terms: Terms) -> None:
    """Runs until the process is told to stop."""
    app = Application(
        plan.bootstrap,
        consumer_group=plan.group,
        auto_offset_reset="earliest",
        commit_interval=COMMIT_SECONDS,
        producer_extra_config={"linger.ms": round(1000 * LINGER_SECONDS)},
        state_dir=Path(plan.folder) / "state",
        loglevel="WARNING",
    )
    read = UsageLineAvro()  # type: ignore[no-untyped-call,unused-ignore]
    lines = app.topic(LINES, key_deserializer="bytes", value_deserializer=read)
    results = app.topic(plan.results, key_serializer="bytes", value_serializer=AccrualAvro())
    started = False

    def accrue(line: UsageLine, state: State[Any, Any]) -> Accrual:
        nonlocal started
        if not started:
            plan.mark_first_line()
            started = True
        sums = state.get("sums", {})
        accrual = terms.accrue(line, sums)
        state.set("sums", sums)
        return accrual

    app.dataframe(lines).apply(accrue, stateful=True).to_topic(results)
    app.run()


if __name__ == "__main__":
    peer_plan = PeerPlan.from_json(sys.argv[1])
    run(peer_plan, peer_plan.terms())
