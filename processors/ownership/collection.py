"""Who collects money under an assignment: the day it accrued and the day it is distributed decide.

The rules are those of agreements in CWR, which assignments take over; rule 18 of docs/ownership.md.
"""

from collections.abc import Mapping
from typing import Any, Final

from processors.cwr.agreement import AgreementTerms
from processors.cwr.entitlement import Collector, entitled_party

_PRIOR: Final = {"None": "N", "All": "A", "FromDay": "D"}
_POST: Final = {"None": "N", "Open": "O", "UntilDay": "D"}


def collecting_party(body: Mapping[str, Any], accrued_day: int, distributed_day: int) -> str:
    """The assignor or the assignee of a checked AssignmentRecorded.

    Raises ValueError for money distributed before it accrued.
    """
    terms = AgreementTerms(
        body["from_day"],
        _last_day(body["until_day"]),
        _last_day(body["retention_end_day"]),
        _PRIOR[body["prior_royalty"]],
        body["prior_royalty_day"],
        _POST[body["post_term_collection"]],
        _last_day(body["post_term_day"]),
    )
    collector = entitled_party(terms, accrued_day, distributed_day)
    party: str = body["assignee" if collector is Collector.ACQUIRER else "assignor"]
    return party


def _last_day(first_day_after: int | None) -> int | None:
    """CWR has last days, our ranges are half-open."""
    return None if first_day_after is None else first_day_after - 1
