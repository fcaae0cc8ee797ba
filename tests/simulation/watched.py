"""Codecs, partition and agent of a worker with the seams where it may die and where the ledger is
told what each event leads to."""

from typing import TYPE_CHECKING, Any

from processors.outputs import Effects
from schemas.codecs import Codecs, codecs_of
from streams.agents.partition_agent import Partition, PartitionBatch
from streams.durable_batch import Intaking

from .debts import Account, Batch, Taken, owing

if TYPE_CHECKING:
    from .workers import Worker


class MortalCodecs(Codecs):
    """Decoding is where a worker may die."""

    def __init__(self, worker: "Worker") -> None:
        self._worker = worker
        self._real = codecs_of(None)

    def encode(self, topic: str, record: Any) -> bytes:
        return self._real.encode(topic, record)

    def decode(self, topic: str, message: bytes | None) -> dict[str, Any]:
        decoded = self._real.decode(topic, message)
        self._worker.may_die("crash after decode")
        return decoded

    def decode_accepted(self, topic: str, message: bytes | None) -> dict[str, Any]:
        decoded = self._real.decode_accepted(topic, message)
        self._worker.may_die("crash after decode")
        return decoded

    def decode_columns(self, topic: str, message: bytes | None) -> dict[str, Any]:
        return self._real.decode_columns(topic, message)


class WatchedPartition:
    """A partition whose state entries are debts until the changelog has them."""

    def __init__(self, real: Partition, number: int, worker: "Worker") -> None:
        self._real = real
        self._number = number
        self._worker = worker

    def apply(self, message: bytes) -> Effects:
        effects = self._owed(self._real.apply(message))
        self._worker.may_die("crash after fold")
        return effects

    def flush(self) -> Effects:
        return self._owed(self._real.flush())

    def _owed(self, effects: Effects) -> Effects:
        for key, value in effects.state:
            self._worker.state_debts.owe(self._number, key, value)
        return effects


class WatchedAgent:
    """The agent, with the ledger told what each event leads to."""

    def __init__(self, real: Intaking, worker: "Worker") -> None:
        self._real = real
        self._worker = worker
        self._batch = Batch()

    async def take(self, event: Any) -> object:
        message = event.message
        account, place = Account(), (message.topic, message.partition)
        self._worker.ledger_took(place, message.offset, Taken(account, self._batch))
        owing(account)
        try:
            return await self._real.take(event)
        finally:
            account.closed = True
            owing(None)

    def still_holds(self, event: Any, held: object) -> bool:
        self._worker.may_die("crash after state durable")
        return self._real.still_holds(event, held)

    async def cut(self) -> Any:
        batch, self._batch = self._batch, Batch()
        owing(batch.cut)
        try:
            made = await self._real.cut()
            if isinstance(made, PartitionBatch):
                self._worker.check_marks(made)
            return made
        finally:
            batch.cut.closed = True
            owing(None)
