"""Generations: what they have for themselves, what they share, and which names are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import topics
from schemas.generation import MOST_CHARACTERS, BadGeneration, Generation
from schemas.settings import Settings

GREEN = Generation("green")
SHARED = {
    "ipr.registrations", "ipr.trades", "ipr.usage", "ipr.signals", "ipr.control",
    "ipr.tree-heads", "ipr.evidence",
}  # fmt: skip
_KAFKA_MOST = 249


@pytest.mark.parametrize(
    ("plain", "of_green"),
    [
        (("topic", "ipr.facts"), "ipr.facts.green"),
        (("topic", "ipr.trade-states"), "ipr.trade-states.green"),
        (("topic", "ipr.usage"), "ipr.usage"),
        (("topic", "ipr.tree-heads"), "ipr.tree-heads"),
        (("group", "rightstream-rights"), "rightstream-rights.green"),
        (("entry", "chdb"), "chdb-green"),
        (("entry", "sql.json"), "sql-green.json"),
        (("database", "rightstream"), "rightstream_green"),
    ],
)
def test_names(plain: tuple[str, str], of_green: str) -> None:
    kind, name = plain
    assert getattr(GREEN, kind)(name) == of_green
    assert getattr(Generation(), kind)(name) == name


def test_inputs_and_the_evidence_log_are_shared_and_nothing_else() -> None:
    """What senders say is said once, and so is what the log's key signs."""
    names = GREEN.topic_names()
    assert {topic for topic, on_broker in names.items() if topic == on_broker} == SHARED
    assert set(names) == set(topics.ALL)


NAMES = st.from_regex(rf"\A[a-z][a-z0-9]{{0,{MOST_CHARACTERS - 1}}}\Z").filter(
    lambda name: name != "default"
)


@given(NAMES, NAMES)
def test_no_generation_has_the_topic_of_another(name: str, other: str) -> None:
    own = {Generation(name).topic(topic) for topic in topics.DERIVED}
    assert len(own) == len(topics.DERIVED)
    assert own.isdisjoint(topics.ALL)
    others = {Generation(other).topic(topic) for topic in topics.DERIVED}
    assert own.isdisjoint(others) == (name != other)
    assert max(map(len, own)) < _KAFKA_MOST


@pytest.mark.parametrize(
    "name",
    [
        "Green", "1st", "a.b", "a-b", "a_b", "../x", "a b", "a\n", "`", "';--", "x" * 25, "é", "١",
        "default", "a/b", "a\0",
    ],
)  # fmt: skip
def test_a_name_that_could_mean_something_else_is_refused(name: str) -> None:
    """In a topic, a path or a statement; the settings of every process refuse it, too."""
    with pytest.raises(BadGeneration, match="is no name for a generation"):
        Generation(name)
    with pytest.raises(ValidationError, match="is no name for a generation"):
        Settings(generation=name)


def test_people_call_the_unnamed_one_default() -> None:
    assert Generation.called("default") == Generation()
    assert str(Generation()) == "default"
    assert Generation.called("green") == GREEN
