"""What of aiokafka's talk with the coordinator a lease is told, and what asks it."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer import AIOKafkaProducer
from aiokafka.producer.sender import Sender
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest, SyncGroupRequest

from streams.membership import follow_membership, write_under

HEARTBEAT = HeartbeatRequest("group", 7, "member")
JOIN = JoinGroupRequest("group", 6000, 6000, "member", "instance", "consumer", [])
SYNC = SyncGroupRequest("group", 7, "member", "instance", [])
REBALANCING, UNKNOWN_MEMBER, OLD_GENERATION = 27, 25, 22


class Told:
    """What a lease hears, and how long it lets writers wait."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.free = asyncio.Event()

    def clock(self) -> float:
        return 0.0

    def heard(self, _asked_at: float) -> None:
        self.words.append("heard")

    def joined(self, generation: int) -> None:
        self.words.append(f"joined {generation}")

    async def held(self) -> None:
        await self.free.wait()


@pytest.mark.parametrize(
    ("request_sent", "code", "told"),
    [
        (HEARTBEAT, 0, ["heard"]),
        (HEARTBEAT, REBALANCING, ["heard"]),
        (HEARTBEAT, UNKNOWN_MEMBER, []),
        (HEARTBEAT, OLD_GENERATION, []),
        (JOIN, 0, ["joined 8"]),
        (JOIN, UNKNOWN_MEMBER, []),
        (SYNC, 0, ["heard"]),
        (SYNC, REBALANCING, []),
    ],
)
def test_answers_that_say_we_are_a_member_are_told(
    request_sent: Any, code: int, told: list[str]
) -> None:
    async def answer(_request: Any) -> Any:
        return SimpleNamespace(error_code=code, generation_id=8)

    consumer = SimpleNamespace(_coordinator=SimpleNamespace(_send_req=answer))
    lease: Any = Told()
    follow_membership(consumer, lease)
    assert asyncio.run(consumer._coordinator._send_req(request_sent)).error_code == code
    assert lease.words == told


def test_a_produce_waits_for_the_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []

    async def send(_sender: Any, node_id: int, batches: Any) -> None:
        sent.append((node_id, batches))

    monkeypatch.setattr(Sender, "_send_produce_req", send)

    async def produce() -> None:
        producer = AIOKafkaProducer()
        producer._closed = True  # it was never started
        lease: Any = Told()
        write_under(producer, lease)
        sending = asyncio.create_task(producer._sender._send_produce_req(1, {"place": "batch"}))
        await asyncio.sleep(0.01)
        assert sent == []
        lease.free.set()
        await asyncio.wait_for(sending, 5.0)

    asyncio.run(produce())
    assert sent == [(1, {"place": "batch"})]


def test_aiokafka_asks_and_sends_where_we_listen() -> None:
    """A release of aiokafka in which these are gone would write without a lease."""
    assert asyncio.iscoroutinefunction(GroupCoordinator._send_req)
    assert asyncio.iscoroutinefunction(Sender._send_produce_req)
