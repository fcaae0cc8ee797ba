"""What a sender writes to construct events."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas.models import (
    ClockAdvanced,
    ControlEvent,
    DeadLetter,
    EventBody,
    InfringementSignalled,
    LicenceGranted,
    LicenceState,
    ParameterSet,
    PeriodCloseRequested,
    PlatformAdmitted,
    Pricing,
    RegistrationEvent,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    RightsCoverage,
    TerritoryRule,
    TradeWithdrawn,
    WorkKind,
)
from tests.schemas.model_examples import DAY, block, claim


def test_words_and_rows_may_be_written_plainly() -> None:
    plain = claim(right="MakeAvailable", territories=[TerritoryRule.including("CN")])
    assert plain == claim(territories=(TerritoryRule(include=True, code="CN"),))
    assert plain.right is RightsCoverage.MAKE_AVAILABLE
    assert TerritoryRule.excluding("US") == TerritoryRule(include=False, code="US")


def test_prices_are_named_by_their_kind() -> None:
    assert Pricing.per_unit(5, "CNY").to_record() == {
        "kind": "PerUnit",
        "per_unit_e8": 5,
        "revenue_share_ppm": 0,
        "currency": "CNY",
    }
    assert Pricing.revenue_share(120_000).currency == ""


def test_an_event_is_about_what_its_body_names() -> None:
    event = RegistrationEvent.of(
        RegistrationWithdrawn(registration_id="R1", revision=2, work="work:w-1"),
        source="registry-a",
        event_id="e-1",
        occurred_at=datetime(2026, 9, 4, 12, tzinfo=timezone(timedelta(hours=8))),
    )
    assert event.subject == "work:w-1"
    assert event.occurred_at == datetime(2026, 9, 4, 4, tzinfo=UTC)
    assert event.to_record()["occurred_at"] == 1_788_494_400_000_000


def test_an_event_without_an_id_gets_one_of_its_own() -> None:
    body = PlatformAdmitted(platform="tunefy")
    one, other = ControlEvent.of(body, source="desk"), ControlEvent.of(body, source="desk")
    assert one.event_id != other.event_id
    assert datetime.now(UTC) - one.occurred_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        (PlatformAdmitted(platform="tunefy"), "tunefy"),
        (ClockAdvanced(day=DAY), "clock"),
        (PeriodCloseRequested(barrier_id="2026-Q3", from_day=DAY, until_day=DAY), "2026-Q3"),
        (ParameterSet(name="spike", value="4", from_day=DAY), "spike"),
        (TradeWithdrawn(trade_id="L1", revision=2), "L1"),
        (block(), "R1"),
    ],
)
def test_a_subject(body: EventBody, subject: str) -> None:
    assert body.subject == subject


def test_days_may_be_left_out() -> None:
    assert block().days == ()
    assert block(days=[2]).days == (2,)


def test_defaults_are_those_of_the_contract() -> None:
    licence = LicenceGranted(
        licence_id="L1",
        revision=1,
        licensor="party:p",
        licensee="tunefy",
        rights=(RightsCoverage.MAKE_AVAILABLE,),
        from_day=DAY,
        pricing=Pricing.revenue_share(120_000),
    )
    assert licence.state is LicenceState.ACTIVE
    assert licence.terms == {}
    signal = InfringementSignalled(
        signal_id="S1",
        reference="work:w",
        platform="t",
        use_type="Stream",
        territory="CN",
        at_day=DAY,
    )
    assert signal.evidence_hash == b""
    registration = RegistrationSubmitted(
        registration_id="R1", revision=1, work="work:w", kind=WorkKind.TEXT
    )
    assert registration.to_record()["claims"] == []
    assert RegistrationSubmitted.from_record(registration.to_record()) == registration
    letter = DeadLetter(
        reason="not_framed",
        faults=(),
        topic="ipr.usage",
        partition=0,
        offset=0,
        recorded_at=datetime(2026, 9, 4, tzinfo=UTC),
    )
    assert letter.value is None
