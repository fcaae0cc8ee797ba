"""What a random history is made of: few parties, rights, territories and days of one work."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from processors.reports import RecordedAt
from tests import events
from tests.processors.ownership_oracle import facts
from tests.processors.ownership_oracle.facts import Rules, Told

WORK = "work:a"
FIRST_DAY = 20_000
"""On which most works are registered."""

RIGHTS = ("MakeAvailable", "Performing", "Mechanical")
PARTIES = ("party:ann", "party:bob", "party:cy", "party:di")
SOURCES = ("registry-a", "registry-b", "registry-c")
GROUNDS: tuple[Rules, ...] = (
    ((True, "CN"),),
    ((True, "FR"),),
    ((True, "2136"), (False, "CN")),
    ((True, "2120"), (False, "FR"), (True, "CN")),
    ((True, "2120"), (True, "FR"), (False, "2120"), (True, "FR")),
    ((True, "2136"), (False, "2120"), (True, "FR")),
    ((True, "2114"), (True, "GB"), (False, "2120")),
    ((False, "CN"), (True, "2136")),
)
DAYS = (events.DAY - 3, events.DAY, events.DAY + 1, events.DAY + 2, events.DAY + 30)
MILLIS = (0, 43_200_000, facts.MILLIS_A_DAY - 1)


@dataclass
class Making:
    """What one history is made of, and the facts so far."""

    rng: Random
    rights: list[str]
    grounds: list[Rules]
    days: list[int]
    later: tuple[int, ...]
    """Days after the first on which what is not first is recorded."""

    told: list[Told] = field(default_factory=list)

    def event_id(self) -> str:
        return f"e{len(self.told)}"

    def place(self, *days: int) -> RecordedAt:
        """A new place of the record, so many days after the first; ties of time are wanted."""
        day = FIRST_DAY + self.rng.choice(days)
        millis = self.rng.choice(MILLIS)
        offset = self.rng.randrange(4) * 100 + len(self.told)
        return facts.on_day(day, millis=millis, partition=self.rng.randrange(2), offset=offset)

    def ground(self) -> Rules:
        return self.rng.choice((*self.grounds, ()))

    def span(self) -> dict[str, Any]:
        from_day = self.rng.choice((0, 0, *self.days))
        until_day = self.rng.choice((None, None, *self.days))
        open_ended = until_day is None or until_day <= from_day
        return {"from_day": from_day, "until_day": None if open_ended else until_day}

    def claim(self, party: str, share_ppm: int, right: str, *, everywhere: bool) -> dict[str, Any]:
        if everywhere:
            return events.claim(party, share_ppm, right=right)
        ground = self.ground()
        return events.claim(party, share_ppm, right=right, territories=ground, **self.span())
