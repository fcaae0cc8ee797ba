"""Which accepted messages are leaves, in which order, and up to which boundary they may be sealed.

A leaf's place follows from the record alone: by the instant it is placed at (recorded_at, made
non-decreasing within its partition), topic, partition, offset. Boundaries follow from it too: the
next multiple of the interval after the first leaf not sealed, and every midnight UTC. So whoever
reads the same topics again comes to the same heads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final, NamedTuple

from schemas import topics

from .answered import AnsweredPartition, BrokenLog
from .leaf import DIGEST_BYTES, Leaf
from .merkle import MerkleTree, leaf_hash
from .tree_head import DAY_MILLIS, TreeHead

SOURCES: Final = (topics.REGISTRATIONS, topics.TRADES)


class Place(NamedTuple):
    """An input partition."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Late:
    """A message that was stamped before a boundary and recorded after it: with the brokers' clocks
    further apart than the margin. It is placed at that boundary."""

    place: Place
    offset: int
    placed_millis: int


@dataclass(frozen=True, slots=True)
class Signed:
    """What has been published: the last head, how far it reaches in each input partition, and the
    late messages of all heads."""

    head: TreeHead
    covered: Mapping[Place, int]
    late: tuple[Late, ...] = ()


@dataclass(frozen=True, slots=True)
class Seal:
    """One head to be signed. `leaves` (canonical bytes) are those since the head before it, the
    first at `first_index`; `covered` and `late` are published with the head."""

    head: TreeHead
    first_index: int
    leaves: list[bytes]
    covered: dict[Place, int]
    late: list[Late]


class EvidenceLog:
    """Told of receipts in any order and any number of times, and of how far the inputs reach."""

    def __init__(
        self, places: Iterable[Place], interval_millis: int, signed: Signed | None = None
    ) -> None:
        self.tree = MerkleTree()
        self._partitions = {place: AnsweredPartition() for place in sorted(places)}
        self._interval = interval_millis
        self._signed = signed
        self._rebuilt = signed is None
        self._floors = {
            (one.place, one.offset): one.placed_millis for one in (signed.late if signed else ())
        }
        self._unsealed: dict[tuple[Place, int], bytes] = {}
        self._late: list[Late] = []
        self._reached = dict.fromkeys(self._partitions, 0)
        self._asked: tuple[int, Mapping[Place, int]] = (0, {})

    def take(self, receipt: Mapping[str, Any]) -> None:
        """One record of ipr.receipts. Raises BrokenLog when it is about a partition or an offset
        that cannot be."""
        place = Place(receipt["topic"], receipt["partition"])
        if place.topic not in SOURCES:
            return
        partition = self._partitions.get(place)
        if partition is None:
            raise BrokenLog(f"a receipt for {place}, and there is no such partition")
        offset, millis = receipt["offset"], receipt["recorded_at"]
        leaf = _leaf_of(receipt)
        if leaf is None:
            known = not partition.answer(offset, millis, None)
        else:
            data = leaf.to_bytes()
            known = not partition.answer(offset, millis, leaf_hash(data))
            if not known and offset >= self._covered(place):
                self._unsealed[place, offset] = data
        if not known and offset == partition.frontier:
            self._advance(place, partition)

    def ends_are(self, millis: int, ends: Mapping[Place, int]) -> None:
        """So far the inputs reached when everything recorded before `millis` was on them."""
        for place, end in ends.items():
            if end < self._covered(place):
                raise BrokenLog(
                    f"{place} ends at {end}, and the last head reaches to {self._covered(place)}: "
                    "the topic is not the one the log was made from"
                )
        self._asked = (millis, ends)

    def gaps(self) -> dict[Place, int]:
        """Frontiers of partitions that reach further than what is answered without a gap."""
        ends = self._asked[1]
        return {
            place: partition.frontier
            for place, partition in self._partitions.items()
            if partition.frontier < ends.get(place, 0)
        }

    def pass_holes(self, place: Place, holes: Iterable[tuple[int, int]]) -> None:
        """The input partition has no message from `start` to before `end`: markers of a sender's
        transactions take offsets. What is answered there all the same stays answered."""
        partition = self._partitions[place]
        for start, end in holes:
            partition.pass_hole(start, end)
        self._advance(place, partition)

    def rebuild(self) -> None:
        """To be called once ipr.receipts has been read to its end: the tree under the last head.

        Raises BrokenLog when it is not the tree that was signed.
        """
        signed = self._signed
        if self._rebuilt or signed is None:
            return
        for place, end in signed.covered.items():
            if place not in self._partitions:
                raise BrokenLog(f"the last head covers {place}, and there is no such partition")
            # What the head covers was answered; what is not, never was a message.
            self.pass_holes(place, [(0, end)])
        for _, hashed in self._in_order(signed.covered):
            self.tree.append(hashed)
        self._forget(signed.covered)
        rebuilt = (len(self.tree), self.tree.root())
        if rebuilt != (signed.head.tree_size, signed.head.root):
            raise BrokenLog(
                f"the log rebuilt from ipr.receipts has {rebuilt[0]} leaves and the root "
                f"{rebuilt[1].hex()}; signed were {signed.head.tree_size} leaves and the root "
                f"{signed.head.root.hex()}. The receipts are not those the heads were made from; "
                "nothing is signed until they are restored"
            )
        self._rebuilt = True

    def next_boundary(self) -> int | None:
        """The boundary of the next head, in millis, as far as is known; None if there is none."""
        firsts = [one.first_leaf_millis() for one in self._partitions.values()]
        pending = [millis for millis in firsts if millis is not None]
        wanted = [(min(pending) // self._interval + 1) * self._interval] if pending else []
        since = self._signed.head.boundary_millis if self._signed else min(pending, default=None)
        if since is not None:
            wanted.append((since // DAY_MILLIS + 1) * DAY_MILLIS)
        return min(wanted, default=None)

    def answered_before(self) -> int:
        """Everything recorded before this instant (millis) is answered and known here."""
        asked_millis, ends = self._asked
        for place, partition in self._partitions.items():
            reached = max(self._reached[place], partition.latest)
            if partition.frontier >= ends.get(place, partition.frontier + 1):
                reached = max(reached, asked_millis)
            self._reached[place] = reached
        return min(self._reached.values())

    def seal(self) -> Seal | None:
        """The next head, its leaves now in the tree; None unless all before its boundary is
        answered. To be published before the next one is asked for."""
        boundary = self.next_boundary()
        if not self._rebuilt or boundary is None or self.answered_before() < boundary:
            return None
        covered = {
            place: partition.end_before(boundary) for place, partition in self._partitions.items()
        }
        first_index, leaves = len(self.tree), []
        for key, hashed in self._in_order(covered):
            self.tree.append(hashed)
            leaves.append(self._unsealed.pop(key))
        self._forget(covered)
        daily = boundary % DAY_MILLIS == 0
        head = TreeHead(len(self.tree), self.tree.root(), boundary, daily)
        late, self._late = self._late, []
        self._signed = Signed(head, covered)
        return Seal(head, first_index, leaves, covered, late)

    def _advance(self, place: Place, partition: AnsweredPartition) -> None:
        covered = self._covered(place)
        boundary = self._signed.head.boundary_millis if self._signed else 0

        def floor(offset: int) -> int:
            if offset >= covered:
                return boundary
            return self._floors.get((place, offset), 0)

        moved = partition.advance(floor)
        self._late += [Late(place, offset, at) for offset, at in moved if offset >= covered]

    def _covered(self, place: Place) -> int:
        return self._signed.covered.get(place, 0) if self._signed else 0

    def _in_order(self, ends: Mapping[Place, int]) -> Iterator[tuple[tuple[Place, int], bytes]]:
        def of(place: Place, end: int) -> Iterator[tuple[int, Place, int, bytes]]:
            for millis, offset, hashed in self._partitions[place].leaves(end):
                yield millis, place, offset, hashed

        for _, place, offset, hashed in merge(*(of(*one) for one in ends.items())):
            yield (place, offset), hashed

    def _forget(self, ends: Mapping[Place, int]) -> None:
        for place, end in ends.items():
            self._partitions[place].forget(end)


def _leaf_of(receipt: Mapping[str, Any]) -> Leaf | None:
    """None for what was refused, and for answers of a release that took no digests."""
    if not receipt["accepted"] or len(receipt["content_sha256"]) != DIGEST_BYTES:
        return None
    return Leaf(
        receipt["topic"],
        receipt["partition"],
        receipt["offset"],
        receipt["recorded_at"],
        receipt["event_id"],
        receipt["source"],
        receipt["event_type"],
        receipt["subject"],
        receipt["content_sha256"],
    )
