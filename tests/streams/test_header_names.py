"""A record whose header name is no UTF-8 is read like any other: it stops nobody."""

import pytest
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder
from aiokafka.structs import TopicPartition

from streams.header_names import TolerantRecords, read_any_header_names

GZIP, LZ4, NONE = 1, 3, 0


def batch(first_name: str, codec: int = NONE) -> bytes:
    builder = DefaultRecordBatchBuilder(2, codec, 0, -1, -1, -1, 65_536)
    for offset in range(3):
        name = first_name if offset == 0 else f"trace{offset}"
        headers = [(name, b"x"), ("empty", None)]
        builder.append(offset, timestamp=offset, key=b"k", value=b"v%d" % offset, headers=headers)
    return bytes(builder.build())


def spoiled() -> bytes:
    return batch("abcd").replace(b"abcd", b"ab\xff\xfe")


def told(message: bytes) -> list[tuple[int, int, bytes, bytes, list[tuple[str, bytes | None]]]]:
    records, found = TolerantRecords(message), []
    while records.has_next():
        for one in records.next_batch():
            found.append((one.offset, one.timestamp, one.key, one.value, list(one.headers)))
    return found


def test_aiokafka_itself_raises() -> None:
    """If it no longer does, this can go."""
    with pytest.raises(UnicodeDecodeError):
        list(DefaultRecordBatch(bytearray(spoiled())))


def test_the_name_is_escaped_and_the_rest_is_as_it_was() -> None:
    right = told(batch("abcd"))
    assert [one[3] for one in right] == [b"v0", b"v1", b"v2"]
    wrong = told(spoiled())
    assert wrong[0][4] == [("ab\\xff\\xfe", b"x"), ("empty", None)]
    assert [one[:4] for one in wrong] == [one[:4] for one in right]
    assert wrong[1:] == right[1:]


@pytest.mark.parametrize("codec", [GZIP, LZ4])
def test_batches_of_any_codec_after_one_another(codec: int) -> None:
    assert told(batch("abcd", codec) + spoiled())[:3] == told(batch("abcd"))
    assert len(told(batch("abcd", codec) + spoiled())) == 6


def test_the_consumer_reads_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetcher, "MemoryRecords", fetcher.MemoryRecords)
    read_any_header_names()
    assert fetcher.MemoryRecords is TolerantRecords
    place = TopicPartition("ipr.usage", 0)
    read = fetcher.PartitionRecords(
        place, fetcher.MemoryRecords(spoiled()), [], 0, None, None, False, 0
    )
    assert [one.value for one in read] == [b"v0", b"v1", b"v2"]
