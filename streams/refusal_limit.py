"""The limit that ends intake instead of sending everything to the dead letters."""

import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from processors.refusals import (
    RefusalCount,
    RefusalLimits,
    Rejudged,
    Suspicion,
    refuses_what_it_accepted,
)
from schemas.settings import Settings

from .agents.rejudging import Rejudging
from .metrics import WorkerMetrics
from .rejected.visible import visible

log = logging.getLogger(__name__)

LIMIT_EXIT_CODE: Final = 78
"""Not a crash: starting again helps nobody until the release or the registry is mended."""

_BETWEEN_LOOKS_SECONDS = 5.0
_MOST_NAMED = 5
_MEND = (
    "Roll the release back, or mend the registry it asks; then start it again: what was not "
    "acknowledged is read again. If it is right to refuse them, set RIGHTSTREAM_REFUSED_IN_A_ROW=0."
)


class RefusalLimitReached(RuntimeError):
    """What was accepted before would be refused now. The text says how many, whose, and why."""


class RefusalLimit:
    """Counts what one worker refuses, and asks about what was accepted before when it is much.

    Asked at most every few seconds for a topic: sending rubbish must not slow intake down.
    """

    def __init__(
        self,
        limits: RefusalLimits,
        rejudge: Callable[[Collection[str]], Awaitable[Rejudging]],
        metrics: WorkerMetrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._rejudge = rejudge
        self._metrics = metrics
        self._clock = clock
        self._counts: dict[str, RefusalCount] = {}
        self._next_look: dict[str, float] = {}

    def accepted(self, topic: str) -> None:
        count = self._of(topic)
        if count.in_a_row:
            self._metrics.refused_in_a_row(topic, 0)
        count.accepted()

    async def refused(self, topic: str, sender: str, reason: str) -> None:
        """Counts one refusal. Raises RefusalLimitReached, or what broker and registry raise."""
        count = self._of(topic)
        count.refused(sender, reason)
        self._metrics.refused_in_a_row(topic, count.in_a_row)
        suspicion = count.suspicion()
        if suspicion is None or self._clock() < self._next_look.get(topic, 0.0):
            return
        found = await self._rejudge((topic,))
        why = proof_of(found)
        if why:
            raise RefusalLimitReached(f"{_said(topic, suspicion)} {why} {_MEND}")
        log.warning(
            "%s What was accepted before (%d events looked at) still would be, so it is theirs: "
            "they are answered by dead letters.",
            _said(topic, suspicion), len(found.get(topic, ())),
        )  # fmt: skip
        count.spared()
        self._next_look[topic] = self._clock() + _BETWEEN_LOOKS_SECONDS

    def _of(self, topic: str) -> RefusalCount:
        count = self._counts.get(topic)
        if count is None:
            count = self._counts[topic] = RefusalCount(self._limits)
        return count


def limits_of(settings: Settings) -> RefusalLimits | None:
    """None when the limit is switched off."""
    if not settings.refused_in_a_row:
        return None
    return RefusalLimits(settings.refused_in_a_row, settings.refused_ratio, settings.refused_window)


def require_sound_start(found: Rejudging) -> None:
    """Before the first message is read, and at every start again. Raises RefusalLimitReached."""
    why = proof_of(found)
    if why:
        raise RefusalLimitReached(f"Nothing was read. {why} {_MEND}")


def proof_of(found: Rejudging) -> str:
    """That it would refuse what was accepted before, in words; empty when it would not."""
    return " ".join(
        _refused_now(topic, events)
        for topic, events in sorted(found.items())
        if refuses_what_it_accepted(events)
    )


def _refused_now(topic: str, events: Sequence[Rejudged]) -> str:
    refused = [one for one in events if one.faults]
    named = "; ".join(
        f"{one.place} of {visible(one.source, 100)}: {visible(one.faults[0], 300)}"
        for one in refused[:_MOST_NAMED]
    )
    return (
        f"Of {len(events)} events of {topic} that were accepted before, {len(refused)} would be "
        f"refused now: {named}."
    )


def _said(topic: str, suspicion: Suspicion) -> str:
    return (
        f"{suspicion.refused} of the last {suspicion.events} events of {topic} were refused "
        f"({_counted(suspicion.reasons)}), sent by {_counted(suspicion.senders)}."
    )


def _counted(counts: Sequence[tuple[str, int]]) -> str:
    named = ", ".join(
        f"{visible(name, 100) or 'somebody undecodable'} {count}"
        for name, count in counts[:_MOST_NAMED]
    )
    more = len(counts) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
