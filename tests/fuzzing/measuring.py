"""What the largest and costliest inputs take: seconds of each, and memory over what was before."""

import resource
import time
from dataclasses import dataclass

from .target import Target

_KIBIBYTES = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """`mebibytes` is the highest the process came to, over what it had before the giants."""

    giants: int
    slowest_seconds: float
    slowest: int
    mebibytes: float


def measured(target: Target) -> Measured:
    """To be called in a process of its own: the peak of a process never goes down again."""
    for seed in target.seeds():
        target.run(seed)
    giants = list(target.giants())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest, which = 0.0, 0
    for number, giant in enumerate(giants):
        began = time.process_time()
        target.run(giant)
        took = time.process_time() - began
        if took > slowest:
            slowest, which = took, number
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Measured(len(giants), round(slowest, 2), which, round((peak - before) / _KIBIBYTES, 1))
