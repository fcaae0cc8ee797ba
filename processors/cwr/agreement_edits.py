"""Edits of agreements (AGR, TER, IPA). All but two refuse the whole transaction.

What only a society's own data can tell (that a number is on file, that an IPI number names this
party) is not judged here.
"""

from collections.abc import Iterator

from processors.cwr.agreement import AgreementScope, AgreementTransaction
from processors.cwr.agreement_parties import party_errors
from processors.cwr.entitlement import last_day_of_rights
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.ownership_shares import is_whole
from processors.cwr.shares import RIGHTS, percent, total
from processors.cwr.territories import code_errors, sign_error
from processors.days import FOREVER

KINDS = frozenset({"OS", "OG", "PS", "PG"})
"""Original or sub-publishing (P), specific or general."""

_SPECIFIC = frozenset({"OS", "PS"})


def agreement_errors(agreement: AgreementTransaction) -> list[CwrError]:
    """All that is wrong with an agreement by itself, in the order of its fields and records."""
    return [
        *_header(agreement),
        *dates(agreement),
        *prior_royalties(agreement),
        *post_term_collection(agreement),
        *has_territories_and_parties(agreement),
        *shares_of_all(agreement),
        *territories_in_force(agreement),
        *party_errors(agreement),
    ]


def number_of_works(agreement: AgreementTransaction, referring: int) -> list[CwrError]:
    """AGR T004: at most the stated number of works of the file refer to the agreement.

    ``referring`` counts the NWR and REV transactions that do; the whole file has to be read first.
    """
    stated = agreement.number_of_works
    if stated is None or referring <= stated:
        return []
    why = f"{referring} works of the file refer to the agreement, which states {stated}"
    return [_error(agreement, "too_many_works", why, f"state {referring}", "T004")]


def dates(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR F005: a start date. F007: retention ends with the agreement or later.

    That it ends before it starts has no edit of its own, but under such an agreement no money could
    accrue.
    """
    terms = agreement.terms
    if terms.start_day is None:
        field = "Agreement Start Date"
        yield _error(agreement, "no_start", "no valid start date", "enter it", "F005", field)
    end, retention = terms.end_day, terms.retention_end_day
    if retention is not None and end is not None and retention < end:
        why = "the retention end date is before the agreement end date"
        field = "Retention End Date"
        mend = "enter the later of both, or leave it blank"
        yield _error(agreement, "retention_before_end", why, mend, "F007", field)
    last = last_day_of_rights(terms)
    if terms.start_day is not None and last is not None and last < terms.start_day:
        why = "the agreement ends before it starts"
        mend = "correct the start or the end date"
        yield _error(agreement, "end_before_start", why, mend, "", "Agreement End Date")


def prior_royalties(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR F008 to F012: N, A or D; a date exactly with D, and before the start of the agreement."""
    terms = agreement.terms
    status, since = terms.prior_royalty_status, terms.prior_royalty_start_day
    field = "Prior Royalty Start Date"
    if status not in ("N", "A", "D"):
        why = f"the prior royalty status is {status!a}"
        mend = "write N for none, A for all or D for those from a date on"
        yield _error(agreement, "prior_status", why, mend, "F008", "Prior Royalty Status")
    if status == "D" and since is None:
        why = "prior royalties are from a date on, which is missing"
        yield _error(agreement, "prior_date_missing", why, "enter the date", "F009", field)
    if since is None:
        return
    if status in ("N", "A"):
        why = f"a prior royalty date is given with status {status}"
        mend = "leave the date blank, or set the status to D"
        yield _error(agreement, "prior_date_unwanted", why, mend, "F010", field)
    elif status != "D":
        why = "a prior royalty date is given without status D"
        yield _error(agreement, "prior_date_unwanted", why, "set the status to D", "F012", field)
    elif terms.start_day is not None and since >= terms.start_day:
        why = "the prior royalty date is not before the start of the agreement"
        mend = "enter an earlier date, or set the status to N"
        yield _error(agreement, "prior_date_late", why, mend, "F009", field)


def post_term_collection(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR F013 to F017: N, O or D; a date exactly with D, after the retention end, else the end."""
    terms = agreement.terms
    status, until = terms.post_term_status, terms.post_term_end_day
    field = "Post-term Collection End Date"
    if status not in ("N", "O", "D"):
        why = f"the post-term collection status is {status!a}"
        mend = "write N for no, O for open-ended or D for until a date"
        yield _error(
            agreement, "post_term_status", why, mend, "F016", "Post-term Collection Status"
        )
    if status == "D" and until is None:
        why = "post-term collection is until a date, which is missing"
        yield _error(agreement, "post_term_date_missing", why, "enter the date", "F014", field)
    if until is None:
        return
    if status in ("N", "O"):
        why = f"a post-term collection date is given with status {status}"
        mend = "leave the date blank, or set the status to D"
        yield _error(agreement, "post_term_date_unwanted", why, mend, "F015", field)
    elif status != "D":
        why = "a post-term collection date is given without status D"
        mend = "set the status to D"
        yield _error(agreement, "post_term_date_unwanted", why, mend, "F017", field)
    last = last_day_of_rights(terms)
    if last is not None and until <= last:
        why = "the post-term collection date is not after the retention end date"
        why += " (or the agreement end date)"
        mend = "enter a later date, or set the status to N"
        yield _error(agreement, "post_term_date_early", why, mend, "F013", field)


def has_territories_and_parties(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR T002 and T003 (IPA R002): a territory, an assignor and an acquirer, in every scope."""
    if not any(scope.territories for scope in agreement.scopes):
        mend = "add a TER record, as I 2136 for World"
        yield _error(agreement, "no_territory", "no TER record", mend, "T002")
    for scope in agreement.scopes or (AgreementScope((), ()),):
        roles = {party.role for party in scope.parties}
        for role, name in (("AS", "assignor"), ("AC", "acquirer")):
            if role not in roles:
                mend = f"add an IPA record with role {role}"
                yield _error(agreement, f"no_{name}", f"no {name}", mend, "T003")


def shares_of_all(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR T005: of each right, assignors and acquirers have 100 % +- 0.06 %, or exactly nothing.

    Summed for each group of territories, as each group lists all its parties again (format 6.1).
    """
    for scope in agreement.scopes:
        for right in RIGHTS:
            shares = total((party.shares for party in scope.parties), right)
            if shares and not is_whole(shares):
                why = f"assignors and acquirers have {percent(shares)} of {right}"
                mend = f"make the {right} shares of the IPA records add up to 100 %"
                yield _error(agreement, "agreement_not_whole", why, mend, "T005")


def territories_in_force(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """TER F001 and F002: I or E, and a code in force at some time of the agreement's term."""
    last = last_day_of_rights(agreement.terms)
    last_day = FOREVER if last is None else last
    first_day = last_day if agreement.terms.start_day is None else agreement.terms.start_day
    for scope in agreement.scopes:
        for territory in scope.territories:
            yield from sign_error(territory.place, territory.sign, "F001")
            yield from code_errors(
                territory.place, territory.tis, first_day, max(first_day, last_day), "F002"
            )


def _header(agreement: AgreementTransaction) -> Iterator[CwrError]:
    """AGR F001, F003, F019 to F021: number, type, sales or manufacture, number of works."""
    if not agreement.submitter_agreement:
        why, field = "no agreement number", "Submitter Agreement Number"
        yield _error(agreement, "no_agreement_number", why, "enter it", "F001", field)
    if agreement.kind not in KINDS:
        why = f"the agreement type is {agreement.kind!a}"
        mend = "write OS, OG, PS or PG"
        yield _error(agreement, "agreement_type", why, mend, "F003", "Agreement Type")
    clause, field = agreement.sales_manufacture, "Sales/Manufacture Clause"
    if clause not in ("S", "M", ""):
        why = f"the sales/manufacture clause is {clause!a}"
        mend = "write S for sales or M for manufacture"
        yield error_at(
            agreement.place, Level.FIELD, "clause_unknown", why, mend, edit="F019", field=field
        )
    if agreement.kind in _SPECIFIC and clause not in ("S", "M"):
        why = f"an agreement of type {agreement.kind} has no sales/manufacture clause"
        mend = "write S for products sold or M for products made in the territories"
        yield _error(agreement, "clause_missing", why, mend, "F020", field)
    if not agreement.number_of_works or agreement.number_of_works < 0:
        why, mend = "the number of works is not above 0", "count the works of the file under it"
        yield _error(agreement, "no_works", why, mend, "F021", "Number of Works")


def _error(
    agreement: AgreementTransaction, code: str, why: str, mend: str, edit: str, field: str = ""
) -> CwrError:
    place = agreement.place
    return error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, field=field)
