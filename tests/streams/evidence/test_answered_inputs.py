"""A generation that takes the evidence log over first answers what is signed: receipts that are not
there yet are no lost ones."""

from types import SimpleNamespace

import pytest
from kafka.errors import CoordinatorLoadInProgressError, GroupAuthorizationFailedError, KafkaError
from kafka.structs import TopicPartition

from processors.evidence.log import Place
from schemas.generation import Generation
from streams.evidence import answered_inputs
from streams.evidence.answered_inputs import AnsweredInputs

PLACE = Place("ipr.trades", 1)
GROUP = "rightstream-intake.green"


class Admin:
    """What intake of generation green has committed, or why nobody knows."""

    def __init__(self, committed: int | None = None, fault: KafkaError | None = None) -> None:
        self._committed = committed
        self._fault = fault

    def list_group_offsets(self, asked: dict[str, None]) -> dict[str, dict[TopicPartition, object]]:
        assert asked == {GROUP: None}
        if self._fault is not None:
            raise self._fault
        if self._committed is None:
            return {GROUP: {}}
        return {GROUP: {TopicPartition(*PLACE): SimpleNamespace(offset=self._committed)}}


def answered(
    monkeypatch: pytest.MonkeyPatch, admin: Admin, holes: list[tuple[int, int]] | None = None
) -> AnsweredInputs:
    monkeypatch.setattr(answered_inputs, "KafkaAdminClient", lambda **_: admin)
    inputs = SimpleNamespace(
        holes=lambda _place, offset: [one for one in holes or [] if one[1] > offset]
    )
    return AnsweredInputs("", Generation("green"), inputs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("committed", "covered", "missing"),
    [
        (None, 3, ["ipr.trades 1 from 0 to 3"]),
        (2, 3, ["ipr.trades 1 from 2 to 3"]),
        (3, 3, []),
        (9, 3, []),
        (-1, 3, ["ipr.trades 1 from 0 to 3"]),
        (None, 0, []),
    ],
)
def test_what_is_signed_and_not_answered(
    committed: int | None, covered: int, missing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(monkeypatch, Admin(committed)).missing({PLACE: covered}) == missing


@pytest.mark.parametrize(
    ("holes", "is_missing"), [([(4, 6)], False), ([(4, 5)], True), ([(5, 6)], True), ([], True)]
)
def test_markers_of_a_transaction_are_nobody_s_to_answer(
    holes: list[tuple[int, int]], is_missing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Intake has committed 4; the head reaches to 6."""
    found = answered(monkeypatch, Admin(4), holes).missing({PLACE: 6})
    assert bool(found) is is_missing


def test_a_broker_that_is_loading_its_offsets_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answered(monkeypatch, Admin(fault=CoordinatorLoadInProgressError("loading")))
    assert asked.missing({PLACE: 1})
    with pytest.raises(GroupAuthorizationFailedError):
        answered(monkeypatch, Admin(fault=GroupAuthorizationFailedError("no"))).missing({PLACE: 1})
