"""The log of one partition: offsets only grow, and compaction leaves holes."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """A message as it lies in the log."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp_millis: int


class PartitionLog:
    """Records by offset."""

    def __init__(self) -> None:
        self._records: list[Record | None] = []

    @property
    def end(self) -> int:
        """The offset of the next record."""
        return len(self._records)

    def append(self, key: bytes | None, value: bytes | None, timestamp_millis: int) -> int:
        offset = len(self._records)
        self._records.append(Record(offset, key, value, timestamp_millis))
        return offset

    def read(self, offset: int, most: int) -> list[Record]:
        """The next records from an offset on, holes passed over."""
        found: list[Record] = []
        for record in self._records[offset:]:
            if record is not None:
                found.append(record)
                if len(found) == most:
                    break
        return found

    def compact(self, end: int) -> int:
        """Before `end` only the last record of a key stays, wherever in the log that one is; how
        many went."""
        last = {record.key: record.offset for record in self}
        gone = 0
        for offset, record in enumerate(self._records[:end]):
            if record is not None and last[record.key] != offset:
                self._records[offset] = None
                gone += 1
        return gone

    def __iter__(self) -> Iterator[Record]:
        return (record for record in self._records if record is not None)
