"""A market whose workers die: memory is lost, changelogs lag or are torn, messages come again."""

from random import Random

from processors.outputs import COUNT_KEY
from tests.driver import Market

Place = tuple[str, int]
Entries = list[tuple[bytes, bytes]]


class FailingMarket(Market):
    """Keeps the log of every partition, and of its state what its changelog has for certain."""

    def __init__(self, partitions: int, rng: Random) -> None:
        super().__init__(partitions=partitions, shuffle=rng, repeat=2)
        self.rng = rng
        self.logs: dict[Place, list[bytes]] = {}
        self.durable: dict[Place, tuple[dict[bytes, bytes], int]] = {}
        self.under_way: dict[Place, list[Entries]] = {}

    def step(self) -> None:
        """Delivers one message, chosen at random."""
        topic, home, message = self.queue.pop(self.rng.randrange(len(self.queue)))
        self.logs.setdefault((topic, home), []).append(message)
        self._deliver((topic, home), message)

    def run(self) -> None:
        while self.queue:
            self.step()

    def _deliver(self, place: Place, message: bytes) -> None:
        effects = self.stage(*place).apply(message)
        self.under_way.setdefault(place, []).append(effects.state)
        self._enqueue(effects.outputs)

    def crash(self, place: Place, settled: int, torn: int = 0, again: int = 0) -> None:
        """The worker dies when the state of `settled` more messages was durable, and a part of that
        of the next `torn` ones, which were written as one batch. The last `again` messages that
        were settled were not acknowledged: they come again, and must change nothing."""
        state, offset = self.durable.get(place, ({}, 0))
        waiting = self.under_way.get(place, [])
        state = dict(state)
        for entries in waiting[:settled]:
            state.update(entries)
        batch = dict(entry for entries in waiting[settled : settled + torn] for entry in entries)
        in_order = sorted(batch.items(), key=lambda entry: entry[0] != COUNT_KEY)
        state.update(in_order[: self.rng.randint(0, len(in_order))])
        offset += min(settled, len(waiting))
        self.durable[place], self.under_way[place] = (dict(state), offset), []
        self._read_back(place, state)
        log = self.logs[place]
        for message in log[max(0, offset - again) : offset]:
            effects = self.stage(*place).apply(message)
            assert not effects.outputs
            assert not effects.state
        for message in log[offset:]:
            self._deliver(place, message)

    def _read_back(self, place: Place, state: dict[bytes, bytes]) -> None:
        """A changelog is read back in an order of its own."""
        entries = list(state.items())
        self.rng.shuffle(entries)
        self.states[place] = dict(entries)
        self.stages.pop(place, None)
