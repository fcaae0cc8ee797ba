"""Prior royalties, retention and post-term collection: who collects what accrued when."""

from typing import Any

import pytest

from processors.ownership.collection import collecting_party
from tests import events

ANN, BOB = "party:ann", "party:bob"
FROM, UNTIL, RETAINED, POST = 100, 200, 250, 300

CASES: list[tuple[str, dict[str, Any], int, int, str]] = [
    # case, terms, accrued, distributed, who collects
    ("accrued and distributed in the term", {}, 150, 160, BOB),
    ("on the first day", {}, 100, 100, BOB),
    ("on the last day", {}, 199, 199, BOB),
    ("accrued the day after", {}, 200, 200, ANN),
    ("accrued before, distributed within, nothing agreed", {}, 99, 150, ANN),
    ("accrued before, all prior royalties", {"prior_royalty": "All"}, 1, 150, BOB),
    ("distributed before the start, all prior royalties", {"prior_royalty": "All"}, 1, 99, ANN),
    ("accrued on the day agreed", {"prior_royalty": "FromDay", "prior_royalty_day": 50}, 50, 150,
     BOB),
    ("accrued before the day agreed", {"prior_royalty": "FromDay", "prior_royalty_day": 50}, 49,
     150, ANN),
    ("accrued within, distributed after, nothing agreed", {}, 199, 200, ANN),
    ("accrued within, distributed after, open", {"post_term_collection": "Open"}, 199, 9_999, BOB),
    ("accrued after, open", {"post_term_collection": "Open"}, 200, 9_999, ANN),
    ("distributed on the last day agreed",
     {"post_term_collection": "UntilDay", "post_term_day": POST}, 199, 299, BOB),
    ("distributed on the first day after",
     {"post_term_collection": "UntilDay", "post_term_day": POST}, 199, 300, ANN),
    ("accrued in the retention", {"retention_end_day": RETAINED}, 249, 249, BOB),
    ("accrued after the retention", {"retention_end_day": RETAINED}, 250, 250, ANN),
    ("no end", {"until_day": None}, 5_000, 9_999, BOB),
]  # fmt: skip


@pytest.mark.parametrize(("case", "terms", "accrued", "distributed", "collects"), CASES)
def test_who_collects(
    case: str, terms: dict[str, Any], accrued: int, distributed: int, collects: str
) -> None:
    event = events.assignment("A1", "work:a", ANN, BOB, from_day=FROM, until_day=UNTIL)
    body = event["body"][1] | terms
    assert collecting_party(body, accrued, distributed) == collects, case


def test_nothing_is_distributed_before_it_accrued() -> None:
    event = events.assignment("A1", "work:a", ANN, BOB)
    with pytest.raises(ValueError, match="swap them"):
        collecting_party(event["body"][1], 150, 149)
