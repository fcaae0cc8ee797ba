"""The order in which blocks are sent, and which of them are sent again."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from .reports import Issue

_SAME_EVENT_ONE_IN, _SAME_EVENT_AT = 150, 2
_NEW_EVENT_ONE_IN, _NEW_EVENT_AT = 300, 5
_RESENT_AFTER: Final = 7
"""Blocks between a block and its repetition, unless the market ends before."""


class Shipment(NamedTuple):
    """A part of an issue as it goes out; `number` counts distinct blocks from 0."""

    number: int
    issue: Issue
    part: int
    resent: bool = False
    new_event: bool = False


def shipments(issues: Sequence[Issue]) -> Iterator[Shipment]:
    """All parts of all issues; one block in a hundred again, a third of those as a new event."""
    again: deque[tuple[int, Shipment]] = deque()
    number = 0
    for issue in issues:
        for part in range(1, issue.parts + 1):
            while again and again[0][0] <= number:
                yield again.popleft()[1]
            shipment = Shipment(number, issue, part)
            yield shipment
            if number % _SAME_EVENT_ONE_IN == _SAME_EVENT_AT:
                again.append((number + _RESENT_AFTER, shipment._replace(resent=True)))
            if number % _NEW_EVENT_ONE_IN == _NEW_EVENT_AT:
                repeated = shipment._replace(resent=True, new_event=True)
                again.append((number + _RESENT_AFTER, repeated))
            number += 1
    for _, shipment in again:
        yield shipment
