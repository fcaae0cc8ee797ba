"""What each registration of a work states, and which of them came after the overclaim window."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from processors.days import day_of_millis
from processors.registration import Registration, effective_registrations

OVERCLAIM_WINDOW_DAYS: Final = 90
"""The MLC: within so many days of a work's registration shares beyond 100 % are taken in, as a
conflict; later they are not applied."""


class Statement(NamedTuple):
    """One registration in force. `baseline` is what a late one stands at where it is not applied:
    its last revision within the window; None for one that is not late, or had none."""

    registration: Registration
    late: bool
    baseline: Registration | None


def statements_of(known: Iterable[Registration], window_days: int) -> list[Statement]:
    """The registrations in force, in a stable order."""
    facts = list(known)
    effective = effective_registrations(facts)
    if not effective:
        return []
    last_day = _registered_on(facts) + window_days
    if all(day_of_millis(one.recorded_at.millis) <= last_day for one in effective):
        return [Statement(one, late=False, baseline=None) for one in effective]
    early = [one for one in facts if day_of_millis(one.recorded_at.millis) <= last_day]
    baselines = {(one.source, one.registration_id): one for one in effective_registrations(early)}
    found = []
    for one in effective:
        late = day_of_millis(one.recorded_at.millis) > last_day
        baseline = baselines.get((one.source, one.registration_id)) if late else None
        found.append(Statement(one, late, baseline))
    return found


def _registered_on(known: Iterable[Registration]) -> int:
    """The day the first registration of the work was recorded, whatever became of it."""
    return min(day_of_millis(one.recorded_at.millis) for one in known if not one.withdrawn)
