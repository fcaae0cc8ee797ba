"""When a fault is got over: all that lay on the topics a second after it began is committed."""

import time

from kafka.structs import TopicPartition

from streams.lag import Positions
from streams.torture.recovery import Recovery, RecoveryWatch

FACTS = TopicPartition("ipr.facts", 0)
RECEIPTS = TopicPartition("ipr.receipts", 0)


def at(rights: tuple[int, int], sink: tuple[int, int]) -> Positions:
    """(committed, there are) of two groups."""
    return {"rights": {FACTS: rights}, "warehouse": {RECEIPTS: sink}}


def test_a_fault_is_got_over_when_every_group_has_what_was_there() -> None:
    """
    second | rights  | sink  |
    0      | 10 / 10 | 5 / 5 | the fault
    0.5    | 10 / 10 | 5 / 5 | too early to say anything
    1.5    | 10 / 30 | 5 / 9 | this is what is due
    4      | 30 / 50 | 5 / 9 | rights has it, the sink not
    7      | 40 / 60 | 9 / 12| both, though new messages wait
    """
    recovery = Recovery(began=100.0)
    recovery.look(at((10, 10), (5, 5)), 100.5)
    assert recovery.seconds is None
    recovery.look(at((10, 30), (5, 9)), 101.5)
    recovery.look(at((30, 50), (5, 9)), 104.0)
    assert recovery.seconds is None
    recovery.look(at((40, 60), (9, 12)), 107.0)
    assert recovery.seconds == 7.0


def test_more_in_one_partition_does_not_make_up_for_less_in_another() -> None:
    """A stage of which one worker stands still has not got over it."""
    other = TopicPartition("ipr.facts", 1)
    recovery = Recovery(began=0.0)
    recovery.look({"rights": {FACTS: (0, 10), other: (0, 10)}}, 2.0)
    recovery.look({"rights": {FACTS: (99, 99), other: (0, 10)}}, 5.0)
    assert recovery.seconds is None


def test_the_watch_goes_on_until_the_last_fault_is_over_or_patience_is() -> None:
    watch = RecoveryWatch("nowhere", 1)
    assert watch.begin().seconds is None
    began = time.monotonic()
    watch.look_until_all_are_over(0.5)
    assert 0.5 <= time.monotonic() - began < 5.0
    watch._open.clear()
    watch.look_until_all_are_over(60.0)
    assert time.monotonic() - began < 10.0
