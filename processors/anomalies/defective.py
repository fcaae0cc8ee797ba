"""Assignments whose assignor does not hold what they give, somewhere or at some time."""

from collections.abc import Iterable

from processors.ownership.assignments import Assignment

from .row import Anomaly


def defective_assignments(work: str, defective: Iterable[Assignment]) -> list[Anomaly]:
    return [
        Anomaly.of_title(
            "DefectiveAssignment", work, f"{one.assignment_id} of {one.source}",
            (one.from_day, one.until_day), one.share_ppm, 0,
        )
        for one in defective
    ]  # fmt: skip
