"""Who collects money under an agreement: by the day it accrued and the day it is distributed."""

from enum import StrEnum

from processors.cwr.agreement import AgreementTerms


class Collector(StrEnum):
    ASSIGNOR = "assignor"
    """Who held the right before, and holds it again afterwards."""
    ACQUIRER = "acquirer"


def last_day_of_rights(terms: AgreementTerms) -> int | None:
    """The last day money accrues to the acquirer; None is open.

    The retention end date stands in for the agreement's end date where there is one.
    """
    return terms.end_day if terms.retention_end_day is None else terms.retention_end_day


def entitled_party(terms: AgreementTerms, accrued_day: int, distributed_day: int) -> Collector:
    """Who collects money that accrued on one day and is distributed on another.

    Three questions, all of which the acquirer must pass (CWR19-1070R1, AGR fields 50 to 91):

    - Is the agreement in force? Money distributed before its start is the assignor's.
    - Did the money accrue in the term, or before it and within the prior royalties (N none, A all,
      D from a date on)? What accrues after the term is the assignor's.
    - If it is distributed after the term: is it within the post-term collection (N no, O
      open-ended, D until a date)?

    Days are since 1970-01-01, first and last days inclusive. The specification does not say whether
    the end date itself is in the term; it is taken to be, as the next agreement starts a day later.
    Raises ValueError for money distributed before it accrued, and for terms that are no valid
    agreement (``agreement_errors`` tells why).
    """
    if distributed_day < accrued_day:
        raise ValueError(
            f"distributed on day {distributed_day}, accrued on {accrued_day}: swap them"
        )
    if terms.start_day is None:
        raise ValueError("an agreement without start date: give its first day")
    in_force = distributed_day >= terms.start_day
    rights = _accrued_to_acquirer(terms, terms.start_day, accrued_day)
    collects = _may_still_collect(terms, distributed_day)
    return Collector.ACQUIRER if in_force and rights and collects else Collector.ASSIGNOR


def _accrued_to_acquirer(terms: AgreementTerms, start_day: int, accrued_day: int) -> bool:
    last_day = last_day_of_rights(terms)
    if last_day is not None and accrued_day > last_day:
        return False
    if accrued_day >= start_day:
        return True
    match terms.prior_royalty_status:
        case "A":
            return True
        case "D" if terms.prior_royalty_start_day is not None:
            return accrued_day >= terms.prior_royalty_start_day
        case "N":
            return False
    raise ValueError(_no_status("prior royalty", terms.prior_royalty_status, "N, A, or D"))


def _may_still_collect(terms: AgreementTerms, distributed_day: int) -> bool:
    last_day = last_day_of_rights(terms)
    if last_day is None or distributed_day <= last_day:
        return True
    match terms.post_term_status:
        case "O":
            return True
        case "D" if terms.post_term_end_day is not None:
            return distributed_day <= terms.post_term_end_day
        case "N":
            return False
    raise ValueError(_no_status("post-term collection", terms.post_term_status, "N, O, or D"))


def _no_status(what: str, status: str, allowed: str) -> str:
    return f"{what} status {status!a} (or its date) is not valid: use {allowed} with its date"
