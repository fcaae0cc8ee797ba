"""The outcome of a torture for machines, with the machine and the day."""

from dataclasses import asdict
from statistics import median
from typing import Any

from streams.local.machine import measured_here

from .run import Injected, Tortured, TorturePlan, faults_by_kind


def to_json(plan: TorturePlan, result: Tortured) -> dict[str, Any]:
    """All figures; `ok` says whether everything held, `wrong` what did not."""
    results = result.results
    return {
        **measured_here(),
        "minutes": plan.minutes,
        "seed": plan.seed,
        "warehouse": plan.warehouse,
        "disk_full": "small file systems"
        if result.mounted
        else f"limits: {result.why_not_mounted}",
        "ok": not result.wrong and results is not None,
        "wrong": result.wrong,
        "struck_seconds": round(result.seconds, 1),
        "rest_seconds": round(result.rest_seconds, 1),
        "undisturbed_seconds": round(result.undisturbed_seconds, 1),
        "rounds": result.rounds,
        "events": result.events,
        "events_sent_again": result.sent_again,
        "usage_lines": result.lines,
        "faults": len(result.injected),
        "faults_by_kind": faults_by_kind(result),
        "recovery_seconds": recoveries(result.injected),
        "restarts": result.restarts,
        "ended_by_themselves": result.last_words,
        "ended_by_themselves_undisturbed": result.undisturbed_last_words,
        "lines": results.lines.to_json() if results else None,
        "money": {name: proof.to_json() for name, proof in results.money.items()}
        if results
        else {},
        "accruals_sha256": results.digest if results else None,
        "rows_seen_twice_in_views": result.doubled,
        "rows_given_to_subscribers": {name: asdict(seen) for name, seen in result.seen.items()},
        "compacted_topics": {name: asdict(one) for name, one in result.compacted.items()},
        "evidence_leaves": result.leaves,
        "schedule": [
            {
                "at_seconds": round(one.at_seconds, 1),
                "kind": str(one.fault.kind),
                "target": one.fault.target,
                "seconds": one.fault.seconds,
                "healed_seconds": _rounded(one.healed_seconds),
                "recovery_seconds": _rounded(one.recovery.seconds),
            }
            for one in result.injected
        ],
    }


def recoveries(injected: list[Injected]) -> dict[str, dict[str, float]]:
    """By kind, how long until all that was there a second after the fault was committed."""
    by_kind: dict[str, list[float]] = {}
    for one in injected:
        if one.recovery.seconds is not None:
            by_kind.setdefault(str(one.fault.kind), []).append(one.recovery.seconds)
    return {
        kind: {
            "count": len(found),
            "min": round(min(found), 1),
            "median": round(median(found), 1),
            "max": round(max(found), 1),
        }
        for kind, found in sorted(by_kind.items())
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
