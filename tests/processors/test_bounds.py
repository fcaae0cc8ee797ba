"""What a sender could make grow without bound has a limit: a fault, or results in parts."""

from random import Random
from typing import Any

import pytest

from processors import limits
from processors.faults import EventFault
from processors.intake import Intake, Received
from processors.joined import joined
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.identifiers import canonical
from schemas.packed import unpack
from schemas.wire import MAX_MESSAGE_BYTES
from tests import events
from tests.driver import CODECS, Market
from tests.processors.market_views import row_counts

AT = RecordedAt(1_790_000_000_000, 0, 7)
FAULT = EventFault("too_large", "message", "is too large", "send less")
INTAKE = Intake(2, SubjectIndex(canonical), lambda *_: True)


def reasons(event: dict[str, Any], topic: str) -> list[str]:
    taken = INTAKE.take(Received(topic, AT, b"", b"", {}), event)
    return [] if taken.accepted else [str(fault) for fault in taken.outputs[0].record["faults"]]


def test_a_dead_letter_of_any_message_fits_a_message() -> None:
    """However long the message, its key and its headers are; where it lies is always said."""
    long = b"\xff" * (2 * MAX_MESSAGE_BYTES)
    received = Received(topics.USAGE, AT, long, long, {"trace": long})
    letter, receipt = INTAKE.refuse(received, [FAULT]).outputs
    assert len(CODECS[topics.REJECTED].encode(letter.record)) < 12 * 1024 * 1024
    assert letter.record["value"] == long[: limits.MAX_KEPT_BYTES]
    assert (letter.record["partition"], letter.record["offset"]) == (0, 7)
    assert receipt.record["accepted"] is False


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        pytest.param([(1, 100, ())] * 512, True, id="many of one kind"),
        pytest.param([(day, 100 + day, ()) for day in range(1, 101)], True, id="changing often"),
        pytest.param(
            [(day, 1_000 + day, (("CN",), ("FR",))[day % 2]) for day in range(400)],
            False,
            id="changing always and everywhere",
        ),
    ],
)
def test_claims_that_would_take_long_to_add_up_are_refused(
    claims: list[tuple[int, int, tuple[str, ...]]], taken: bool
) -> None:
    said = [
        {
            **events.claim(f"party:p{number}", 1),
            "from_day": from_day,
            "until_day": until_day,
            "territories": [{"include": True, "code": code} for code in codes],
        }
        for number, (from_day, until_day, codes) in enumerate(claims)
    ]
    found = reasons(events.registration("work:a", *said), topics.REGISTRATIONS)
    assert (not found) is taken, found
    assert taken or "too_fragmented" in found[0]


def test_accruals_of_many_holders_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No block has more entries than fit a message, and together they say what one would."""

    def rows() -> tuple[Any, list[int]]:
        market = Market(partitions=1, shuffle=Random(1))
        holders = [events.claim(f"party:p{number}", 10_000) for number in range(100)]
        market.send(topics.REGISTRATIONS, events.registration("work:a", *holders))
        market.send(
            topics.TRADES, events.licence("L1", "party:p1", "tunefy", revenue_share_ppm=500_000)
        )
        lines = [("work:a", 10, 1_000_000 + number) for number in range(30)]
        market.send(topics.USAGE, events.usage("tunefy", "r1", *lines))
        market.run()
        sizes = [
            len(unpack(output.record["entry_holder"]))
            for output in market.outputs
            if output.topic == topics.ACCRUALS
        ]
        return row_counts(market), sizes

    whole, _ = rows()
    monkeypatch.setattr("processors.accruals.MAX_BLOCK_ENTRIES", 700)
    parts, sizes = rows()
    assert parts == whole
    assert max(sizes) <= 700 + 100


def test_keys_of_other_parts_are_other_keys() -> None:
    """A separator within a part is not one between parts."""
    said = [("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"), ("a", "b", "c"), ("a/b/c",), ("a%", "2F")]
    assert len({joined("/", *parts) for parts in said}) == len(said)
    assert joined("|", "registry", "e-1", 3) == "registry|e-1|3"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"use_types": ["Stream", "Stream"]}, "duplicate_use_type"),
        ({"use_types": ["Stream"] * 65}, "too_many"),
        ({"service": "x" * 201}, "too_long"),
        ({"commercial_model": "Sub\nscription"}, "unprintable"),
    ],
)
def test_what_a_report_says_once_is_checked(said: dict[str, Any], code: str) -> None:
    event = events.usage("tunefy", "r1", ("work:a", 1, 1))
    event["body"][1].update(said)
    assert any(code in fault for fault in reasons(event, topics.USAGE))
