"""model -> record -> bytes -> record -> model changes nothing, for every model and any value."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codecs import codecs_of
from schemas.models import MODELS, AccrualBlock, RegistrationEvent, TradeEvent
from tests import events
from tests.schemas.model_examples import accrual_record
from tests.schemas.model_values import any_model


@pytest.mark.parametrize("topic", MODELS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_model_survives_the_wire(topic: str, data: st.DataObject) -> None:
    model = MODELS[topic]
    value = data.draw(any_model(model))
    record = value.to_record()
    decoded = codecs_of(None).decode(topic, codecs_of(None).encode(topic, record))
    assert decoded == record
    assert model.from_record(decoded) == value


@pytest.mark.parametrize(
    ("topic", "record"),
    [
        (
            "ipr.registrations",
            events.registration(
                "work:w-1",
                events.claim("party:p", 1_000_000, territories=((True, "2WL"), (False, "US"))),
                references=("isrc:USSM19803037",),
            ),
        ),
        ("ipr.trades", events.licence("L1", "party:p", "tunefy", per_unit_e8=5, currency="CNY")),
        ("ipr.usage", events.usage("tunefy", "R1", ("work:w-1", 3, 1_500_000))),
        ("ipr.signals", events.signal("S1", "work:w-1", "tunefy")),
        ("ipr.signals", events.retraction("S1", "work:w-1")),
    ],
)
def test_a_record_written_by_hand_reads_as_a_model(topic: str, record: dict[str, Any]) -> None:
    assert MODELS[topic].from_record(record).to_record() == record


def test_values_can_be_compared_and_hashed() -> None:
    record = events.registration("work:w-1", events.claim("party:p", 5))
    one, other = RegistrationEvent.from_record(record), RegistrationEvent.from_record(record)
    assert one == other
    assert len({one, other}) == 1


def test_terms_may_be_any_text() -> None:
    record = events.licence("L1", "party:p", "tunefy", revenue_share_ppm=5)
    record["body"][1]["terms"] = {"clause 4": "最惠国", "": ""}
    assert TradeEvent.from_record(record).to_record() == record


def test_accrual_columns_are_packed_in_the_record_only() -> None:
    value = AccrualBlock.from_record(accrual_record())
    assert value.subjects == ("work:w-1", "work:w-2")
    assert value.licences == ()
    assert value.units == (3, -300)
    assert value.entry_licence == (-1,)
    assert value.to_record() == accrual_record()
