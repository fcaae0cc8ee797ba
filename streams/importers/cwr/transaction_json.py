"""Transactions as plain data. Shares are texts in percent with two decimals, None where blank."""

from __future__ import annotations

from processors.cwr.parties import Collection, Publisher, Writer
from processors.cwr.shares import RIGHTS, Right, Shares
from processors.days import date_of

from .judgement import Judged
from .names import cwr_work
from .share_sums import collection_sums, ownership_sums

Json = dict[str, object]


def work_json(one: Judged) -> Json:
    """A work transaction with its share sums: of the work as it stands after its edits."""
    work = one.edited.work if one.edited else one.transaction.work
    if work is None:
        raise ValueError("the transaction is no work")
    on_day = one.file.header.created_day if one.file.header else 0
    return _place_json(one) | {
        "title": work.title,
        "submitter_work_number": work.submitter_work_number,
        "work": cwr_work(one.file, work.submitter_work_number),
        "accepted": one.accepted,
        "iswc": work.iswc,
        "version_type": work.version_type,
        "distribution_category": work.distribution_category,
        "publishers": [_publisher_json(publisher) for publisher in work.publishers],
        "writers": [_writer_json(writer) for writer in work.writers],
        "other_titles": [title.title for title in work.titles],
        "isrcs": [recording.isrc for recording in work.recordings if recording.isrc],
        "ownership": _sums_json(ownership_sums(work)),
        "collection": [
            {
                "territories": str(place.where),
                "controlled": _sums_json(place.controlled),
                "all": _sums_json(place.all_parties),
            }
            for place in collection_sums(work, on_day)
        ],
    }


def agreement_json(one: Judged) -> Json:
    """An agreement; it is read and checked, and not published."""
    agreement = one.transaction.agreement
    if agreement is None:
        raise ValueError("the transaction is no agreement")
    terms = agreement.terms
    return _place_json(one) | {
        "submitter_agreement": agreement.submitter_agreement,
        "agreement_type": agreement.kind,
        "start_date": _date(terms.start_day),
        "end_date": _date(terms.end_day),
        "retention_end_date": _date(terms.retention_end_day),
        "prior_royalty_status": terms.prior_royalty_status,
        "prior_royalty_start_date": _date(terms.prior_royalty_start_day),
        "post_term_status": terms.post_term_status,
        "post_term_end_date": _date(terms.post_term_end_day),
        "number_of_works": agreement.number_of_works,
        "scopes": [
            {
                "territories": [f"{one.sign} {one.tis}" for one in scope.territories],
                "parties": [
                    {
                        "role": party.role,
                        "ip_number": party.ip_number,
                        "name": f"{party.last_name} {party.first_name}".strip(),
                        "ipi_name_number": party.ipi_name_number,
                        "shares": _shares_json(party.shares),
                    }
                    for party in scope.parties
                ],
            }
            for scope in agreement.scopes
        ],
        "published": False,
    }


def answer_json(one: Judged) -> Json:
    """What somebody answered on a transaction of an earlier file."""
    answer = one.transaction.answer
    if answer is None:
        raise ValueError("the transaction is no acknowledgement")
    return _place_json(one) | {
        "status": answer.status,
        "original_file_created": f"{_date(answer.created_day)}T{_time(answer.created_second)}",
        "original_group": answer.original_group,
        "original_transaction": answer.original_transaction,
        "original_type": answer.original_type,
        "title": answer.title,
        "submitter_work_number": answer.submitter_work_number,
        "recipient_work_number": answer.recipient_work_number,
        "processing_date": _date(answer.processing_day),
        "messages": [
            {
                "type": message.level,
                "record": message.original_record,
                "record_type": message.original_type,
                "level": message.edit_level,
                "validation": message.validation,
                "text": message.text,
            }
            for message in answer.messages
        ],
    }


def decision_json(one: Judged) -> Json:
    """What is answered on a registration or an agreement."""
    decision = one.decision
    if decision is None:
        raise ValueError("nothing was decided")
    return _place_json(one) | {
        "submitter_work_number": one.edited.work.submitter_work_number if one.edited else "",
        "status": decision.status.value,
        "accepted": decision.accepted,
        "payable": decision.payable,
        "processed_as": decision.kind,
        "unpaid_because": list(decision.unpaid_because),
        "messages": [
            {
                "type": message.kind,
                "record": message.record_number,
                "record_type": message.record,
                "level": message.level,
                "validation": message.number,
                "text": message.text,
            }
            for message in decision.messages
        ],
    }


def _place_json(one: Judged) -> Json:
    transaction = one.transaction
    return {
        "file": one.file.name,
        "group": transaction.group,
        "transaction": transaction.number,
        "line": transaction.place.line,
        "kind": transaction.kind,
        "refused": one.refused,
    }


def _publisher_json(publisher: Publisher) -> Json:
    return {
        "controlled": publisher.controlled,
        "chain": publisher.chain,
        "type": publisher.kind,
        "ip_number": publisher.ip_number,
        "name": publisher.name,
        "ipi_name_number": publisher.ipi_name_number,
        "ownership": _shares_json(publisher.ownership),
        "collections": [_collection_json(record) for record in publisher.collections],
    }


def _writer_json(writer: Writer) -> Json:
    return {
        "controlled": writer.controlled,
        "designation": writer.designation,
        "ip_number": writer.ip_number,
        "last_name": writer.last_name,
        "first_name": writer.first_name,
        "ipi_name_number": writer.ipi_name_number,
        "ownership": _shares_json(writer.ownership),
        "collections": [_collection_json(record) for record in writer.collections],
        "publishers": [link.publisher_ip_number for link in writer.publishers],
    }


def _collection_json(record: Collection) -> Json:
    return {
        "record_type": record.place.record,
        "sign": record.sign,
        "tis": record.tis,
        "number": record.number,
        "shares": _shares_json(record.shares),
        "shares_change": record.shares_change,
    }


def _shares_json(shares: Shares) -> Json:
    values = (shares.pr_centi_percent, shares.mr_centi_percent, shares.sr_centi_percent)
    return {
        right: None if value is None else _percent(value)
        for right, value in zip(RIGHTS, values, strict=True)
    }


def _sums_json(sums: dict[Right, int]) -> Json:
    return {right: _percent(value) for right, value in sums.items()}


def _percent(centi_percent: int) -> str:
    return f"{centi_percent // 100}.{centi_percent % 100:02}"


def _date(day: int | None) -> str | None:
    return None if day is None else date_of(day).isoformat()


def _time(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
