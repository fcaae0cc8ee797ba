"""Lag of a generation: its own groups and topics, and answers that come in part."""

from typing import Any

import pytest
from kafka.structs import TopicPartition

from schemas.generation import Generation
from streams import lag
from streams.lag import EVIDENCE_GROUP, LagMeter


class Consumer:
    """Knows a topic once it was asked about it before, as kafka-python's consumer does."""

    def __init__(self, **_: str) -> None:
        self._known: set[str] = set()

    def partitions_for_topic(self, topic: str) -> set[int]:
        self._known.add(topic)
        return {0, 1, 2}

    def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        unknown = [place for place in places if place.topic not in self._known]
        self._known.update(place.topic for place in places)
        if unknown:
            raise KeyError(unknown[0])
        return dict.fromkeys(places, 5)


class Admin:
    def __init__(self, **_: str) -> None:
        self.asked: list[str] = []

    def list_group_offsets(self, groups: dict[str, None]) -> dict[str, dict[Any, Any]]:
        self.asked = list(groups)
        return {}


@pytest.fixture(autouse=True)
def _broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lag, "KafkaConsumer", Consumer)
    monkeypatch.setattr(lag, "KafkaAdminClient", Admin)


def test_a_broker_that_is_asked_about_new_topics_is_asked_again() -> None:
    meter = LagMeter("", 1, Generation("green"), ["rightstream-rights"])
    assert meter.ends("rightstream-rights") == {TopicPartition("ipr.facts.green", 0): 5}
    assert meter.measure().by_group == {"rightstream-rights": 5}


def test_a_generation_has_its_own_groups_but_one_evidence_log() -> None:
    """And as many partitions as it was given; what it shares has those it was made with."""
    meter = LagMeter("", 2, Generation("green"))
    assert meter.measure().by_group == {
        "rightstream-intake": 5 * 5 * 3,
        "rightstream-matching": 5 * 2,
        "rightstream-rights": 5 * 2,
        "rightstream-warehouse": 5 * (8 * 2 + 2 * 3),
        EVIDENCE_GROUP: 5 * 2,
    }
    admin: Any = meter._admin
    assert set(admin.asked) == {
        "rightstream-intake.green", "rightstream-matching.green", "rightstream-rights.green",
        "rightstream-warehouse.green", EVIDENCE_GROUP,
    }  # fmt: skip


def test_a_topic_that_never_comes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_consumer: Consumer, places: list[TopicPartition]) -> None:
        raise KeyError(places[0])

    monkeypatch.setattr(Consumer, "end_offsets", unknown)
    monkeypatch.setattr(lag, "_COORDINATOR_SECONDS", 0.0)
    with pytest.raises(TimeoutError, match=r"ipr\.facts"):
        LagMeter("", 1, groups=["rightstream-rights"]).ends("rightstream-rights")
