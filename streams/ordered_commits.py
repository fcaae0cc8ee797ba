"""Commits that follow our acknowledgements, which are in order and mean that all before is durable.

Faust commits a gapless run of acknowledged offsets from the last commit on. After a rebalance it
forgets what was acknowledged but keeps what was read, so a gap can stay and the group never commits
again; and a single message still in flight at the head is jumped over (issue 606). Here the highest
acknowledged offset is the one to commit: in-order acknowledgement leaves nothing before it open.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import faust
from faust.transport.drivers import aiokafka
from faust.types import TP, Message, TransportT

from .batched_producer import BatchedProducer
from .informed_joining import InformedConsumerThread
from .lease import Lease
from .memory_bounds import QUEUED_BYTES, queued_bytes
from .takeover import Takeover

_ROOM_SECONDS = 0.02


class OrderedCommitConsumer(aiokafka.Consumer):
    """Faust's consumer with the commit rule of agents that acknowledge in order, which goes back to
    what is committed without dropping a message."""

    rebalances = 0
    """How often this consumer was given partitions."""

    def _new_consumer_thread(self) -> InformedConsumerThread:
        return InformedConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def perform_seek(self) -> None:
        """Goes on where the last commit is, or at the beginning; called after each rebalance.

        Faust lets messages through while it looks the commits up, then empties the agents' queues:
        the later ones of a fetch still in hand follow, count as read, and what was in the queues is
        never delivered again. So nothing may pass until Faust resumes the flow, which it does next.
        Nor does Faust go back where there is no commit yet.
        """
        self.rebalances += 1
        self.stop_flow()
        await super().perform_seek()
        uncommitted = [place for place in self.assignment() if not self._read_offset.get(place)]
        if uncommitted:
            await self.seek_wait(dict.fromkeys(uncommitted, 0))

    async def go_to(self, place: TP, offset: int) -> None:
        """Goes on at an offset before the committed one, and commits that: a rebalance or a crash
        must not jump ahead again."""
        await self._commit({place: offset})
        self._committed_offset[place] = offset or None
        self._read_offset[place] = offset or None
        await self.seek_wait({place: offset})

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:
        """Gives messages once what waits for the agents is within its bound of bytes: Faust bounds
        it by count only."""
        while self.flow_active and queued_bytes(self.app.topics) > QUEUED_BYTES:
            await self.sleep(_ROOM_SECONDS)
        async for place, message in super().getmany(timeout):
            yield place, message

    async def _commit_offsets(
        self,
        offsets: Mapping[TP, int],
        start_new_transaction: bool = True,  # noqa: ARG002
    ) -> bool:
        """Whether the broker took them. Faust notes offsets as committed that were refused, because
        of a rebalance for instance: events before them, read again, would never count as
        acknowledged."""
        assigned = self.assignment()
        ours = {place: offset for place, offset in offsets.items() if place in assigned}
        if not ours or not await self._commit(ours):
            return False
        self._committed_offset.update(ours)
        return True

    def _new_offset(self, tp: TP) -> int | None:
        acknowledged = self._acked[tp]
        if not acknowledged:
            return None
        highest: int = max(acknowledged)
        self._acked_index[tp].difference_update(acknowledged)
        acknowledged.clear()
        self._gap.pop(tp, None)
        return highest + 1


class OrderedCommitTransport(aiokafka.Transport):
    """Makes consumers that commit in order."""

    Consumer = OrderedCommitConsumer
    Producer = BatchedProducer


class OrderedCommitApp(faust.App):
    """An app all of whose agents acknowledge in order, as `streams.durable_batch` does."""

    takeover: Takeover | None = None
    """What is done with partitions dealt to it before they are read; a stage with state has one."""
    lease: Lease | None = None
    """What its producer may write under; a worker has one."""

    def _new_transport(self) -> TransportT:
        transport: Any = OrderedCommitTransport(self.conf.broker_consumer, self)
        return transport  # type: ignore[no-any-return]
