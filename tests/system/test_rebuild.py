"""Everything computed again beside the running system: the same while events stream in, a changed
rule shows in exactly its rows, and a stack goes on from the new generation with nothing twice."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from schemas import topics
from schemas.generation import Generation
from streams.generations import generations
from streams.market import Market
from streams.publishing import Event
from tests import events
from tests.driver import CODECS
from tests.system.running_stack import (
    MARKET,
    PLAN,
    ROOT,
    Results,
    RunningStack,
    admissions_first,
    running,
)

pytestmark = pytest.mark.system

GREEN = Generation("green")
_PLATFORM = "late-radio"
_WORK = "work:claimed-late"
_DAY_MILLIS = 86_400_000
_REBUILD_SECONDS = 540.0


@dataclass(frozen=True)
class Rebuilt:
    """How the command ended, and what it reported."""

    code: int
    report: dict[str, Any]
    said: str


@dataclass(frozen=True)
class Story:
    """What happened, in order, on one data folder."""

    green: Rebuilt
    other_rule: Rebuilt
    dropped: Rebuilt
    still_there: list[Generation]
    before: Results
    after: Results
    heads_before: list[list[str]]
    heads_after: list[list[str]]
    sent_to_green: dict[str, int]
    inputs: int
    restarted: dict[str, int]
    left: list[Generation]
    topics_left: set[str]


def command(stack: RunningStack, *arguments: str, **environment: str) -> Rebuilt:
    """The command in a process of its own, as a newer release would run it."""
    file = stack.stack.data / "report.json"
    file.unlink(missing_ok=True)
    json_option = ["--json", str(file)] if arguments[0] == "rebuild" else []
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "streams",
            *arguments,
            *json_option,
            "--data",
            str(stack.stack.data),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=_REBUILD_SECONDS,
        check=False,
    )
    report = json.loads(file.read_text()) if file.exists() else {}
    return Rebuilt(done.returncode, report, done.stdout + done.stderr)


def copies(listed: list[Event]) -> list[Event]:
    """Each registration once more, under a key that leads to another partition for half of them."""
    return [
        (topic, key + b"-copy", record)
        for topic, key, record in listed
        if topic == topics.REGISTRATIONS
    ]


@contextmanager
def streaming_in(stack: RunningStack, listed: list[Event]) -> Iterator[None]:
    """Sends them a few at a time while the block goes on, and the rest at its end."""

    def send() -> None:
        for start in range(0, len(listed), 2):
            stack.send(listed[start : start + 2])
            hurry.wait(0.2)

    hurry = threading.Event()
    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        hurry.set()
        thread.join()


def send_long_ago(stack: RunningStack) -> None:
    """A work registered 300 days before another claims it, too, and what was played of it. The
    broker is told to take our word for when."""
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap)
    admin.alter_configs(
        [
            ConfigResource(
                ConfigResourceType.TOPIC,
                topics.REGISTRATIONS,
                {"message.timestamp.type": "CreateTime", "retention.ms": "-1"},
            )
        ]
    )
    admin.close()
    first = events.registration(_WORK, events.claim("party:first", 1_000_000))
    second = events.registration(
        _WORK, events.claim("party:second", 500_000), registration_id="R2", source="registry-b"
    )
    now_millis = int(time.time() * 1000)
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap, acks="all")
    for event, days in ((first, 400), (second, 100)):
        producer.send(
            topics.REGISTRATIONS,
            CODECS[topics.REGISTRATIONS].encode(event),
            key=_WORK.encode(),
            timestamp_ms=now_millis - days * _DAY_MILLIS,
        )
    producer.flush()
    producer.close()
    stack.send([(topics.CONTROL, b"", events.admission(_PLATFORM))])
    licence = events.licence("L-late", "party:first", _PLATFORM, revenue_share_ppm=500_000)
    stack.send([(topics.TRADES, b"", licence)])
    stack.rest()
    lines = ((_WORK, 1, 2_000_000), (_WORK, 2, 4_000_000))
    usage = events.usage(_PLATFORM, "late", *lines, day=now_millis // _DAY_MILLIS - 60)
    stack.send([(topics.USAGE, b"", usage)])
    stack.rest()


def topics_on(stack: RunningStack) -> set[str]:
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap)
    try:
        return set(admin.list_topics())
    finally:
        admin.close()


def heads(stack: RunningStack) -> list[list[str]]:
    return stack.rows("SELECT log_hex, tree_size, root_hex FROM tree_heads ORDER BY tree_size")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("rebuilt")
    market: list[Event] = list(Market(MARKET).events())
    first, rest = admissions_first(market)
    half = len(rest) // 2
    with running(folder) as stack:
        stack.await_sink()
        stack.send([*first, *rest[:half], *copies(rest[:half])])
        with streaming_in(stack, rest[half:]):
            green = command(stack, "rebuild", "--into", "green")
        send_long_ago(stack)
        other_rule = command(
            stack, "rebuild", "--into", "longer", "--partitions", "3", "--drop",
            RIGHTSTREAM_OVERCLAIM_WINDOW_DAYS="365",
        )  # fmt: skip
        before, heads_before = stack.results(), heads(stack)
        still_there = generations(stack.bootstrap)
    with running(folder, replace(PLAN, generation="green")) as stack:
        stack.await_sink()
        after, heads_after = stack.results(), heads(stack)
        sent = {
            topic: sum(stack.ends(GREEN.topic(topic)).values())
            for topic in (topics.RECEIPTS, topics.REJECTED)
        }
        inputs = sum(stack.ends(*topics.INPUTS).values())
        restarted = {
            name: stack.supervisor.restarts(name) for name in sorted(stack.supervisor.pids())
        }
        dropped = command(stack, "generation", "drop", "default")
        left, topics_left = generations(stack.bootstrap), topics_on(stack)
    return Story(
        green, other_rule, dropped, still_there, before, after, heads_before, heads_after, sent,
        inputs, restarted, left, topics_left,
    )  # fmt: skip


def test_the_same_rules_give_the_same_rows_while_events_come_in(story: Story) -> None:
    """Whatever the batches, the order of the partitions and the copies of an event were."""
    assert story.green.code == 0, story.green.said[-3000:]
    report = story.green.report
    assert (report["same"], report["settled"]) == (True, True)
    tables = report["tables"]
    assert tables["accrual_lines"]["same"] > 0
    assert tables["receipt_rows"]["same"] > 0
    assert all(table["first"] == [] for table in tables.values())


def test_it_says_for_which_inputs_that_holds(story: Story) -> None:
    since, until = (story.green.report["inputs"][name] for name in ("since", "until"))
    assert set(since) == set(until) == set(topics.INPUTS)
    for topic, ends in since.items():
        assert all(one <= other for one, other in zip(ends, until[topic], strict=True))


def test_a_changed_rule_shows_in_the_rows_it_changes_and_no_others(story: Story) -> None:
    """The second claim came 300 days after the first: too late by the rule of 90 days, in time by
    one of 365. Then the work is overclaimed, and what was paid is held."""
    assert story.other_rule.code == 2, story.other_rule.said
    report = story.other_rule.report
    assert report["settled"]
    found = {name: table["first"] for name, table in report["tables"].items() if table["first"]}
    assert set(found) == {"accrual_lines", "anomaly_rows", "ownership_pictures"}
    assert [row["key"]["work"] for row in found["ownership_pictures"]] == [_WORK]
    assert {(row["key"]["kind"], row["key"]["subject"], row["kind"])
            for row in found["anomaly_rows"]} == {
        ("LateClaim", _WORK, "only running"), ("Overclaim", _WORK, "only new"),
    }  # fmt: skip
    lines = found["accrual_lines"]
    places = [(row["key"]["sender"], row["key"]["line"]) for row in lines]
    assert places == [(_PLATFORM, 0), (_PLATFORM, 1)]
    assert all(row["columns"]["state_code"] == {"running": "1", "new": "2"} for row in lines)
    assert report["differences"] == 1 + 2 + 2
    assert all(
        report["tables"][name]["same"] > 0
        for name in ("dead_letter_rows", "receipt_rows", "case_rows", "trade_rows")
    )


def test_another_number_of_partitions_changes_nothing_else(story: Story) -> None:
    """The rebuild by the other rule had three; what is told of by partition it says it leaves
    out."""
    assert any("unlicensed usage" in one for one in story.other_rule.report["left_out"])


def test_what_is_dropped_is_gone_and_what_is_kept_is_not(story: Story) -> None:
    assert story.still_there == [Generation(), GREEN]


def test_a_stack_of_the_new_generation_goes_on_with_nothing_twice(story: Story) -> None:
    """It reads what came since the rebuild, and only that: each message was answered once in all,
    and its rows are those of the system it takes over from."""
    story.after.check_proofs()
    story.after.check_same_as(story.before)
    assert story.sent_to_green[topics.RECEIPTS] == story.inputs
    assert set(story.restarted.values()) == {0}


def test_the_evidence_log_goes_on_as_the_same_log(story: Story) -> None:
    """Its heads are in the new database, and no other history is signed."""
    assert story.heads_before
    assert story.heads_after[: len(story.heads_before)] == story.heads_before
    assert len({log for log, _, _ in story.heads_after}) == 1


def test_the_old_generation_can_go(story: Story) -> None:
    assert story.dropped.code == 0, story.dropped.said
    assert story.left == [GREEN]
    shared = {name for name, on_broker in GREEN.topic_names().items() if name == on_broker}
    assert story.topics_left & set(topics.ALL) == shared
