"""Edits of ownership shares. Sums may miss by 0.06 %; a single record may not exceed its range."""

from collections.abc import Iterable

from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.parties import Publisher, Writer
from processors.cwr.shares import (
    HALF_CENTI_PERCENT,
    RIGHTS,
    TOLERANCE_CENTI_PERCENT,
    WHOLE_CENTI_PERCENT,
    Right,
    Shares,
    percent,
    total,
)
from processors.cwr.transaction import WorkTransaction

OWNING_KINDS = frozenset({"E", "AQ"})
"""Publisher types that may own: original publisher and acquirer."""

_NEVER_OWN = frozenset({"SE", "AM", "PA", "ES"})
_PUBLIC_DOMAIN_NAMES = frozenset({"DP", "PUBLIC DOMAIN"})
_PUBLIC_DOMAIN_SOCIETY = "000"


def all_parties(work: WorkTransaction, right: Right) -> int:
    """What all writers and publishers own of a right, in hundredths of a percent."""
    parties: tuple[Publisher | Writer, ...] = (*work.publishers, *work.writers)
    return total((party.ownership for party in parties), right)


def is_whole(centi_percent: int) -> bool:
    """Whether a sum is 100 % within the tolerance."""
    return abs(centi_percent - WHOLE_CENTI_PERCENT) <= TOLERANCE_CENTI_PERCENT


def publishers_together(work: WorkTransaction) -> list[CwrError]:
    """Edit 4: all publishers own at most 50 % of PR, 100 % of MR and of SR."""
    errors = []
    for right in RIGHTS:
        most = HALF_CENTI_PERCENT if right == "PR" else WHOLE_CENTI_PERCENT
        owned = total((p.ownership for p in work.publishers), right)
        if owned > most + TOLERANCE_CENTI_PERCENT:
            why = f"publishers together own {percent(owned)} of {right}"
            mend = f"lower their {right} ownership shares to {percent(most)} in all"
            errors.append(_of_work(work, "publishers_own_too_much", why, mend, "T004"))
    return errors


def writers_together(work: WorkTransaction) -> list[CwrError]:
    """Edit 9: writers own nothing of PR or at least 50 %, and at most 100 % of each right.

    The tolerance holds at all of these bounds: 0.06 % of PR is still nothing.
    """
    errors = []
    for right in RIGHTS:
        owned = total((w.ownership for w in work.writers), right)
        if owned > WHOLE_CENTI_PERCENT + TOLERANCE_CENTI_PERCENT:
            why = f"writers together own {percent(owned)} of {right}"
            mend = f"lower their {right} ownership shares to 100 % in all"
            errors.append(_of_work(work, "writers_own_too_much", why, mend, "T009"))
        least = HALF_CENTI_PERCENT - TOLERANCE_CENTI_PERCENT
        if right == "PR" and TOLERANCE_CENTI_PERCENT < owned < least:
            why = f"writers together own {percent(owned)} of PR"
            mend = (
                "give the writers at least 50 % of PR, or nothing if there is no performing right"
            )
            errors.append(_of_work(work, "writers_own_too_little", why, mend, "T009"))
    return errors


def ownership_of_all(work: WorkTransaction) -> list[CwrError]:
    """Edit 11: all writers and publishers own 100 % of a right, or exactly nothing of it."""
    errors = []
    for right in RIGHTS:
        owned = all_parties(work, right)
        if owned and not is_whole(owned):
            why = f"writers and publishers together own {percent(owned)} of {right}"
            mend = f"make the {right} ownership shares of all SPU, OPU, SWR and OWR add up to 100 %"
            errors.append(_of_work(work, "ownership_not_whole", why, mend, "T011"))
    return errors


def is_public_domain(writer: Writer) -> bool:
    """Whether a writer is in the public domain.

    The specification does not say how that is written. Taken as such: the name DP (its edit for
    GEMA) or "public domain", and society 000, which its table calls DP.
    """
    name = writer.last_name.strip().upper()
    return name in _PUBLIC_DOMAIN_NAMES or writer.societies.pr == _PUBLIC_DOMAIN_SOCIETY


def public_domain(work: WorkTransaction) -> list[CwrError]:
    """Edit 24: if all writers are in the public domain, nobody owns performing rights."""
    owned = all_parties(work, "PR")
    if not owned or not work.writers or not all(map(is_public_domain, work.writers)):
        return []
    why = f"all writers are in the public domain, yet {percent(owned)} of PR is owned"
    mend = "set all PR ownership shares to 0"
    return [_of_work(work, "public_domain_owned", why, mend, "T024")]


def publisher_kinds(work: WorkTransaction) -> list[CwrError]:
    """SPU R003 and F019: only an original publisher (E) or acquirer (AQ) owns; R008: AQ must.

    An OPU without a type counts as E (F028).
    """
    errors = []
    for publisher in work.publishers:
        kind = publisher.kind or "E"
        if kind not in OWNING_KINDS and publisher.ownership.any:
            edit = "R003" if kind in _NEVER_OWN else "F019"
            why = f"a publisher of type {kind!a} has ownership shares"
            mend = "set them to 0, or register it as original publisher (E)"
            errors.append(_of_record(publisher, "kind_cannot_own", why, mend, edit))
        if kind == "AQ" and publisher.controlled and not publisher.ownership.any:
            why = "an acquirer (AQ) owns nothing of any right"
            mend = "give it the share it acquired, and 0 to the original publisher before it"
            errors.append(_of_record(publisher, "acquirer_owns_nothing", why, mend, "R008"))
    return errors


def single_publishers(work: WorkTransaction) -> list[CwrError]:
    """SPU F013, F016, F018: one publisher owns 0 to 50 % of PR, 0 to 100 % of MR and SR."""
    edits: dict[Right, tuple[str, int]] = {
        "PR": ("F013", HALF_CENTI_PERCENT),
        "MR": ("F016", WHOLE_CENTI_PERCENT),
        "SR": ("F018", WHOLE_CENTI_PERCENT),
    }
    return [error for publisher in work.publishers for error in _ranges(publisher, edits)]


def single_writers(work: WorkTransaction) -> list[CwrError]:
    """SWR F011, F013, F015: one writer owns 0 to 100 % of each right."""
    edits: dict[Right, tuple[str, int]] = {
        "PR": ("F011", WHOLE_CENTI_PERCENT),
        "MR": ("F013", WHOLE_CENTI_PERCENT),
        "SR": ("F015", WHOLE_CENTI_PERCENT),
    }
    return [error for writer in work.writers for error in _ranges(writer, edits)]


OWNERSHIP_RULES = (
    single_publishers,
    single_writers,
    publisher_kinds,
    publishers_together,
    writers_together,
    ownership_of_all,
    public_domain,
)


def beyond_range(shares: Shares, most: dict[Right, int]) -> Iterable[tuple[Right, int]]:
    """The rights whose share is negative or above what one record may say, with that share."""
    for right in RIGHTS:
        if not 0 <= shares.of(right) <= most[right]:
            yield right, shares.of(right)


def _ranges(party: Publisher | Writer, edits: dict[Right, tuple[str, int]]) -> list[CwrError]:
    most = {right: limit for right, (_, limit) in edits.items()}
    return [
        error_at(
            party.place,
            Level.TRANSACTION,
            "ownership_out_of_range",
            f"one party owns {percent(share)} of {right}",
            f"write a share from 0 to {percent(most[right])}",
            edit=edits[right][0],
            field=f"{right} Ownership Share",
        )
        for right, share in beyond_range(party.ownership, most)
    ]


def _of_work(work: WorkTransaction, code: str, why: str, mend: str, edit: str) -> CwrError:
    return error_at(work.place, Level.TRANSACTION, code, why, mend, edit=edit)


def _of_record(party: Publisher, code: str, why: str, mend: str, edit: str) -> CwrError:
    return error_at(party.place, Level.TRANSACTION, code, why, mend, edit=edit)
