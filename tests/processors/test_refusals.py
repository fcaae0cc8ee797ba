"""When refusals are suspicious, and what proves whose fault they are."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.refusals import (
    RefusalCount,
    RefusalLimits,
    Rejudged,
    Suspicion,
    refuses_what_it_accepted,
)

SENDERS = ("", "dsp-a", "dsp-b")
REASONS = ("not_avro", "bad_reference")
Answer = tuple[str, str] | None
"""(sender, reason) of a refusal; None for an acceptance."""

answers = st.lists(
    st.one_of(st.none(), st.tuples(st.sampled_from(SENDERS), st.sampled_from(REASONS))), max_size=60
)


def counted(limits: RefusalLimits, said: list[Answer]) -> RefusalCount:
    count = RefusalCount(limits)
    for answer in said:
        if answer is None:
            count.accepted()
        else:
            count.refused(*answer)
    return count


@pytest.mark.parametrize(
    ("story", "suspicious"),
    [
        ("four in a row", [("a", "x")] * 4),
        ("an acceptance before four", [None, *[("a", "x")] * 4]),
        ("eight of ten, never four in a row", [("a", "x"), ("b", "x"), ("a", "y"), None] * 3),
    ],
)
def test_what_is_suspicious(story: str, suspicious: list[Answer]) -> None:
    limits = RefusalLimits(in_a_row=4, ratio=0.7, window=10)
    assert counted(limits, suspicious).suspicion() is not None, story


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ("nothing", []),
        ("three in a row", [("a", "x")] * 3),
        ("three, an acceptance, three", [*[("a", "x")] * 3, None, *[("a", "x")] * 3]),
        ("too few events for a ratio", [("a", "x"), ("a", "x"), None] * 3),
        ("half of them", [("a", "x"), None] * 20),
    ],
)
def test_what_is_not(story: str, said: list[Answer]) -> None:
    limits = RefusalLimits(in_a_row=4, ratio=0.7, window=10)
    assert counted(limits, said).suspicion() is None, story


def test_it_is_told_by_whom_and_why_the_latest_first_among_equals() -> None:
    count = counted(
        RefusalLimits(4, 1.0, 100),
        [("a", "x"), None, ("a", "x"), ("", "y"), ("b", "x"), ("a", "x")],
    )
    assert count.suspicion() == Suspicion(4, 4, (("x", 3), ("y", 1)), (("a", 2), ("b", 1), ("", 1)))
    count.spared()
    assert count.suspicion() is None
    assert count.in_a_row == 4


def test_a_long_name_is_kept_cut() -> None:
    count = RefusalCount(RefusalLimits(1, 1.0, 10))
    count.refused("s" * 1_000_000, "x")
    suspicion = count.suspicion()
    assert suspicion is not None
    assert suspicion.senders == (("s" * 100, 1),)


@given(answers, st.integers(1, 8), st.integers(1, 10), st.integers(1, 12))
def test_it_counts_as_the_whole_story_counted_anew(
    said: list[Answer], in_a_row: int, tenths: int, window: int
) -> None:
    limits = RefusalLimits(in_a_row, tenths / 10, window)
    found = counted(limits, said).suspicion()
    row = next((n for n, one in enumerate(reversed(said)) if one is None), len(said))
    last = said[-window:]
    refused = [one for one in last if one is not None]
    if row >= in_a_row:
        events = min(row, window)
    elif len(last) == window and len(refused) * 10 >= tenths * window:
        events = window
    else:
        assert found is None
        return
    told = [one for one in said[-events:] if one is not None]
    assert found is not None
    assert (found.refused, found.events) == (len(told), events)
    assert dict(found.senders) == Counter(sender for sender, _ in told)
    assert dict(found.reasons) == Counter(reason for _, reason in told)


@given(answers, answers)
def test_what_was_spared_leaves_no_trace(before: list[Answer], after: list[Answer]) -> None:
    limits = RefusalLimits(4, 0.6, 10)
    count = counted(limits, before)
    count.spared()
    for answer in after:
        if answer is None:
            count.accepted()
        else:
            count.refused(*answer)
    assert count.suspicion() == counted(limits, after).suspicion()


@pytest.mark.parametrize(
    ("judged", "proof"), [("", False), ("r", True), ("ra", True), ("raa", False), ("aaaa", False)]
)
def test_half_of_what_was_accepted_before_is_proof(judged: str, proof: bool) -> None:
    faults = {"r": ("bad_reference at ...",), "a": ()}
    rejudged = [Rejudged("ipr.usage/0/1", "dsp", faults[one]) for one in judged]
    assert refuses_what_it_accepted(rejudged) is proof
