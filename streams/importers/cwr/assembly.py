"""From the records of a transaction to the typed data the rules work on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from processors.cwr.agreement import (
    AgreementParty,
    AgreementScope,
    AgreementTerms,
    AgreementTerritory,
    AgreementTransaction,
)
from processors.cwr.parties import Societies
from processors.cwr.transaction import (
    AlternateTitle,
    Component,
    CrossReference,
    Origin,
    Performer,
    Recording,
    WorkKind,
    WorkTransaction,
)
from processors.cwr.version import CwrVersion

from .answer import Answer, Message
from .parties import (
    COLLECTIONS,
    PARTIES,
    parties_of,
    publisher_of,
    shares_of,
    societies_of,
    writer_of,
)
from .record import Record

_One = TypeVar("_One")
_TYPED = COLLECTIONS | PARTIES | {"PWR", "ALT", "NAT", "PER", "REC", "ORN", "COM", "XRF"}


def work_of(version: CwrVersion, records: Sequence[Record]) -> WorkTransaction:
    """The work transaction of its records, the header first."""
    header, rest = records[0], records[1:]
    parties = list(parties_of(rest))
    others = [one.place for one in rest if one.place.record not in _TYPED]
    words, number = header.words, header.number
    return WorkTransaction(
        header.place,
        cast(WorkKind, header.place.record),
        version,
        words("title"),
        words("submitter_work_number"),
        iswc=words("iswc"),
        language=words("language"),
        copyright_day=number("copyright_date"),
        copyright_number=words("copyright_number"),
        distribution_category=words("distribution_category"),
        duration_seconds=number("duration"),
        recorded=words("recorded"),
        text_music=words("text_music"),
        composite_type=words("composite_type"),
        composite_count=number("composite_count"),
        version_type=words("version_type"),
        excerpt_type=words("excerpt_type"),
        music_arrangement=words("music_arrangement"),
        lyric_adaptation=words("lyric_adaptation"),
        work_type=words("work_type"),
        grand_rights=words("grand_rights"),
        priority=words("priority"),
        publishers=tuple(
            publisher_of(one) for one in parties if one.record.place.record in ("SPU", "OPU")
        ),
        writers=tuple(
            writer_of(one) for one in parties if one.record.place.record in ("SWR", "OWR")
        ),
        titles=_all(rest, ("ALT", "NAT"), _title),
        performers=_all(rest, ("PER",), _performer),
        recordings=_all(rest, ("REC",), _recording),
        origins=_all(rest, ("ORN",), _origin),
        components=_all(rest, ("COM",), _component),
        cross_references=_all(rest, ("XRF",), _cross_reference),
        instrumentations=tuple(place for place in others if place.record in ("INS", "IND")),
        other_records=tuple(place for place in others if place.record not in ("INS", "IND")),
    )


def _all(
    records: Sequence[Record], types: Sequence[str], make: Callable[[Record], _One]
) -> tuple[_One, ...]:
    return tuple(make(one) for one in records if one.place.record in types)


def _title(record: Record) -> AlternateTitle:
    words = record.words
    return AlternateTitle(record.place, words("title"), words("title_type"), words("language"))


def _performer(record: Record) -> Performer:
    words = record.words
    return Performer(
        record.place, words("last_name"), words("first_name"), words("ipi_name"), words("isni")
    )


def _recording(record: Record) -> Recording:
    words = record.words
    return Recording(
        record.place,
        words("isrc"),
        words("isrc_validity"),
        words("recording_title"),
        words("version_title"),
        words("display_artist"),
        words("record_label"),
        words("ean"),
        words("submitter_recording_id"),
        record.number("release_date"),
        record.number("duration"),
    )


def _origin(record: Record) -> Origin:
    words = record.words
    return Origin(
        record.place,
        words("intended_purpose"),
        words("production_title"),
        words("library"),
        words("cd_identifier"),
    )


def _component(record: Record) -> Component:
    words = record.words
    return Component(record.place, words("title"), words("iswc"), words("submitter_work_number"))


def _cross_reference(record: Record) -> CrossReference:
    words = record.words
    return CrossReference(
        record.place,
        words("organisation"),
        words("identifier"),
        words("identifier_type"),
        words("validity"),
    )


def agreement_of(version: CwrVersion, records: Sequence[Record]) -> AgreementTransaction:
    """The agreement of its records, the header first."""
    header = records[0]
    words, number = header.words, header.number
    return AgreementTransaction(
        header.place,
        version,
        words("submitter_agreement"),
        words("agreement_type"),
        AgreementTerms(
            number("start_date"),
            number("end_date"),
            number("retention_end_date"),
            words("prior_royalty_status"),
            number("prior_royalty_start_date"),
            words("post_term_status"),
            number("post_term_end_date"),
        ),
        signed_day=number("signature_date"),
        number_of_works=number("number_of_works"),
        sales_manufacture=words("sales_manufacture"),
        shares_change=header.yes("shares_change"),
        advance_given=header.yes("advance_given"),
        international_agreement=words("international_agreement"),
        society_agreement=words("society_agreement"),
        scopes=_scopes(records[1:]),
    )


def _scopes(records: Sequence[Record]) -> tuple[AgreementScope, ...]:
    """Territories with the parties that follow them; a territory after a party begins anew."""
    scopes: list[AgreementScope] = []
    territories: list[AgreementTerritory] = []
    parties: list[AgreementParty] = []
    for record in records:
        if record.place.record == "TER":
            if parties:
                scopes.append(AgreementScope(tuple(territories), tuple(parties)))
                territories, parties = [], []
            territories.append(
                AgreementTerritory(record.place, record.words("sign"), record.words("tis"))
            )
        elif record.place.record == "IPA":
            parties.append(_agreement_party(record))
    if territories or parties:
        scopes.append(AgreementScope(tuple(territories), tuple(parties)))
    return tuple(scopes)


def _agreement_party(record: Record) -> AgreementParty:
    words = record.words
    return AgreementParty(
        record.place,
        words("role"),
        words("ip_number"),
        words("last_name"),
        first_name=words("first_name"),
        ipi_name_number=words("ipi_name"),
        ipi_base_number=words("ipi_base"),
        shares=shares_of(record),
        societies=societies_of(record) or Societies(),
    )


def answer_of(records: Sequence[Record]) -> Answer:
    """The acknowledgement of its ACK and MSG records."""
    header = records[0]
    words, number = header.words, header.number
    messages = tuple(
        Message(
            one.words("message_type"),
            one.number("original_record") or 0,
            one.words("original_type"),
            one.words("message_level"),
            one.words("validation"),
            one.words("text"),
        )
        for one in records
        if one.place.record == "MSG"
    )
    return Answer(
        header.place,
        number("creation_date") or 0,
        number("creation_time") or 0,
        number("original_group") or 0,
        number("original_transaction") or 0,
        words("original_type"),
        words("title"),
        words("submitter_work_number"),
        words("recipient_work_number"),
        number("processing_date") or 0,
        words("status"),
        messages,
    )
