"""Many seeds on several processes, and what they came to as one record."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import get_context
from time import monotonic
from typing import Any

from bench.figures import measured_here

from .faults import KINDS
from .run import Verdict, run_seed

_SEEDS_BETWEEN_COLLECTIONS = 5
_FIRST_FAILED = 10
_judged = 0


def judge(seed: int) -> Verdict:
    """As `run_seed`; circles of objects are looked for now and then only, and not among what was
    there before or is kept for all seeds."""
    global _judged
    if _judged <= 1:
        gc.collect()
        gc.freeze()
        gc.disable()
    elif _judged % _SEEDS_BETWEEN_COLLECTIONS == 0:
        gc.collect()
    _judged += 1
    return run_seed(seed)


def judge_all(seeds: Iterable[int], processes: int) -> Iterator[Verdict]:
    """Verdicts in order of the seeds."""
    if processes == 1:
        yield from map(judge, seeds)
        return
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap(judge, seeds, chunksize=5)


def summary_of(
    verdicts: Iterable[Verdict], tell: Callable[[Verdict], None] = lambda _: None
) -> dict[str, Any]:
    """The record of a run; `tell` hears each verdict as it comes."""
    started, seeds, cpu_seconds = monotonic(), 0, 0.0
    faults: Counter[str] = Counter()
    failed: list[Verdict] = []
    counts = {"duplicates_before_dedup": 0, "duplicates_after_dedup": 0, "lost": 0}
    for verdict in verdicts:
        tell(verdict)
        seeds += 1
        cpu_seconds += verdict.cpu_seconds
        faults += verdict.faults
        counts["duplicates_before_dedup"] += verdict.duplicates_before
        counts["duplicates_after_dedup"] += verdict.duplicates_after
        counts["lost"] += verdict.lost
        if verdict.failed:
            failed.append(verdict)
    seconds = monotonic() - started
    return {
        **measured_here(),
        "seeds": seeds,
        "failed": len(failed),
        "first_failed": [
            {"seed": one.seed, "check": one.failed} for one in islice(failed, _FIRST_FAILED)
        ],
        "seconds": round(seconds, 1),
        "seeds_per_minute": round(60 * seeds / seconds) if seconds else 0,
        "cpu_ms_per_seed": round(1000 * cpu_seconds / max(seeds, 1), 1),
        **counts,
        "faults": sum(faults[kind] for kind in KINDS),
        "faults_by_kind": {kind: faults[kind] for kind in KINDS},
    }
