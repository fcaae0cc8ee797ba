"""Input partitions as a broker holds them, with the receipts intake answers, and the log that the
rules ask for, computed all at once from what was recorded."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from processors.evidence.leaf import Leaf
from processors.evidence.log import SOURCES, EvidenceLog, Place, Seal, Signed
from tests.processors.evidence import naive_tree

PLACES = [Place(topic, number) for topic in SOURCES for number in range(2)]
DAY = 86_400_000
BEGIN = 20_000 * DAY + 43_200_000
"""A noon."""


@dataclass(frozen=True)
class Message:
    """One message on its partition, stamped by the broker."""

    place: Place
    offset: int
    millis: int
    accepted: bool

    @property
    def receipt(self) -> dict[str, Any]:
        name = f"{self.place.topic}-{self.place.partition}-{self.offset}"
        return {
            "receipt_key": f"event|s|{name}" if self.accepted else f"refused|{name}",
            "event_id": name,
            "event_type": "RegistrationSubmitted",
            "source": "s",
            "subject": "work:w",
            "accepted": self.accepted,
            "version": 1,
            "lines": 0,
            "reasons": [],
            "topic": self.place.topic,
            "partition": self.place.partition,
            "offset": self.offset,
            "recorded_at": self.millis,
            "content_sha256": sha256(name.encode()).digest(),
        }

    @property
    def leaf(self) -> bytes:
        said = self.receipt
        return Leaf(
            *self.place, self.offset, self.millis, said["event_id"], "s", said["event_type"],
            "work:w", said["content_sha256"],
        ).to_bytes()  # fmt: skip


def recorded(stamps: list[tuple[int, int, bool]]) -> list[Message]:
    """Messages from (index of the place, millis, accepted), in the order of arrival."""
    offsets = dict.fromkeys(PLACES, 0)
    messages = []
    for index, millis, accepted in stamps:
        place = PLACES[index]
        messages.append(Message(place, offsets[place], millis, accepted))
        offsets[place] += 1
    return messages


def ends(messages: list[Message]) -> dict[Place, int]:
    return {place: sum(one.place == place for one in messages) for place in PLACES}


def leaves_before(messages: list[Message], boundary: int) -> list[bytes]:
    """The oracle: accepted messages in the order of the log, recorded before the boundary."""
    placed = []
    for place in PLACES:
        latest = 0
        for message in (one for one in messages if one.place == place):
            latest = max(latest, message.millis)
            if message.accepted and latest < boundary:
                placed.append((latest, place, message.offset, message.leaf))
    return [leaf for *_, leaf in sorted(placed)]


def seals(log: EvidenceLog) -> list[Seal]:
    """All heads that are due."""
    found = []
    while (seal := log.seal()) is not None:
        found.append(seal)
    return found


def signed(made: list[Seal]) -> Signed | None:
    """What ipr.tree-heads says after these."""
    if not made:
        return None
    late = tuple(late for seal in made for late in seal.late)
    return Signed(made[-1].head, made[-1].covered, late)


def replayed(messages: list[Message], until: int, interval: int) -> list[Seal]:
    """Heads of one who reads everything at once, and knows that nothing is missing before
    `until`."""
    log = EvidenceLog(PLACES, interval)
    for message in messages:
        log.take(message.receipt)
    log.ends_are(until, ends(messages))
    return seals(log)


def check_against_definition(made: list[Seal], messages: list[Message]) -> None:
    """Every head is the RFC's root over what was recorded before it; no leaf comes twice."""
    known = 0
    for seal in made:
        expected = leaves_before(messages, seal.head.boundary_millis)
        assert seal.first_index == known
        assert seal.leaves == expected[known:]
        known = len(expected)
        assert (seal.head.tree_size, seal.head.root) == (known, naive_tree.tree_hash(expected))
        assert seal.head.daily == (seal.head.boundary_millis % DAY == 0)
