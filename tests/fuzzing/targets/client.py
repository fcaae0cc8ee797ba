"""What a program hands to the client: refused as its documentation says, or taken by intake."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

from processors.intake import Intake, Received
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from streams.client import ReportRefused, UsageReportWriter, message_of, micros_of
from streams.client.traceparent import child_of
from tests.fuzzing import hostile
from tests.fuzzing.choices import Choices, ChosenRandom
from tests.fuzzing.mutation import mutated
from tests.fuzzing.target import Target
from tests.processors.random_markets import _MAKERS

_CODECS = codecs_of(None)
_INTAKE = Intake(2, SubjectIndex(canonical), lambda *_: True)
_NOW = datetime(2026, 9, 20, tzinfo=timezone.utc)  # noqa: UP017
_AT = RecordedAt(int(_NOW.timestamp() * 1000), 0, 1)
_AMOUNTS: tuple[Any, ...] = (
    Decimal("NaN"), Decimal("sNaN"), Decimal("-NaN123"), Decimal("Infinity"), Decimal("-0"),
    Decimal("1E+999999"), Decimal("1E-999999"), Decimal("0E+999999"), Decimal("0E-999999"),
    Decimal("9.999999"), Decimal("0.0000001"), Decimal("9" * 40), Decimal("1E-1999990"),
    0.5, True, None, "1", 10**30, -1, 2**63, 5,
)  # fmt: skip
_DAYS = (date(2026, 9, 4), date.min, date.max, date(1969, 12, 31), date(2149, 6, 7))


def run(data: bytes) -> None:
    choices = Choices(data)
    _check_amount(choices.of(_AMOUNTS))
    if choices.flag():
        _check_event(choices)
    else:
        _check_report(choices)


def _check_amount(amount: Any) -> None:
    try:
        micros = micros_of(amount)
    except (ValueError, TypeError) as fault:
        assert len(str(fault)) < 1_000
        return
    assert Decimal(micros) == (amount * 10**6 if isinstance(amount, Decimal) else amount)


def _check_event(choices: Choices) -> None:
    topic, make, _ = choices.of(_MAKERS)
    event = mutated(topic, make(ChosenRandom(choices)), choices)
    if choices.flag(4):
        event[choices.of(tuple(event))] = choices.of((None, 1.5, b"", [], ("x", {}), ("x",), {}))
    try:
        message = message_of(event, choices.of((topic, topic, topic, topics.CASES, "x")), _CODECS)
        child_of(dict(message.headers)["traceparent"].decode())
    except (ValueError, TypeError):
        return
    _CODECS.decode(message.topic, message.value)
    message.key.decode()


def _check_report(choices: Choices) -> None:
    try:
        report = UsageReportWriter(
            choices.of(("tunefy", *hostile.TEXTS)), choices.of(("R1", *hostile.TEXTS)),
            (choices.of(_DAYS), choices.of(_DAYS[::-1])), choices.of(("CNY", *hostile.TEXTS)),
            choices.of(("CN", *hostile.TEXTS)), service=choices.of(("", *hostile.TEXTS)),
            revision=choices.of((1, *hostile.NUMBERS)), block_lines=choices.of((2, 1, 10_000, 0)),
            occurred_at=choices.of((_NOW, datetime(1, 1, 1), _FAR_EAST, datetime.max)),
        )  # fmt: skip
        for _ in range(choices.below(4)):
            report.add(
                choices.of(("work:a", "tunefy:1", *hostile.TEXTS)),
                choices.of(("OnDemandStream", "Broadcast", *hostile.TEXTS)), choices.of(_DAYS),
                choices.of((1, *hostile.NUMBERS)), choices.of(_AMOUNTS),
                choices.of((1, *hostile.NUMBERS)),
            )  # fmt: skip
        events = list(report.close())
    except (ValueError, TypeError, ReportRefused):
        return
    for event in events:
        message = message_of(event, topics.USAGE, _CODECS)
        received = Received(message.topic, _AT, message.key, message.value, dict(message.headers))
        taken = _INTAKE.take(received, _CODECS.decode_columns(message.topic, message.value))
        assert taken.accepted, taken.outputs[0].record["faults"]


_FAR_EAST = datetime(1, 1, 1, 3, tzinfo=timezone(timedelta(hours=14)))


def seeds() -> Sequence[bytes]:
    return [bytes([one, one % 2]) + Random(one).randbytes(60) for one in range(24)] + [bytes(40)]


TARGET = Target(
    name="client",
    says="events, reports and amounts given to the Python client",
    run=run,
    seeds=seeds,
    mebibytes=128,
    seconds=10,
)
