"""Events that wait for an earlier one of their source, which was refused."""

from collections.abc import Iterator

from processors import limits
from processors.days import day_of_millis
from processors.ownership.parking import Parking

from .row import Anomaly


def parked_events(work: str, parking: Parking) -> Iterator[Anomaly]:
    """One for each source: how many are parked, and how many refused ones they wait for. Another
    for a source of more refused events than park anything."""
    for source in sorted({one.source for one in parking.parked}):
        waiting = [one for one in parking.parked if one.source == source]
        days = [day_of_millis(one.recorded_at.millis) for one in waiting]
        yield Anomaly.of_title(
            "ParkedEvents", work, source, (min(days), max(days) + 1), len(waiting),
            max(one.waits_for for one in waiting),
        )  # fmt: skip
    for source, beyond in sorted(parking.overrun.items()):
        day, most = day_of_millis(beyond.recorded_at.millis), limits.MAX_REFUSED_KEPT
        yield Anomaly.of_title(
            "ParkedEvents", work, f"{source}: only its first {most} refused events park others",
            (day, day + 1), 0, most,
        )  # fmt: skip
