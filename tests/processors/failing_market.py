"""A market whose workers die: memory is lost, changelogs lag or are torn, messages come again."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from processors.outputs import COUNT_KEY
from processors.rights.partition import RightsPartition
from schemas import topics
from tests.driver import Market, decode

Place = tuple[str, int]


@dataclass
class Batch:
    """Messages of one partition taken in together, and the state they led to."""

    messages: list[bytes] = field(default_factory=list)
    state: dict[bytes, bytes] = field(default_factory=dict)


class FailingMarket(Market):
    """Keeps the log of every partition, and of its state what its changelog has for certain."""

    def __init__(self, partitions: int, rng: Random) -> None:
        super().__init__(partitions=partitions, shuffle=rng, repeat=2)
        self.rng = rng
        self.logs: dict[Place, list[bytes]] = {}
        self.durable: dict[Place, tuple[dict[bytes, bytes], int]] = {}
        self.closed: dict[Place, list[Batch]] = {}
        self.open: dict[Place, Batch] = {}
        self.perhaps_sent: dict[Place, int] = {}

    def stage(self, topic: str, home: int) -> Any:
        """A new holder is told how many of the facts to come an earlier one may have taken in."""
        if (topic, home) not in self.stages and topic == topics.FACTS:
            state, perhaps_sent = self.states[topic, home], self.perhaps_sent.get((topic, home), 0)
            self.stages[topic, home] = RightsPartition(
                home, self.partitions, decode, state, perhaps_sent
            )
        return super().stage(topic, home)

    def step(self) -> None:
        """Delivers one message, chosen at random; its batch may end with it."""
        topic, home, message = self.queue.pop(self.rng.randrange(len(self.queue)))
        self.logs.setdefault((topic, home), []).append(message)
        self._deliver((topic, home), message)

    def run(self) -> None:
        while self.queue:
            self.step()
            if not self.queue:
                self.end_batches()

    def _deliver(self, place: Place, message: bytes) -> None:
        effects = self.stage(*place).apply(message)
        self._enqueue(effects.outputs)
        batch = self.open.setdefault(place, Batch())
        batch.messages.append(message)
        batch.state.update(effects.state)
        if self.rng.random() < 0.3:
            self._end_batch(place)

    def _end_batch(self, place: Place) -> None:
        """What the facts changed together is sent; only then may their state become durable."""
        batch = self.open.pop(place, Batch())
        effects = self.stage(*place).flush()
        self._enqueue(effects.outputs)
        batch.state.update(effects.state)
        self.closed.setdefault(place, []).append(batch)

    def end_batches(self) -> None:
        for place in sorted(self.open):
            self._end_batch(place)

    def crash(self, place: Place, settled: int, torn: bool = False, again: int = 0) -> None:
        """The worker dies when the state of `settled` more batches was durable, and a part of the
        next one if `torn`. The last `again` messages that were settled were not acknowledged: they
        come again, and must change nothing."""
        state, offset = self.durable.get(place, ({}, 0))
        waiting = self.closed.pop(place, [])
        self.open.pop(place, None)
        state = dict(state)
        for batch in waiting[:settled]:
            state.update(batch.state)
            offset += len(batch.messages)
        for batch in waiting[settled : settled + torn]:
            entries = sorted(batch.state.items(), key=lambda entry: entry[0] != COUNT_KEY)
            state.update(entries[: self.rng.randint(0, len(entries))])
        self.durable[place] = (dict(state), offset)
        known, new = self.logs[place][max(0, offset - again) : offset], self.logs[place][offset:]
        self.perhaps_sent[place] = len(known) + len(new)
        self._read_back(place, state)
        self._read_again(place, known)
        for message in new:
            self._deliver(place, message)

    def _read_back(self, place: Place, state: dict[bytes, bytes]) -> None:
        """A changelog is read back in an order of its own."""
        entries = list(state.items())
        self.rng.shuffle(entries)
        self.states[place] = dict(entries)
        self.stages.pop(place, None)

    def _read_again(self, place: Place, known: list[bytes]) -> None:
        for message in known:
            effects = self.stage(*place).apply(message)
            assert not effects.outputs
            assert not effects.state
        assert not self.stage(*place).flush().outputs
