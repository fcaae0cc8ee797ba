"""Copies of an event share a receipt; the answer to the copy recorded last holds."""

from hypothesis import given
from hypothesis import strategies as st

from processors.receipt_version import receipt_version
from processors.reports import RecordedAt
from schemas import topics

MILLIS = st.integers(1, 2**43 - 2)
PLACES = st.tuples(st.sampled_from(topics.INPUTS), st.integers(0, 1023), st.integers(0, 2**62))


@given(MILLIS, MILLIS, PLACES, PLACES)
def test_the_later_copy_has_the_higher_version(
    one: int, other: int, place: tuple[str, int, int], elsewhere: tuple[str, int, int]
) -> None:
    first, last = sorted((one, other))
    if first < last:
        older = receipt_version(place[0], RecordedAt(first, *place[1:]))
        newer = receipt_version(elsewhere[0], RecordedAt(last, *elsewhere[1:]))
        assert 0 < older < newer < 2**63


@given(MILLIS, PLACES, PLACES)
def test_copies_of_one_millisecond_in_two_partitions_have_two_versions(
    millis: int, place: tuple[str, int, int], elsewhere: tuple[str, int, int]
) -> None:
    """Which of them a warehouse keeps must not depend on which it was given first."""
    versions = {receipt_version(one[0], RecordedAt(millis, *one[1:])) for one in (place, elsewhere)}
    assert len(versions) == (2 if place[:2] != elsewhere[:2] else len(versions))


@given(st.integers(-(2**63), 2**63), PLACES)
def test_whatever_a_broker_stamps_is_a_positive_long(
    millis: int, place: tuple[str, int, int]
) -> None:
    assert 0 < receipt_version(place[0], RecordedAt(millis, *place[1:])) < 2**63
