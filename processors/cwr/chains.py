"""Edits of publisher chains: an original publisher, then those who act for it, under one number."""

from collections import defaultdict
from dataclasses import dataclass

from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.ownership_shares import OWNING_KINDS
from processors.cwr.parties import Publisher
from processors.cwr.shares import RIGHTS, total
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion

HEAD_KINDS = frozenset({"E", "PA"})
"""Types that may start a chain: original publisher and income participant."""

_ACT_FOR_OTHERS = frozenset({"AM", "SE"})


@dataclass(frozen=True, slots=True)
class Chain:
    """Publishers with one sequence number, in the order of the file; never empty."""

    number: int
    publishers: tuple[Publisher, ...]

    @property
    def controlled(self) -> bool:
        """Whether the submitter controls it: it starts with an SPU."""
        return self.publishers[0].controlled


def kind_of(publisher: Publisher) -> str:
    """The type, E for an OPU that has none (OPU F028)."""
    return publisher.kind or ("" if publisher.controlled else "E")


def chains_of(work: WorkTransaction) -> tuple[Chain, ...]:
    """The chains in order of first appearance. Publishers without a number are in none."""
    found: dict[int, list[Publisher]] = defaultdict(list)
    for publisher in work.publishers:
        if publisher.chain is not None:
            found[publisher.chain].append(publisher)
    return tuple(Chain(number, tuple(publishers)) for number, publishers in found.items())


def chain_numbers(work: WorkTransaction) -> list[CwrError]:
    """SPU F001: chains are numbered 1, 2, 3, ... in order, each in one run of records."""
    errors = []
    last = 0
    for publisher in work.publishers:
        number = publisher.chain
        if number is None or number not in (last, last + 1) or number == 0:
            said = "no sequence number" if number is None else f"sequence number {number}"
            why = f"a publisher has {said} after chain {last}"
            mend = (
                f"use {last + 1} to start a chain, or {last} to go on with it" if last else "use 1"
            )
            field = "Publisher Sequence #"
            errors.append(_at(publisher, "chain_number", why, mend, "F001", field))
        last = last if number is None else number
    return errors


def uncontrolled_in_controlled(work: WorkTransaction) -> list[CwrError]:
    """Edit 16: no OPU in a chain that starts with an SPU."""
    return [
        _of_work(
            work,
            publisher.place,
            "uncontrolled_in_controlled_chain",
            f"an OPU stands in chain {chain.number}, which starts with an SPU",
            "give it a chain of its own, or send it as SPU if the submitter controls it",
            "T016",
        )
        for chain in chains_of(work)
        if chain.controlled
        for publisher in chain.publishers
        if not publisher.controlled
    ]


def one_original_publisher(work: WorkTransaction) -> list[CwrError]:
    """Edit 17: at most one original publisher (E) in a chain.

    Exactly one it is not: an income participant may start a chain in place of E (SPU R002).
    """
    errors = []
    for chain in chains_of(work):
        originals = [p for p in chain.publishers if kind_of(p) == "E"]
        for publisher in originals[1:]:
            why = f"chain {chain.number} has {len(originals)} original publishers (E)"
            mend = "start a chain of its own for each of them"
            errors.append(_of_work(work, publisher.place, "two_originals", why, mend, "T017"))
    return errors


def head_of_chain(work: WorkTransaction) -> list[CwrError]:
    """SPU R002: a controlled chain starts with an original publisher or income participant."""
    errors = []
    for chain in chains_of(work):
        first = chain.publishers[0]
        if first.controlled and first.kind and first.kind not in HEAD_KINDS:
            why = f"chain {chain.number} starts with a publisher of type {first.kind!a}"
            mend = "start it with the original publisher (E) or income participant (PA)"
            errors.append(_at(first, "chain_head", why, mend, "R002"))
    return errors


def acts_for_somebody(work: WorkTransaction) -> list[CwrError]:
    """SPU R005: administrators and sub-publishers have the number of whom they act for."""
    errors = []
    for chain in chains_of(work):
        if any(kind_of(p) in HEAD_KINDS for p in chain.publishers):
            continue
        for publisher in chain.publishers:
            if publisher.kind in _ACT_FOR_OTHERS:
                why = (
                    f"chain {chain.number} has nobody a publisher of type {publisher.kind} acts for"
                )
                mend = "use the sequence number of its original publisher or income participant"
                errors.append(_at(publisher, "acts_for_nobody", why, mend, "R005"))
    return errors


def controlled_chain_owns(work: WorkTransaction) -> list[CwrError]:
    """Edit 25: in a controlled chain, E and AQ own something of at least one right (not in 3.0)."""
    if not work.version.has_ownership_shares:
        return []
    errors = []
    for chain in chains_of(work):
        owners = [p.ownership for p in chain.publishers if kind_of(p) in OWNING_KINDS]
        owns = any(total(owners, right) > 0 for right in RIGHTS)
        if chain.controlled and not owns:
            why = f"nobody in chain {chain.number} owns anything of any right"
            mend = "give its original publisher or acquirer its ownership share"
            place = chain.publishers[0].place
            errors.append(_of_work(work, place, "chain_owns_nothing", why, mend, "T025"))
    return errors


def acquirer_has_it_all(work: WorkTransaction) -> list[CwrError]:
    """Edit 26: with an acquirer (AQ) in the chain, the original publisher before owns nothing."""
    errors = []
    for chain in chains_of(work):
        kinds = [kind_of(publisher) for publisher in chain.publishers]
        before = chain.publishers[: kinds.index("AQ")] if "AQ" in kinds else ()
        for publisher in before:
            if kind_of(publisher) == "E" and publisher.ownership.any:
                why = (
                    f"chain {chain.number} has an acquirer, yet its original publisher owns shares"
                )
                mend = "set the ownership shares of the original publisher to 0"
                place = publisher.place
                errors.append(_of_work(work, place, "original_still_owns", why, mend, "T026"))
    return errors


def acquirer_follows_original(work: WorkTransaction) -> list[CwrError]:
    """SPU F032: an acquirer follows an original publisher, or another acquirer that does.

    The edit speaks of E alone; the manual allows several acquirers in a chain.
    """
    errors = []
    for chain in chains_of(work):
        for before, publisher in zip((None, *chain.publishers), chain.publishers, strict=False):
            if publisher.kind == "AQ" and (before is None or kind_of(before) not in OWNING_KINDS):
                why = "an acquirer (AQ) does not follow an original publisher"
                mend = "put it right after the SPU record of the publisher it acquired from"
                errors.append(_at(publisher, "acquirer_of_nobody", why, mend, "F032"))
    return errors


def collecting_publisher_named(work: WorkTransaction) -> list[CwrError]:
    """SPU F040, from 2.2: a publisher that collects has an IPI name number."""
    if work.version < CwrVersion.V22:
        return []
    return [
        _at(
            publisher,
            "collector_without_ipi",
            "a publisher collects and has no IPI name number",
            "give its IPI name number",
            "F040",
            "Publisher IPI Name #",
        )
        for publisher in work.publishers
        if publisher.controlled
        and not publisher.ipi_name_number.strip("0 ")
        and any(c.sign == "I" and c.shares.any for c in publisher.collections)
    ]


def one_name_a_number(work: WorkTransaction) -> list[CwrError]:
    """SPU F003: an interested party number means one controlled party.

    The edit compares with everything the submitter ever sent; here within the transaction.
    """
    names: dict[str, str] = {}
    errors = []
    for publisher in work.publishers:
        name = " ".join(publisher.name.upper().split())
        if not publisher.controlled or not publisher.ip_number:
            continue
        if names.setdefault(publisher.ip_number, name) != name:
            why = f"interested party number {publisher.ip_number!a} names two publishers"
            mend = "give every party a number of its own"
            field = "Interested Party #"
            errors.append(_at(publisher, "number_of_two_parties", why, mend, "F003", field))
    return errors


CHAIN_RULES = (
    chain_numbers,
    head_of_chain,
    acts_for_somebody,
    uncontrolled_in_controlled,
    one_original_publisher,
    controlled_chain_owns,
    acquirer_has_it_all,
    acquirer_follows_original,
    collecting_publisher_named,
    one_name_a_number,
)


def _at(
    publisher: Publisher, code: str, why: str, mend: str, edit: str, field: str = ""
) -> CwrError:
    place = publisher.place
    return error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, field=field)


def _of_work(
    work: WorkTransaction, place: Place, code: str, why: str, mend: str, edit: str
) -> CwrError:
    record = work.place.record
    return error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, record=record)
