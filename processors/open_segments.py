"""The usage segments a partition holds, and which of them speak of a work, report or platform."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .reports import ReportHeader, ReportKey
from .usage_columns import UsageSegment


@dataclass(slots=True)
class OpenSegment:
    """Where a segment's bytes are (`state_key`) and what is asked of it without reading them."""

    state_key: bytes
    header: ReportHeader
    version: int
    active: bool = False

    def yields_to(self, other: UsageSegment) -> bool:
        """Whether the other one replaces it: a later version, or the same recorded earlier."""
        if other.version != self.version:
            return other.version > self.version
        return other.header.recorded_at < self.header.recorded_at


class OpenSegments:
    """Index over the segments of a partition; their bytes stay in the partition's state."""

    def __init__(self) -> None:
        self._segments: list[OpenSegment] = []
        self._number: dict[bytes, int] = {}
        self._of_work: dict[int, array[int]] = {}
        self._not_indexed: list[tuple[int, NDArray[np.int32]]] = []
        self._of_report: dict[ReportKey, list[int]] = {}
        self._of_part: dict[tuple[ReportKey, int, int], list[int]] = {}
        self._of_platform: dict[str, list[int]] = {}

    def get(self, state_key: bytes) -> OpenSegment | None:
        number = self._number.get(state_key)
        return None if number is None else self._segments[number]

    def put(
        self, state_key: bytes, header: ReportHeader, version: int, works: NDArray[np.int64]
    ) -> OpenSegment:
        """Adds a segment, or the next version of one; `works` are the codes it has lines for."""
        number = self._number.get(state_key)
        if number is None:
            number = self._number[state_key] = len(self._segments)
            self._segments.append(OpenSegment(state_key, header, version))
            self._of_report.setdefault(header.key, []).append(number)
            part = (header.key, header.revision, header.part)
            self._of_part.setdefault(part, []).append(number)
            self._of_platform.setdefault(header.key.sender, []).append(number)
        else:
            self._segments[number].version = version
            self._segments[number].header = header
        self._not_indexed.append((number, works.astype(np.int32)))
        return self._segments[number]

    def of_works(self, works: Iterable[int]) -> list[OpenSegment]:
        """Segments with lines of these works. The index by work is made when it is first asked for:
        most works never change while usage streams in."""
        self._index()
        numbers = {number for work in works for number in self._of_work.get(work, ())}
        return [self._segments[number] for number in sorted(numbers)]

    def _index(self) -> None:
        of_work = self._of_work
        for number, works in self._not_indexed:
            for work in works.tolist():
                numbers = of_work.get(work)
                if numbers is None:
                    of_work[work] = array("I", (number,))
                elif number not in numbers[-4:]:
                    numbers.append(number)
        self._not_indexed.clear()

    def of_report(self, key: ReportKey) -> list[OpenSegment]:
        return [self._segments[number] for number in self._of_report.get(key, ())]

    def of_part(self, header: ReportHeader) -> list[OpenSegment]:
        """Segments of the same part of the same revision, whatever their content."""
        part = (header.key, header.revision, header.part)
        return [self._segments[number] for number in self._of_part.get(part, ())]

    def of_platform(self, platform: str) -> list[OpenSegment]:
        return [self._segments[number] for number in self._of_platform.get(platform, ())]

    def __iter__(self) -> Iterator[OpenSegment]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self._segments)
