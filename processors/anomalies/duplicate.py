"""One recording, composition or deposited file, registered as two works."""

from collections.abc import Mapping

from processors.days import FOREVER, MILLIS_PER_DAY

from .row import Anomaly

_MICROS_PER_DAY = 1000 * MILLIS_PER_DAY


def duplicate_works(reference: str, claimed_at: Mapping[str, int]) -> list[Anomaly]:
    """One row for each work that claims an identifier or content hash after another had.

    The work that claimed it first keeps what is reported under it until a withdrawal or revision
    settles which of them it means: else anybody could stop the income of a work by registering
    its name.
    """
    first, *others = sorted(claimed_at, key=lambda work: (claimed_at[work], work)) or [""]
    return [
        Anomaly.of_title(
            "DuplicateWork", work, f"{reference} was claimed by {first} first",
            (claimed_at[work] // _MICROS_PER_DAY, FOREVER), len(claimed_at), 1,
        )
        for work in others
    ]  # fmt: skip
