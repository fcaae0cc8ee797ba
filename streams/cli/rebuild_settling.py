"""Compares two generations while events go on coming: what differs is looked at again, until it is
the same or differs for good."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sinks.comparison.both import BothWarehouses
from streams.lag import Lag, LagMeter, Offsets
from streams.read_through import input_ends, read_through

Say = Callable[[str], None]
Watch = Callable[[Lag], None]


@dataclass(frozen=True, slots=True)
class Holding:
    """For which inputs a comparison holds.

    Each row was compared when both had read `since`; no message after `until` had been read. When
    `exactly`, nothing came in between. Not `settled`: rows still changed when time was up.
    """

    since: Offsets
    until: Offsets
    settled: bool

    @property
    def exactly(self) -> bool:
        return self.since == self.until


@dataclass(frozen=True, slots=True)
class Pair:
    """Both generations' readings, and what is to be called while waiting."""

    running: LagMeter
    new: LagMeter
    watch: Watch
    patience_seconds: float

    def read_through(self) -> Offsets:
        """Returns how far the inputs reached once both have read all that. Raises Stalled."""
        ends = input_ends(self.running)
        for meter in (self.running, self.new):
            read_through(meter, ends, self.watch, self.patience_seconds)
        return ends


def compare_settled(pair: Pair, both: BothWarehouses, settle_seconds: float, say: Say) -> Holding:
    """Compares all, and what differs again, until the same rows differ in the same way twice with
    more inputs read in between, or none do, or nothing comes in, or `settle_seconds` are over."""
    since = pair.read_through()
    deadline = time.monotonic() + settle_seconds
    say("comparing")
    both.compare(lambda table: say(f"comparing {table}"))
    before: tuple[bytes, ...] = ()
    while True:
        until = input_ends(pair.running)
        seen = both.signature()
        if not seen or until == since or seen == before:
            return Holding(since, until, True)
        if time.monotonic() > deadline:
            return Holding(since, until, False)
        before = seen
        pair.read_through()
        both.compare_again(lambda table: say(f"comparing {table} again"))
