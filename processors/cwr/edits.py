"""All edits of a work transaction, and the transaction as it stands after the lesser of them.

A record or field that an edit refuses is left out or takes its default, and what remains is judged.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

from processors.cwr.chains import CHAIN_RULES
from processors.cwr.collection_shares import AREA_RULES, COLLECTION_RULES
from processors.cwr.contents import CONTENT_RULES
from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.ownership_shares import OWNERSHIP_RULES
from processors.cwr.parties import Collection, Publisher, PublisherLink, Writer
from processors.cwr.publisher_links import ChainHeads, publisher_links
from processors.cwr.shares import Shares
from processors.cwr.territories import sequence_errors, territory_errors
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from processors.cwr.writers import WRITER_RULES

_Party = TypeVar("_Party", Publisher, Writer)

_UNUSABLE = frozenset({"territory_sign", "territory_unknown"})
"""Errors of territory records without which nothing can be summed."""


@dataclass(frozen=True, slots=True)
class EditedWork:
    """``work`` without refused records and with defaults; ``errors`` in the order of the file.

    ``territories_known`` says whether ``collected_areas`` can be asked of its parties, on
    ``on_day``.
    """

    work: WorkTransaction
    errors: tuple[CwrError, ...]
    territories_known: bool
    on_day: int


def edit_work(work: WorkTransaction, on_day: int) -> EditedWork:
    """Applies every edit that needs no data but the transaction's own.

    ``on_day`` is the day the file was made, days since 1970-01-01: it dates territories. A work in
    conflict (EXC) is not judged, as it may never have been a CWR registration; what of it cannot be
    used is left out all the same.
    """
    links = publisher_links(work)
    numbered = work.version is not CwrVersion.V20
    errors = [e for party in _parties(work) for e in sequence_errors(party, numbered)]
    errors += [e for party in _parties(work) for e in _excluded_with_shares(party)]
    mended = _mended(work, [*errors, *links])
    territories = [e for party in _parties(mended) for e in territory_errors(party, on_day)]
    errors += [*links, *territories, *_judged(mended)]
    known = not any(error.code in _UNUSABLE for error in territories)
    rules = (*COLLECTION_RULES, *AREA_RULES) if known else COLLECTION_RULES
    errors += [error for rule in rules for error in rule(mended, on_day)]
    if work.kind == "EXC":
        return EditedWork(mended, (), known, on_day)
    return EditedWork(mended, tuple(sorted(errors, key=_place_in_file)), known, on_day)


def _judged(work: WorkTransaction) -> list[CwrError]:
    owned = OWNERSHIP_RULES if work.version.has_ownership_shares else ()
    rules = (*CONTENT_RULES, *owned, *CHAIN_RULES, *WRITER_RULES)
    return [error for rule in rules for error in rule(work)]


def _parties(work: WorkTransaction) -> tuple[Publisher | Writer, ...]:
    return (*work.publishers, *work.writers)


def _excluded_with_shares(party: Publisher | Writer) -> list[CwrError]:
    """SWT R003: an exclusion has no shares; those it has are taken as 0.

    SPT has no such edit, only the remark that it should have none: its shares are ignored.
    """
    if isinstance(party, Publisher):
        return []
    return [
        error_at(
            record.place,
            Level.FIELD,
            "excluded_with_share",
            f"territory {record.tis} is excluded with shares",
            "write 0 as its shares; 0 is taken",
            edit="R003",
        )
        for record in party.collections
        if record.sign == "E" and record.shares.any
    ]


def _mended(work: WorkTransaction, errors: list[CwrError]) -> WorkTransaction:
    heads = ChainHeads.of(work)
    refused = {(e.line, e.record_number) for e in errors if e.level is Level.RECORD}
    publishers = tuple(_kept(publisher, refused) for publisher in work.publishers)
    writers = tuple(
        replace(
            _kept(writer, refused),
            publishers=tuple(
                _named(heads, link) for link in writer.publishers if _key(link.place) not in refused
            ),
        )
        for writer in work.writers
    )
    return replace(work, publishers=publishers, writers=writers)


def _kept(party: _Party, refused: set[tuple[int, int]]) -> _Party:
    records = tuple(
        _without_excluded_shares(record)
        for record in party.collections
        if _key(record.place) not in refused
    )
    return replace(party, collections=records)


def _without_excluded_shares(record: Collection) -> Collection:
    return replace(record, shares=Shares(0, 0, 0)) if record.sign == "E" else record


def _named(heads: ChainHeads, link: PublisherLink) -> PublisherLink:
    """With the name that the publisher has in its own record (PWR F002, F013)."""
    publisher = heads.named_by(link)
    named = publisher is not None and publisher.name and link.publisher_name
    return replace(link, publisher_name=publisher.name) if publisher and named else link


def _key(place: Place) -> tuple[int, int]:
    return place.line, place.record_number


def _place_in_file(error: CwrError) -> tuple[int, int, str, str]:
    return error.line, error.record_number, error.record, error.edit
