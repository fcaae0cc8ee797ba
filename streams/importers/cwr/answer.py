"""What a recipient answered on one transaction: ACK with its MSG records, as typed data."""

from __future__ import annotations

from dataclasses import dataclass

from processors.cwr.errors import Place


@dataclass(frozen=True, slots=True)
class Message:
    """MSG: `level` and `edit_level` are letters F R T G E, `validation` three characters."""

    level: str
    original_record: int
    original_type: str
    edit_level: str
    validation: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """ACK. Days count from 1970-01-01, `created_second` within the day.

    Creation, group and transaction are those of the file that is answered.
    """

    place: Place
    created_day: int
    created_second: int
    original_group: int
    original_transaction: int
    original_type: str
    title: str
    submitter_work_number: str
    recipient_work_number: str
    processing_day: int
    status: str
    messages: tuple[Message, ...] = ()
