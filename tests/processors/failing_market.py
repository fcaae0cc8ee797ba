"""A market whose workers die: memory is lost, changelogs lag, messages come again."""

from random import Random

from tests.driver import Market

Place = tuple[str, int]


class FailingMarket(Market):
    """Keeps the log of every partition, so that it can be read again from any point of it."""

    def __init__(self, partitions: int, rng: Random) -> None:
        super().__init__(partitions=partitions, shuffle=rng, repeat=2)
        self.rng = rng
        self.logs: dict[Place, list[bytes]] = {}
        self.kept: dict[Place, tuple[dict[bytes, bytes], int]] = {}

    def step(self) -> None:
        """Delivers one message, chosen at random."""
        topic, home, message = self.queue.pop(self.rng.randrange(len(self.queue)))
        self.logs.setdefault((topic, home), []).append(message)
        self._deliver((topic, home), message)

    def run(self) -> None:
        while self.queue:
            self.step()

    def _deliver(self, place: Place, message: bytes) -> None:
        self._enqueue(self.stage(*place).apply(message).outputs)

    def checkpoint(self, place: Place) -> None:
        """Remembers how far the changelog of the partition is by now."""
        self.kept[place] = (dict(self.states[place]), len(self.logs[place]))

    def crash(self, place: Place, again: int) -> None:
        """Memory is lost, all state is there; the last messages come again, their offsets were not
        committed. A changelog is read back in an order of its own."""
        self._restart(place, dict(self.states[place]), len(self.logs[place]) - again)

    def crash_behind(self, place: Place) -> None:
        """Memory is lost and so is all state since the checkpoint; what came since comes again."""
        self._restart(place, *self.kept.get(place, ({}, 0)))

    def _restart(self, place: Place, state: dict[bytes, bytes], offset: int) -> None:
        entries = list(state.items())
        self.rng.shuffle(entries)
        self.states[place] = dict(entries)
        self.stages.pop(place, None)
        for message in self.logs[place][max(0, offset) :]:
            self._deliver(place, message)
