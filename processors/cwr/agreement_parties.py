"""Edits of the parties of an agreement (IPA records)."""

from collections.abc import Iterator

from processors.cwr.agreement import AgreementParty, AgreementTransaction
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.ownership_shares import beyond_range
from processors.cwr.shares import RIGHTS, WHOLE_CENTI_PERCENT, Right, percent

_ORIGINAL = frozenset({"OS", "OG"})
_RANGE_EDITS: dict[Right, str] = {"PR": "F006", "MR": "F008", "SR": "F010"}
_SOCIETY_EDITS: dict[Right, str] = {"PR": "F012", "MR": "F013", "SR": "F014"}


def party_errors(agreement: AgreementTransaction) -> list[CwrError]:
    """What is wrong with the IPA records, one by one."""
    return [
        error
        for scope in agreement.scopes
        for party in scope.parties
        for error in (
            *_identity(agreement, party),
            *_shares(party),
            *_societies(party),
        )
    ]


def _identity(agreement: AgreementTransaction, party: AgreementParty) -> Iterator[CwrError]:
    """IPA F001, F004, F015, F016: role, names and number."""
    if party.role not in ("AS", "AC"):
        why, mend = f"the role is {party.role!a}", "write AS for assignor or AC for acquirer"
        yield _error(party, "agreement_role", why, mend, "F001", "Agreement Role Code")
    if not party.last_name:
        field = "Interested Party Last Name"
        yield _error(party, "party_without_name", "no name", "enter it", "F015", field)
    if not party.ip_number:
        field = "Interested Party #"
        yield _error(party, "party_without_number", "no number", "enter it", "F016", field)
    if party.first_name and not (agreement.kind in _ORIGINAL and party.role == "AS"):
        why = "a first name is given for who is no writer in this agreement"
        mend = "leave it blank but for assignors of an OS or OG agreement"
        field = "Interested Party Writer First Name"
        yield error_at(
            party.place, Level.FIELD, "first_name_unwanted", why, mend, edit="F004", field=field
        )


def _shares(party: AgreementParty) -> Iterator[CwrError]:
    """IPA R003: an acquirer gets something. F006, F008, F010: shares from 0 to 100 %."""
    if party.role == "AC" and not party.shares.any:
        why, mend = "an acquirer has no share of any right", "enter the shares it acquires"
        yield _error(party, "acquirer_without_share", why, mend, "R003")
    most = dict.fromkeys(RIGHTS, WHOLE_CENTI_PERCENT)
    for right, share in beyond_range(party.shares, most):
        why, mend = f"the share is {percent(share)}", "write a share from 0 to 100 %"
        edit, field = _RANGE_EDITS[right], f"{right} Share"
        yield _error(party, "agreement_share_out_of_range", why, mend, edit, field)


def _societies(party: AgreementParty) -> Iterator[CwrError]:
    """IPA F011 to F014: a PR or MR society, and the society of each right with a share.

    The edits ask for a society where a share is entered, the description of the field where it is
    above 0. A share of 0 is read as none.
    """
    societies: dict[Right, str] = {
        "PR": party.societies.pr,
        "MR": party.societies.mr,
        "SR": party.societies.sr,
    }
    if not societies["PR"] and not societies["MR"]:
        why, mend = "neither a PR nor an MR society", "enter one; 099 stands for none"
        yield _error(party, "party_without_society", why, mend, "F011", "PR Affiliation Society")
    for right, society in societies.items():
        if party.shares.of(right) > 0 and not society:
            why, mend = f"a {right} share without {right} society", "enter it; 099 stands for none"
            edit, field = _SOCIETY_EDITS[right], f"{right} Affiliation Society"
            yield _error(party, "share_without_society", why, mend, edit, field)


def _error(
    party: AgreementParty, code: str, why: str, mend: str, edit: str, field: str = ""
) -> CwrError:
    place = party.place
    return error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, field=field)
