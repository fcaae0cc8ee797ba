"""Which leaves are sealed, and when: the same heads from the same record, however it is read."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.evidence.answered import BrokenLog
from processors.evidence.log import EvidenceLog, Late, Place, Seal
from schemas import topics
from tests.processors.evidence.recorded_inputs import (
    BEGIN,
    DAY,
    PLACES,
    Message,
    check_against_definition,
    ends,
    leaves_before,
    recorded,
    replayed,
    seals,
    signed,
)

INTERVAL = 5_000
WHERE = st.integers(0, len(PLACES) - 1)
STAMPS = st.lists(
    st.tuples(WHERE, st.integers(BEGIN - 20_000, BEGIN + 20_000), st.booleans()), max_size=60
)
"""Stamps in any order: a broker's clock may be set back."""

STEPS = st.lists(
    st.tuples(WHERE, st.sampled_from([0, 1, 700, 4_000, 30_000, DAY // 3]), st.booleans()),
    max_size=50,
)
"""Stamps of brokers whose clocks are right: how much later than the one before."""


def rising(steps: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    millis, stamps = BEGIN, []
    for index, step, accepted in steps:
        millis += step
        stamps.append((index, millis, accepted))
    return stamps


@given(STAMPS, st.randoms(use_true_random=False))
def test_any_interleaving_with_any_repeats_gives_the_same_heads(
    stamps: list[tuple[int, int, bool]], random: Random
) -> None:
    messages = recorded(stamps)
    until = BEGIN + 2 * DAY
    made = replayed(messages, until, INTERVAL)
    check_against_definition(made, messages)
    told = messages + random.choices(messages, k=len(messages)) if messages else []
    random.shuffle(told)
    log = EvidenceLog(PLACES, INTERVAL)
    for message in told:
        log.take(message.receipt)
    log.ends_are(until, ends(messages))
    assert seals(log) == made
    if any(message.accepted for message in messages):
        assert made[-1].head.tree_size == sum(message.accepted for message in messages)


@given(STEPS, st.randoms(use_true_random=False))
def test_live_with_crashes_gives_the_heads_of_a_replay(
    steps: list[tuple[int, int, bool]], random: Random
) -> None:
    """Answers come in any order between the partitions, some twice; the ends are asked for at any
    time; the process ends at any time, also after it has sealed what is never published."""
    messages = recorded(rising(steps))
    log, published = EvidenceLog(PLACES, INTERVAL), list[Seal]()
    on_record: list[Message] = []
    answered: list[Message] = []
    waiting: list[Message] = []
    for message in [*messages, None]:
        if message is not None:
            if random.random() < 0.7:
                log.ends_are(message.millis, ends(on_record))
            on_record.append(message)
            waiting.append(message)
        random.shuffle(waiting)
        while waiting and (message is None or random.random() < 0.5):
            answered.append(waiting.pop())
            log.take(answered[-1].receipt)
        if message is None:
            log.ends_are(messages[-1].millis + 2 * DAY if messages else BEGIN, ends(on_record))
        new = seals(log)
        if random.random() < 0.3:
            published += new[: random.randint(0, len(new))]
            log = EvidenceLog(PLACES, INTERVAL, signed(published))
            again = random.sample(answered, len(answered)) + random.sample(
                answered, len(answered) // 2
            )
            for known in again:
                log.take(known.receipt)
            log.rebuild()
            if message is None:
                log.ends_are(messages[-1].millis + 2 * DAY if messages else BEGIN, ends(messages))
                published += seals(log)
        else:
            published += new
    until = messages[-1].millis + 2 * DAY if messages else BEGIN
    assert published == replayed(messages, until, INTERVAL)
    check_against_definition(published, messages)


@given(STAMPS, st.randoms(use_true_random=False))
def test_brokers_whose_clocks_are_wrong_never_break_the_log(
    stamps: list[tuple[int, int, bool]], random: Random
) -> None:
    """Stamped before a boundary, recorded after it: placed at the boundary, once, and the next
    start comes to the same root."""
    messages = recorded(stamps)
    log, published = EvidenceLog(PLACES, INTERVAL), list[Seal]()
    for number, message in enumerate(messages):
        if random.random() < 0.3:
            log.ends_are(random.randint(BEGIN - 20_000, BEGIN + 20_000), ends(messages[:number]))
            published += seals(log)
        log.take(message.receipt)
    log.ends_are(BEGIN + DAY, ends(messages))
    published += seals(log)
    leaves = [leaf for seal in published for leaf in seal.leaves]
    assert sorted(leaves) == sorted(leaves_before(messages, BEGIN + DAY))
    boundaries = [seal.head.boundary_millis for seal in published]
    assert boundaries == sorted(set(boundaries))
    for count in range(len(published) + 1):
        again = EvidenceLog(PLACES, INTERVAL, signed(published[:count]))
        for message in random.sample(messages, len(messages)):
            again.take(message.receipt)
        again.rebuild()
        again.ends_are(BEGIN + DAY, ends(messages))
        remaining = [leaf for seal in seals(again) for leaf in seal.leaves]
        sealed = sum(len(seal.leaves) for seal in published[:count])
        assert sorted(leaves[:sealed] + remaining) == sorted(leaves)


def test_a_late_message_is_told_with_its_head_and_no_other() -> None:
    """Stamped at 150 ms, recorded after all before 5 s were sealed: it is placed at 5 s."""
    log = told(EvidenceLog(PLACES, INTERVAL), at(0, 0, 100))
    log.ends_are(BEGIN + INTERVAL, ends([at(0, 0, 100)]))
    (first,) = seals(log)
    told(log, at(1, 0, 150), at(1, 1, 5_100))
    log.ends_are(BEGIN + 60_000, ends([at(0, 0, 100), at(1, 0, 150), at(1, 1, 5_100)]))
    told(log, at(0, 1, 60_000))
    log.ends_are(BEGIN + 70_000, {**ends([]), PLACES[0]: 2, PLACES[1]: 2})
    second, third = seals(log)
    assert first.late == []
    assert second.late == [Late(PLACES[1], 0, BEGIN + INTERVAL)]
    assert second.leaves == [at(1, 0, 150).leaf, at(1, 1, 5_100).leaf]
    assert third.late == []


def at(index: int, offset: int, millis: int, accepted: bool = True) -> Message:
    return Message(PLACES[index], offset, BEGIN + millis, accepted)


def told(log: EvidenceLog, *messages: Message) -> EvidenceLog:
    for message in messages:
        log.take(message.receipt)
    return log


def test_nothing_is_sealed_while_a_message_before_the_boundary_is_not_answered() -> None:
    """The first message of partition 1 is on the record, but intake has not come to it."""
    log = told(EvidenceLog(PLACES, INTERVAL), at(0, 0, 100))
    log.ends_are(BEGIN + 60_000, {**ends([at(0, 0, 100)]), PLACES[1]: 1})
    assert log.seal() is None
    assert log.gaps() == {PLACES[1]: 0}
    told(log, at(1, 0, 50, accepted=False))
    seal = log.seal()
    assert seal is not None
    assert seal.leaves == [at(0, 0, 100).leaf]
    assert seal.head.boundary_millis == BEGIN + INTERVAL


def test_nothing_is_sealed_before_its_boundary_has_passed() -> None:
    log = told(EvidenceLog(PLACES, INTERVAL), at(0, 0, 100))
    log.ends_are(BEGIN + INTERVAL - 1, ends([at(0, 0, 100)]))
    assert log.seal() is None
    assert log.next_boundary() == BEGIN + INTERVAL


def test_a_partition_under_load_need_not_be_asked() -> None:
    """Its own stamps say that it is answered up to the last of them."""
    log = told(EvidenceLog(PLACES[:1], INTERVAL), at(0, 0, 100), at(0, 1, 4_999), at(0, 2, 5_000))
    seal = log.seal()
    assert seal is not None
    assert len(seal.leaves) == 2


def test_markers_of_transactions_are_passed() -> None:
    """Offsets 1 and 3 are no messages: the process looks, and says so."""
    log = told(EvidenceLog(PLACES[:1], INTERVAL), at(0, 0, 1), at(0, 2, 2))
    log.ends_are(BEGIN + 60_000, {PLACES[0]: 4})
    assert log.gaps() == {PLACES[0]: 1}
    log.pass_holes(PLACES[0], [(1, 2)])
    assert log.gaps() == {PLACES[0]: 3}
    log.pass_holes(PLACES[0], [(0, 4)])
    assert log.gaps() == {}
    (seal,) = seals(log)
    assert seal.covered == {PLACES[0]: 4}
    assert [len(seal.leaves), seal.head.tree_size] == [2, 2]
    again = told(EvidenceLog(PLACES[:1], INTERVAL, signed([seal])), at(0, 0, 1), at(0, 2, 2))
    again.rebuild()
    assert again.tree.root() == seal.head.root


def test_every_midnight_has_a_head_once_there_is_a_leaf() -> None:
    """Also those with nothing new, also those the process slept through."""
    messages = [at(0, 0, 100)]
    log = told(EvidenceLog(PLACES, INTERVAL), *messages)
    log.ends_are(BEGIN + 3 * DAY, ends(messages))
    made = seals(log)
    midnight = BEGIN + DAY // 2
    assert [(one.head.boundary_millis, one.head.daily) for one in made] == [
        (BEGIN + INTERVAL, False), (midnight, True), (midnight + DAY, True),
        (midnight + 2 * DAY, True),
    ]  # fmt: skip
    assert {one.head.root for one in made} == {made[0].head.root}


def test_an_empty_log_has_no_heads() -> None:
    log = told(EvidenceLog(PLACES, INTERVAL), at(0, 0, 100, accepted=False))
    log.ends_are(BEGIN + 3 * DAY, ends([at(0, 0, 100)]))
    assert log.next_boundary() is None
    assert log.seal() is None


def test_what_is_no_registration_and_no_trade_is_no_leaf() -> None:
    usage = {**at(0, 0, 100).receipt, "topic": topics.USAGE, "partition": 99}
    log = EvidenceLog(PLACES, INTERVAL)
    log.take(usage)
    assert log.next_boundary() is None


def test_an_answer_without_a_digest_is_progress_and_no_leaf() -> None:
    """Of a release that took none."""
    log = EvidenceLog(PLACES[:1], INTERVAL)
    log.take({**at(0, 0, 1).receipt, "content_sha256": b""})
    told(log, at(0, 1, 2))
    log.ends_are(BEGIN + 60_000, {PLACES[0]: 2})
    (seal,) = seals(log)
    assert seal.leaves == [at(0, 1, 2).leaf]


MESSAGES = [at(0, 0, 100), at(0, 1, 200), at(1, 0, 150)]
OTHER = {**MESSAGES[1].receipt, "content_sha256": b"\1" * 32}
BROKEN = {
    "another content": [MESSAGES[0].receipt, OTHER, MESSAGES[2].receipt],
    "one missing": [MESSAGES[0].receipt, MESSAGES[2].receipt],
    "none at all": [],
    "another stamp": [{**MESSAGES[0].receipt, "recorded_at": BEGIN + 160},
                      *(one.receipt for one in MESSAGES[1:])],
}  # fmt: skip


@pytest.mark.parametrize("receipts", BROKEN.values(), ids=BROKEN)
def test_receipts_that_are_not_those_that_were_signed_stop_the_log(
    receipts: list[dict[str, object]],
) -> None:
    made = replayed(MESSAGES, BEGIN + 60_000, INTERVAL)
    log = EvidenceLog(PLACES, INTERVAL, signed(made))
    for receipt in receipts:
        log.take(receipt)
    with pytest.raises(BrokenLog, match="nothing is signed until they are restored"):
        log.rebuild()
    assert log.seal() is None


def test_an_input_that_ends_before_what_was_signed_is_another_one() -> None:
    log = EvidenceLog(PLACES, INTERVAL, signed(replayed(MESSAGES, BEGIN + 60_000, INTERVAL)))
    with pytest.raises(BrokenLog, match="not the one the log was made from"):
        log.ends_are(BEGIN + 60_000, dict.fromkeys(PLACES, 0))


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"partition": 7}, "no such partition"), ({"offset": 2**62}, "an answer about offset")],
)
def test_an_answer_about_nothing_stops_the_log(changed: dict[str, int], why: str) -> None:
    with pytest.raises(BrokenLog, match=why):
        EvidenceLog(PLACES, INTERVAL).take({**at(0, 0, 1).receipt, **changed})


def test_a_head_about_partitions_that_are_not_there_stops_the_log() -> None:
    made = replayed(MESSAGES, BEGIN + 60_000, INTERVAL)
    log = EvidenceLog([Place(topics.TRADES, 0)], INTERVAL, signed(made))
    with pytest.raises(BrokenLog, match="no such partition"):
        log.rebuild()
