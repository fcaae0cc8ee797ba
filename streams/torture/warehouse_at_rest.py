"""Reads a stack's warehouse once the stack has come to rest; waits for a sink that starts again."""

import time
from collections.abc import Callable

from kafka.errors import KafkaError

from processors.evidence.documents import ConsistencyDocument
from sinks.evidence import EvidenceReader, NoEvidence
from sinks.reading import WarehouseReader
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from streams.lag import LagMeter
from streams.stack import Stack

from .results import Results, Rows, doubled_rows, read_results

_POLL_SECONDS = 0.1
_ANSWER_SECONDS = 120.0
_SEALED_SECONDS = 60.0


Say = Callable[[str], None]


class NotAtRest(RuntimeError):
    """There is something left to do, and nobody does it."""


class WarehouseAtRest:
    """Every wait ends when the supervisor has given a process up."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._reader = WarehouseReader(stack.data, stack.plan.warehouse, only_running=True)

    def await_rest(self, patience_seconds: float, say: Say = lambda _: None) -> None:
        """Returns when every stage has read all there is. Raises NotAtRest when nothing has moved
        for so long."""
        self._stack.await_workers(self._reader.ready, _ANSWER_SECONDS)
        moved, before = time.monotonic(), -1
        while True:
            self._stack.check()
            try:
                meter = LagMeter(self._stack.broker.bootstrap, self._stack.plan.partitions)
                try:
                    if meter.wait_until_idle(5.0):
                        return
                    lag = meter.measure()
                finally:
                    meter.close()
            except KafkaError as fault:
                raise NotAtRest(f"the broker does not answer: {fault!r}") from fault
            now = time.monotonic()
            say(f"behind: {lag.by_group}")
            if lag.total != before:
                moved, before = now, lag.total
            elif now - moved > patience_seconds:
                raise NotAtRest(f"nothing moved for {patience_seconds:.0f} s: {lag.by_group}")

    def rows(self, statement: str) -> Rows:
        return [line.split("\t") for line in self.text(statement).splitlines()]

    def text(self, statement: str, form: str = "TSV") -> str:
        deadline = time.monotonic() + _ANSWER_SECONDS
        while True:
            try:
                return self._reader.text(statement, form)
            except WarehouseUnavailable:
                self._stack.check()
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL_SECONDS)

    def results(self) -> Results:
        return read_results(self.text, self.rows)

    def doubled_rows(self) -> dict[str, int]:
        return doubled_rows(self.rows)

    def answered(self) -> set[tuple[str, str]]:
        """(source, event id) of every receipt of an event other than usage."""
        return {
            (source, event)
            for source, event in self.rows(
                "SELECT source, event_id FROM receipts WHERE topic != 'ipr.usage'"
            )
        }

    def evidence(self, leaves: Callable[[], int]) -> tuple[int, list[str]]:
        """(leaves under the last head, what is wrong with it): waits until the last head has all
        the `leaves`, then rebuilds the log from the first head to the last."""
        deadline = time.monotonic() + _SEALED_SECONDS
        wanted = leaves()
        while (size := self._head("max")) < wanted and time.monotonic() < deadline:
            self._stack.check()
            time.sleep(_POLL_SECONDS)
        faults = [] if size == wanted else [f"the last head has {size} leaves, not {wanted}"]
        if not size:
            return 0, faults
        try:
            proof: ConsistencyDocument = EvidenceReader(self.text).consistency(
                self._head("min"), size
            )
        except (NoEvidence, WarehouseError) as fault:
            return size, [*faults, str(fault)]
        return size, [*faults, *proof.faults(None)]

    def _head(self, which: str) -> int:
        found = self.rows(f"SELECT {which}(tree_size) FROM tree_heads WHERE tree_size > 0")
        return int(found[0][0] or 0) if found else 0
