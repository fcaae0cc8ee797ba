"""Tells a lease what aiokafka hears of its group, and has its producer ask the lease."""

from typing import Any, Final

from aiokafka.errors import NoError, RebalanceInProgressError
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest, SyncGroupRequest

from .lease import Lease

_SAYS_SO: Final = {
    HeartbeatRequest: (NoError.errno, RebalanceInProgressError.errno),
    SyncGroupRequest: (NoError.errno,),
}
"""Answers that take us for a member. To one that heartbeats while the group is dealt out anew the
coordinator says that it is to join again, and counts its session anew (Kafka's GroupCoordinator,
handleHeartbeat)."""


def follow_membership(consumer: Any, lease: Lease) -> None:
    """To be called for an AIOKafkaConsumer that is started, before it subscribes."""
    coordinator = consumer._coordinator
    send = coordinator._send_req

    async def told(request: Any) -> Any:
        asked_at = lease.clock()
        response = await send(request)
        if isinstance(request, JoinGroupRequest) and response.error_code == NoError.errno:
            lease.joined(response.generation_id)
        for kind, answers in _SAYS_SO.items():
            if isinstance(request, kind) and response.error_code in answers:
                lease.heard(asked_at)
        return response

    coordinator._send_req = told


def write_under(producer: Any, lease: Lease) -> None:
    """To be called for an AIOKafkaProducer before it is started. Each request with messages waits
    for the lease; what waits for longer than the request timeout fails, as if the broker were
    away."""
    sender = producer._sender
    send = sender._send_produce_req

    async def send_when_held(node_id: Any, batches: Any) -> None:
        await lease.held()
        await send(node_id, batches)

    sender._send_produce_req = send_when_held
