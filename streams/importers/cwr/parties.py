"""Publishers, writers and what else a work transaction lists, of their records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from processors.cwr.parties import Collection, Publisher, PublisherLink, Societies, Writer
from processors.cwr.shares import Shares

from .record import Record

COLLECTIONS = frozenset({"SPT", "OPT", "SWT", "OWT"})
PARTIES = frozenset({"SPU", "OPU", "SWR", "OWR"})


@dataclass(slots=True)
class Party:
    """A publisher or writer with the records that follow it."""

    record: Record
    collections: list[Collection] = field(default_factory=list)
    links: list[PublisherLink] = field(default_factory=list)
    societies: Societies | None = None


def parties_of(records: Sequence[Record]) -> Iterator[Party]:
    """Publishers and writers in order, each with its territories and links."""
    party: Party | None = None
    for record in records:
        kind = record.place.record
        if kind in PARTIES:
            if party is not None:
                yield party
            party = Party(record)
        elif party is None:
            continue
        elif kind in COLLECTIONS:
            party.collections.append(_collection(record))
            party.societies = party.societies or societies_of(record)
        elif kind == "PWR":
            party.links.append(_link(record))
    if party is not None:
        yield party


def shares_of(record: Record) -> Shares:
    """The three shares of a record, None where blank."""
    return Shares(record.number("pr_share"), record.number("mr_share"), record.number("sr_share"))


def societies_of(record: Record) -> Societies | None:
    """Societies in three digits, as 2.x writes them; 3.0 leaves leading zeros out."""
    codes = [record.words(f"{right}_society") for right in ("pr", "mr", "sr")]
    if not any(codes):
        return None
    return Societies(*(code.lstrip("0").zfill(3) if code else "" for code in codes))


def _collection(record: Record) -> Collection:
    return Collection(
        record.place,
        record.place.record in ("SPT", "SWT"),
        record.words("ip_number"),
        record.words("sign"),
        record.words("tis"),
        record.number("number"),
        shares_of(record),
        record.yes("shares_change"),
    )


def publisher_of(party: Party) -> Publisher:
    """SPU or OPU with its territories."""
    record, words = party.record, party.record.words
    return Publisher(
        record.place,
        record.place.record == "SPU",
        record.number("chain"),
        words("publisher_type"),
        ip_number=words("ip_number"),
        name=words("name"),
        unknown=record.yes("unknown") and not words("name"),
        ipi_name_number=words("ipi_name"),
        ipi_base_number=words("ipi_base"),
        tax_id=str(record.number("tax_id") or ""),
        ownership=shares_of(record),
        societies=societies_of(record) or party.societies or Societies(),
        agreement_type=words("agreement_type"),
        submitter_agreement=words("submitter_agreement"),
        society_agreement=words("society_agreement"),
        international_agreement=words("international_agreement"),
        special_agreements=words("special_agreements"),
        usa_license=words("usa_license"),
        collections=tuple(party.collections),
    )


def writer_of(party: Party) -> Writer:
    """SWR or OWR with its territories and publishers."""
    record, words = party.record, party.record.words
    return Writer(
        record.place,
        record.place.record == "SWR",
        words("designation"),
        ip_number=words("ip_number"),
        last_name=words("last_name"),
        first_name=words("first_name"),
        unknown=record.yes("unknown") and not words("last_name"),
        ipi_name_number=words("ipi_name"),
        ipi_base_number=words("ipi_base"),
        tax_id=str(record.number("tax_id") or ""),
        ownership=shares_of(record),
        societies=societies_of(record) or party.societies or Societies(),
        reversionary=words("reversionary"),
        work_for_hire=words("work_for_hire"),
        usa_license=words("usa_license"),
        collections=tuple(party.collections),
        publishers=tuple(party.links),
    )


def _link(record: Record) -> PublisherLink:
    return PublisherLink(
        record.place,
        record.words("publisher_ip_number"),
        record.words("publisher_name"),
        record.words("writer_ip_number"),
        record.number("chain"),
        record.words("submitter_agreement"),
        record.words("society_agreement"),
    )
