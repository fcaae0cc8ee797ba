"""Waits until all that was on the inputs has been read, through every stage, into the warehouse."""

import time
from collections.abc import Callable
from typing import Final

from schemas import topics

from .app import app_id
from .lag import Lag, LagMeter, Offsets

INTAKE: Final = app_id("intake")
WAREHOUSE: Final = "rightstream-warehouse"
_KEYED: Final = (app_id("matching"), app_id("rights"))
_STEPS: Final = (_KEYED, _KEYED, _KEYED, (WAREHOUSE,))
"""After intake: claims go back to matching once, and what it passes on leads to no others."""
PIPELINE_GROUPS: Final = (INTAKE, *_KEYED, WAREHOUSE)

_PAUSE_SECONDS: Final = 0.25


class Stalled(RuntimeError):
    """Nothing was read for a long time though something is left."""


def input_ends(meter: LagMeter) -> Offsets:
    """How far the inputs reach now."""
    return meter.ends(INTAKE)


def input_places(ends: Offsets) -> dict[str, list[int]]:
    """Ends by topic, in the order of the partitions, for people and JSON."""
    return {
        topic: [ends[place] for place in sorted(ends) if place.topic == topic]
        for topic in topics.INPUTS
    }


def read_through(
    meter: LagMeter,
    inputs: Offsets,
    watch: Callable[[Lag], None] = lambda _: None,
    patience_seconds: float = 300.0,
) -> None:
    """Returns when the generation of `meter` has read `inputs` and all that followed from it.

    `watch` hears the lag several times a second, and may raise. Raises Stalled when nothing was
    read for `patience_seconds`.
    """
    due: dict[str, Offsets] = {INTAKE: inputs}
    for groups in ((INTAKE,), *_STEPS):
        if groups != (INTAKE,):
            due = {group: meter.ends(group) for group in groups}
        _await(meter, due, watch, patience_seconds)


def _await(
    meter: LagMeter, due: dict[str, Offsets], watch: Callable[[Lag], None], patience_seconds: float
) -> None:
    before, moved = None, time.monotonic()
    while not meter.reached(due):
        lag = meter.measure()
        watch(lag)
        if lag != before:
            before, moved = lag, time.monotonic()
        elif time.monotonic() - moved > patience_seconds:
            behind = {group: count for group, count in lag.by_group.items() if count}
            raise Stalled(f"nothing was read for {patience_seconds:.0f} s; left: {behind}")
        time.sleep(_PAUSE_SECONDS)
