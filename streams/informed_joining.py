"""A worker joins its group only once it knows the partitions of the topics it reads.

Whoever leads a group deals its partitions out by what it knows of the topics. aiokafka does not
wait for that: a worker that starts while the broker is away may join before it has heard of any
topic, deals out nothing, and hears no more for five minutes. As the broker gives a member with a
fixed name back what it was dealt before, even a restart does not help then: the stage stands still.
"""

import asyncio
from typing import Any, Final

from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from .membership import follow_membership

_PAUSE_SECONDS: Final = 0.1
METADATA_SECONDS: Final = 5.0
"""At most so old is what a consumer knows of its topics."""


class InformedConsumerThread(AIOKafkaConsumerThread):
    """Faust's consumer thread with that care, which tells the app's lease what it hears."""

    async def on_start(self) -> None:
        await super().on_start()
        join_when_informed(self._consumer)
        app: Any = self.app
        if app.lease is not None:
            follow_membership(self._consumer, app.lease)


def join_when_informed(consumer: Any) -> None:
    """To be called for an AIOKafkaConsumer that is started, before it subscribes."""
    coordinator, client = consumer._coordinator, consumer._client
    join = coordinator.ensure_active_group

    async def informed(subscription: Any, former: Any) -> Any:
        if all(client.cluster.partitions_for_topic(topic) for topic in subscription.topics):
            return await join(subscription, former)
        await client.force_metadata_update()
        await asyncio.sleep(_PAUSE_SECONDS)
        return None  # the caller looks at all else, and asks again

    coordinator.ensure_active_group = informed
