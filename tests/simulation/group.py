"""A consumer group: who holds which partition, and how that changes when members come, die, or are
stopped for longer than their session."""

import asyncio
from random import Random
from typing import TYPE_CHECKING

from .broker import Broker, Place
from .debts import Ledger

if TYPE_CHECKING:
    from .workers import Worker

SESSION_SECONDS = 6.0
HEARTBEAT_SECONDS = SESSION_SECONDS / 3
NETWORK_SECONDS = 0.01
"""A heartbeat takes so long each way."""


class Group:
    """Of the workers of one stage. Partition numbers are dealt out, with all topics of a number."""

    def __init__(self, name: str, broker: Broker, rng: Random, ledger: Ledger) -> None:
        self.name = name
        self.members: list[Worker] = []
        self.generation = 0
        self.owners: dict[int, Worker] = {}
        self._broker = broker
        self._rng = rng
        self._ledger = ledger
        self._heard: dict[str, float] = {}
        self._deaf_until: dict[str, float] = {}
        self._changes = 0
        self._at_work = False

    def join(self, worker: "Worker") -> None:
        """A new member; one of the same name takes the place of its dead self."""
        self.members = [one for one in self.members if one.name != worker.name]
        self.members.append(worker)
        self._hear(worker)
        self.changed()

    async def heartbeat(self, worker: "Worker") -> bool:
        """Whether it is still a member."""
        answer: asyncio.Future[bool] = self._broker.loop.create_future()

        def answered(is_member: bool) -> None:
            answer.set_result(is_member)

        def arrive() -> None:
            deaf = self._deaf_until.get(worker.name, 0.0) - self._broker.loop.time()
            if deaf > 0:
                self._broker.loop.later(deaf, arrive)
                return
            is_member = worker in self.members
            if is_member:
                self._hear(worker)
            self._broker.loop.later(NETWORK_SECONDS, answered, is_member)

        self._broker.loop.later(NETWORK_SECONDS, arrive)
        return await answer

    def go_deaf(self, worker: "Worker", seconds: float) -> None:
        """Its heartbeats do not come in for so long."""
        self._deaf_until[worker.name] = self._broker.loop.time() + seconds

    def _hear(self, worker: "Worker") -> None:
        now = self._broker.loop.time()
        self._heard[worker.name] = now
        self._broker.loop.later(SESSION_SECONDS, self._expire, worker, now)

    def _expire(self, worker: "Worker", heard_at: float) -> None:
        """Puts it out unless it was heard since."""
        if worker in self.members and self._heard[worker.name] == heard_at:
            self._say(f"session of {worker.name} ends")
            self.members.remove(worker)
            self.changed()

    def changed(self) -> None:
        """Has the partitions dealt out again."""
        self._changes += 1
        if not self._at_work:
            self._at_work = True
            self._broker.loop.outside(self._deal())

    async def _deal(self) -> None:
        done = 0
        while done != self._changes:
            done = self._changes
            await asyncio.sleep(self._rng.uniform(0.01, 0.1))
            members = [one for one in self.members if one.process.alive]
            for member in members:
                member.process.run(member.revoke())
            await asyncio.sleep(self._rng.uniform(0.01, 0.3))
            self.generation += 1
            members = [one for one in members if one in self.members and one.process.alive]
            if not members:
                self.owners = {}
                continue
            numbers = range(self._broker.partitions)
            self.owners = {number: self._rng.choice(members) for number in numbers}
            for member in members:
                self._hear(member)
                mine = [number for number in numbers if self.owners[number] is member]
                self._say(f"generation {self.generation}: {member.name} has partitions {mine}")
                member.process.run(member.assign(self.generation, mine, self._broker.loop.time()))
        self._at_work = False

    def commit(self, worker: "Worker", generation: int, offsets: dict[Place, int]) -> bool:
        """Refused when the worker does not hold the partitions in this generation."""
        if generation != self.generation or any(
            self.owners.get(number) is not worker for _, number in offsets
        ):
            self._say(f"commit of {worker.name} is refused: generation {generation} is over")
            return False
        for place, offset in offsets.items():
            self._ledger.check(self.name, place, offset)
            self._broker.committed[self.name][place] = offset
            self._say(f"{worker.name} commits {place} at {offset}")
        return True

    def _say(self, what: str) -> None:
        self._broker.schedule.step(self._broker.loop.time(), self.name[12:], what)
