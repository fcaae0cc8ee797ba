"""Header names that are no UTF-8: the broker keeps them, and aiokafka raises at each of them.

Whoever may write to a topic could stop all its readers for ever with one such record. Here its name
reads with the bytes escaped, and the record goes the way of any other.
"""

from collections.abc import Iterator
from typing import Any, cast

from aiokafka.consumer import fetcher
from aiokafka.record import default_records, memory_records

_MAGIC_OFFSET = 16
_WITH_HEADERS = 2


def read_any_header_names() -> None:
    """Makes the consumers of this process read them. May be called more than once."""
    cast(Any, fetcher).MemoryRecords = TolerantRecords


class TolerantRecords(memory_records._MemoryRecordsPy):  # type: ignore[misc]
    """Batches of a fetch, as aiokafka has them."""

    def next_batch(self) -> Any:
        start = self._next_slice
        batch = super().next_batch()
        if batch is None or start[_MAGIC_OFFSET] < _WITH_HEADERS:
            return batch
        return _TolerantBatch(batch, start)


class _TolerantBatch:
    def __init__(self, batch: Any, message: memoryview) -> None:
        self._batch = batch
        self._message = message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        try:
            return iter(list(self._batch))
        except UnicodeDecodeError:
            return iter(_read_slowly(self._message))


def _read_slowly(message: memoryview) -> list[Any]:
    batch = cast(Any, default_records)._DefaultRecordBatchPy(message)
    batch._maybe_uncompress()
    batch._buffer = _EscapingBytes(batch._buffer)
    return list(batch)


class _EscapingBytes(bytearray):
    """Bytes whose parts are decoded with what is no text escaped."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return _EscapingBytes(found) if isinstance(place, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, errors)
