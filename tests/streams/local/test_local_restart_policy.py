"""Restarts: back-off that doubles up to a cap, and a limit within a window."""

from streams.local.restart_policy import RestartPolicy, RestartRecord


def test_pauses_double_up_to_the_cap() -> None:
    record = RestartRecord(RestartPolicy(limit=6, first=1.0, cap=5.0))
    starts = [record.next_start(10.0) for _ in range(6)]
    assert starts == [11.0, 12.0, 14.0, 15.0, 15.0, 15.0]


def test_gives_up_after_the_limit_and_counts_what_it_granted() -> None:
    record = RestartRecord(RestartPolicy(limit=2, window=60.0))
    assert record.next_start(0.0) is not None
    assert record.next_start(1.0) is not None
    assert record.next_start(59.9) is None
    assert record.total == 2


def test_crashes_that_lie_further_apart_than_the_window_go_on_for_ever() -> None:
    record = RestartRecord(RestartPolicy(limit=1, window=60.0, first=0.5))
    assert [record.next_start(61.0 * n) for n in range(100)] == [61.0 * n + 0.5 for n in range(100)]
    assert record.total == 100
