"""Whether an accepted work can be paid: its shares complete, places known, people identified."""

from collections.abc import Iterator, Sequence

from processors.cwr.collection_sums import unaccounted
from processors.cwr.edits import EditedWork
from processors.cwr.errors import CwrError, Level
from processors.cwr.ownership_shares import all_parties, is_public_domain, is_whole
from processors.cwr.parties import Publisher, Writer
from processors.cwr.shares import RIGHTS, percent
from processors.cwr.territories import collected_areas
from processors.cwr.transaction import WorkTransaction
from schemas.identifiers import IdentifierFault, parse

_AT_MOST_NAMED = 3
_TERRITORY_RECORDS = frozenset({"SPT", "OPT", "SWT", "OWT"})


def not_payable_because(edited: EditedWork, errors: Sequence[CwrError]) -> tuple[str, ...]:
    """The reasons, none if it is payable.

    ``errors`` are all that the transaction has. Of every right anyone owns, 100 % are owned, and of
    one right at least (3.0: where its publishers collect, all collection makes 100 %); every
    territory is known and none of its records was refused, since leaving out an exclusion would pay
    who was excluded; somebody the submitter controls collects somewhere;
    and all who own or collect have a valid IPI name number (writers in the public domain need
    none). The manual names missing writers and shares as what is waited for; that publishers have
    to be identified, too, is our choice.
    """
    work = edited.work
    owns = work.version.has_ownership_shares
    shares = _ownership(work) if owns else _collection(edited)
    return (*shares, *_places(edited, errors), *_people(work))


def has_valid_ipi(ipi_name_number: str) -> bool:
    """Whether the number has its form and its check digits, and is not only zeros."""
    try:
        parse(f"ipi:{ipi_name_number}")
    except IdentifierFault:
        return False
    return True


def _ownership(work: WorkTransaction) -> Iterator[str]:
    owned = [(right, all_parties(work, right)) for right in RIGHTS]
    if not any(share for _, share in owned):
        yield "nobody owns a share of any right"
    for right, share in owned:
        if share and not is_whole(share):
            yield f"{percent(share)} of {right} is owned, not 100 %"


def _collection(edited: EditedWork) -> Iterator[str]:
    if not edited.territories_known:
        return
    for right, share, where in unaccounted(edited.work, edited.on_day):
        yield f"{percent(share)} of {right} is collected in {where}, not 100 %"


def _places(edited: EditedWork, errors: Sequence[CwrError]) -> Iterator[str]:
    if any(e.level is Level.RECORD and e.record in _TERRITORY_RECORDS for e in errors):
        yield "a territory record was refused"
    if not edited.territories_known:
        yield "a territory is not known"
        return
    parties: tuple[Publisher | Writer, ...] = (*edited.work.publishers, *edited.work.writers)
    for party in parties:
        records = [record for record in party.collections if record.controlled]
        if any(area.shares.any for area in collected_areas(records, edited.on_day)):
            return
    yield "nobody the submitter controls collects anywhere"


def _people(work: WorkTransaction) -> Iterator[str]:
    unknown = [
        publisher.name or "an unnamed publisher"
        for publisher in work.publishers
        if _takes_part(publisher) and not has_valid_ipi(publisher.ipi_name_number)
    ]
    unknown += [
        writer.last_name or "an unnamed writer"
        for writer in work.writers
        if _takes_part(writer)
        and not is_public_domain(writer)
        and not has_valid_ipi(writer.ipi_name_number)
    ]
    for name in unknown[:_AT_MOST_NAMED]:
        yield f"{name} has no valid IPI name number"
    if len(unknown) > _AT_MOST_NAMED:
        yield f"{len(unknown) - _AT_MOST_NAMED} more have none either"


def _takes_part(party: Publisher | Writer) -> bool:
    return party.ownership.any or any(
        record.sign == "I" and record.shares.any for record in party.collections
    )
