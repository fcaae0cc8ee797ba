"""A changelog on the real broker is read from where we say to its end, whatever lies between."""

import asyncio
from collections.abc import Iterator

import pytest
from aiokafka.errors import KafkaConnectionError, OffsetOutOfRangeError
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.structs import TopicPartition

from streams.changelog import KafkaChangelog
from streams.local.broker import LocalBroker
from streams.local.ports import free_ports

pytestmark = pytest.mark.system

ENTRIES = 9_000
PARTITIONS = 4
_EMPTY, _DELETED = 2, 3


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    with LocalBroker(tmp_path_factory.mktemp("kafka") / "data") as broker:
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        admin.create_topics([NewTopic("state", num_partitions=PARTITIONS, replication_factor=1)])
        admin.wait_for_topics(["state"], timeout_ms=30_000)
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
        for number in (0, 1, _DELETED):
            for at in range(ENTRIES):
                producer.send("state", b"%d" % at, b"%d" % number, partition=number)
        producer.send("state", b"huge", bytes(900_000), partition=1)
        producer.close()
        admin.delete_records({TopicPartition("state", _DELETED): 4_000})
        admin.close()
        yield broker


Read = dict[int, list[int]]


async def read(changelog: KafkaChangelog, begin: dict[int, int]) -> tuple[Read, dict[int, int]]:
    """Offsets that were given, and where reading came to, by partition."""
    given: Read = {number: [] for number in begin}
    reached = dict(begin)
    async with changelog.open(list(begin)) as reading:
        unread = {number for number in begin if begin[number] < reading.ends[number]}
        reading.begin({number: begin[number] for number in unread})
        while any(reached[number] < reading.ends[number] for number in unread):
            for stretch in await reading.some():
                assert stretch.entries[0].offset >= reached[stretch.number]
                given[stretch.number] += [one.offset for one in stretch.entries]
                reached[stretch.number] = stretch.until
    return given, reached


def test_every_entry_is_given_once_in_order(broker: LocalBroker) -> None:
    changelog = KafkaChangelog(broker.bootstrap, "state", PARTITIONS)
    given, reached = asyncio.run(read(changelog, {0: 0, 1: 5_000, _EMPTY: 0}))
    assert given[0] == list(range(ENTRIES))
    assert given[1] == list(range(5_000, ENTRIES + 1)), "a large entry among them"
    assert given[_EMPTY] == []
    assert reached == {0: ENTRIES, 1: ENTRIES + 1, _EMPTY: 0}


def test_where_it_begins_and_ends_is_told(broker: LocalBroker) -> None:
    async def case() -> tuple[dict[int, int], dict[int, int]]:
        changelog = KafkaChangelog(broker.bootstrap, "state", PARTITIONS)
        async with changelog.open(range(PARTITIONS)) as reading:
            return dict(reading.starts), dict(reading.ends)

    starts, ends = asyncio.run(case())
    assert starts == {0: 0, 1: 0, _EMPTY: 0, _DELETED: 4_000}
    assert ends == {0: ENTRIES, 1: ENTRIES + 1, _EMPTY: 0, _DELETED: ENTRIES}


def test_nothing_is_read_from_elsewhere_than_asked(broker: LocalBroker) -> None:
    """A client that goes to the beginning by itself hides that something is deleted."""
    changelog = KafkaChangelog(broker.bootstrap, "state", PARTITIONS)
    with pytest.raises(OffsetOutOfRangeError):
        asyncio.run(read(changelog, {_DELETED: 0}))
    given, _ = asyncio.run(read(changelog, {_DELETED: 4_000}))
    assert given == {_DELETED: list(range(4_000, ENTRIES))}


def test_a_broker_that_is_not_there_is_said_so() -> None:
    (port,) = free_ports(1)
    changelog = KafkaChangelog(f"127.0.0.1:{port}", "state", PARTITIONS)
    with pytest.raises(KafkaConnectionError):
        asyncio.run(read(changelog, {0: 0}))
