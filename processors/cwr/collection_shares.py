"""Edits of collection shares: who collects what where, summed over the parts of the world.

Sums are taken per right and per part of the world in which the same records apply, so that a group
(Europe) and a country in it meet. They need territories that are known: a transaction with an
unknown code or sign is judged only after that is mended.
"""

from collections.abc import Iterable, Sequence

from processors.cwr.chains import Chain, chains_of, kind_of
from processors.cwr.collection_sums import areas_of, sums_by_part
from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.ownership_shares import OWNING_KINDS, beyond_range
from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import (
    HALF_CENTI_PERCENT,
    RIGHTS,
    TOLERANCE_CENTI_PERCENT,
    WHOLE_CENTI_PERCENT,
    Right,
    percent,
    total,
)
from processors.cwr.territories import NOWHERE, CollectedArea
from processors.cwr.transaction import WorkTransaction

_INCOME_PARTICIPANT = "PA"


def single_records(work: WorkTransaction, _on_day: int) -> list[CwrError]:
    """SPT F006 to F008, SWT F003 to F005: the range of one record's shares."""
    publisher_most: dict[Right, int] = {
        "PR": HALF_CENTI_PERCENT,
        "MR": WHOLE_CENTI_PERCENT,
        "SR": WHOLE_CENTI_PERCENT,
    }
    writer_most: dict[Right, int] = dict.fromkeys(RIGHTS, WHOLE_CENTI_PERCENT)
    errors = []
    for publisher in work.publishers:
        for record in publisher.collections:
            errors += _ranges(record, publisher_most, ("F006", "F007", "F008"))
    for writer in work.writers:
        for record in writer.collections:
            errors += _ranges(record, writer_most, ("F003", "F004", "F005"))
    return errors


def includes_something(work: WorkTransaction, _on_day: int) -> list[CwrError]:
    """SPT and SWT R001: a territory that is included has a share of some right.

    The description of SPT allows a record without shares, to show a place in the chain; its edits
    do not, and are followed here.
    """
    return [
        error_at(
            record.place,
            Level.TRANSACTION,
            "included_without_share",
            f"territory {record.tis} is included with no share of any right",
            "state what is collected there, or leave the record out",
            edit="R001",
        )
        for party in _parties(work)
        for record in party.collections
        if record.sign == "I" and not record.shares.any
    ]


def collection_of_all(work: WorkTransaction, on_day: int) -> list[CwrError]:
    """Edits 14 and 44: nobody collects more than 100 % of a right anywhere.

    14 counts what the submitter controls (SPT, SWT); 44, from 2.2 on, all records (OPT, OWT too),
    and is told only where 14 is kept. Both allow 0.06 % above.
    """
    controlled = areas_of(_parties(work), on_day, (True,))
    errors = _sums(work, controlled, "T014", "controlled parties collect")
    if errors or not work.version.has_uncontrolled_collection:
        return errors
    everything = areas_of(_parties(work), on_day, (True, False))
    return _sums(work, everything, "T044", "controlled and other parties collect")


def one_collector_a_chain(work: WorkTransaction, _on_day: int) -> list[CwrError]:
    """SPT R005: a territory code is linked to one publisher for a right.

    Read within a chain, as co-publishers each collect in the same territory. An income participant
    is paid beside the publisher of its chain, and does not count.
    """
    errors = []
    for chain in chains_of(work):
        first: dict[tuple[Right, str], Publisher] = {}
        for publisher in chain.publishers:
            for right, record in _included(publisher):
                key = (right, record.tis.lstrip("0"))
                if first.setdefault(key, publisher) is not publisher:
                    errors.append(_second_collector(record, right, chain))
    return errors


def collection_equals_ownership(work: WorkTransaction, on_day: int) -> list[CwrError]:
    """Edit 27: where a controlled chain collects PR, it collects what its E and AQ own, +-0.06 %.

    Only of performing rights (the domain note says every right), only if nobody in the
    transaction is an income participant (PA), and not where a record in force has the shares-change
    flag. Places where no record of the chain applies are not looked at. 3.0 knows no ownership.
    """
    if not work.version.has_ownership_shares:
        return []
    people: tuple[str, ...] = tuple(writer.designation for writer in work.writers)
    if _INCOME_PARTICIPANT in (*people, *map(kind_of, work.publishers)):
        return []
    return [
        error
        for chain in chains_of(work)
        if chain.controlled
        for error in _chain_sums(work, chain, on_day)
    ]


COLLECTION_RULES = (single_records, includes_something, one_collector_a_chain)
"""Rules of single records; they can be judged whatever the territories are."""

AREA_RULES = (collection_of_all, collection_equals_ownership)
"""Rules that need known territories."""


def _parties(work: WorkTransaction) -> tuple[Publisher | Writer, ...]:
    return (*work.publishers, *work.writers)


def _sums(
    work: WorkTransaction, areas: Sequence[CollectedArea], edit: str, who: str
) -> list[CwrError]:
    errors = []
    for (right, collected), where in sums_by_part(areas).items():
        if collected > WHOLE_CENTI_PERCENT + TOLERANCE_CENTI_PERCENT:
            why = f"{who} {percent(collected)} of {right} in {where}"
            mend = "lower the shares there, or exclude the territory from one of the records"
            errors.append(_of_work(work, work.place, "collected_too_much", why, mend, edit))
    return errors


def _chain_sums(work: WorkTransaction, chain: Chain, on_day: int) -> list[CwrError]:
    owners = (p.ownership for p in chain.publishers if kind_of(p) in OWNING_KINDS)
    owned = total(owners, "PR")
    areas = areas_of(chain.publishers, on_day, (True,))
    changing = NOWHERE
    for area in areas:
        if area.shares_change:
            changing = changing | area.area
    errors = []
    for (right, collected), where in sums_by_part(areas).items():
        where = where - changing
        if right == "PR" and where and abs(collected - owned) > TOLERANCE_CENTI_PERCENT:
            why = f"chain {chain.number} owns {percent(owned)} of PR and collects"
            why += f" {percent(collected)} in {where}"
            mend = "collect what its E and AQ own, or set the shares-change flag of that record"
            place = chain.publishers[0].place
            errors.append(_of_work(work, place, "collection_not_ownership", why, mend, "T027"))
    return errors


def _included(publisher: Publisher) -> Iterable[tuple[Right, Collection]]:
    """The rights a publisher collects, with the record that says so; nothing for PA."""
    if kind_of(publisher) == _INCOME_PARTICIPANT:
        return
    for record in publisher.collections:
        for right in RIGHTS:
            if record.sign == "I" and record.shares.of(right) > 0:
                yield right, record


def _second_collector(record: Collection, right: Right, chain: Chain) -> CwrError:
    return error_at(
        record.place,
        Level.TRANSACTION,
        "two_collectors",
        f"two publishers of chain {chain.number} collect {right} in territory {record.tis}",
        "include the territory for one of them only",
        edit="R005",
    )


def _ranges(
    record: Collection, most: dict[Right, int], edits: tuple[str, str, str]
) -> list[CwrError]:
    return [
        error_at(
            record.place,
            Level.TRANSACTION,
            "collection_out_of_range",
            f"one party collects {percent(share)} of {right}",
            f"write a share from 0 to {percent(most[right])}",
            edit=edits[RIGHTS.index(right)],
            field=f"{right} Collection Share",
        )
        for right, share in beyond_range(record.shares, most)
    ]


def _of_work(
    work: WorkTransaction, place: Place, code: str, why: str, mend: str, edit: str
) -> CwrError:
    record = work.place.record
    return error_at(place, Level.TRANSACTION, code, why, mend, edit=edit, record=record)
