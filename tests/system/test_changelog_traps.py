"""Compacted, shortened and emptied changelogs on the real broker, and a worker that fails once.

One stack without rights workers, whose rights worker each test step runs by itself.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import BrokerResponseError
from kafka.structs import TopicPartition

from schemas import topics
from streams.app import app_id
from streams.changelog import changelog_topic
from streams.ending import CRASH_EXIT_CODE
from streams.publishing import Event
from streams.stack import StackPlan
from streams.torture.compaction import BROKER_PROPERTIES, compact_hard
from streams.worker import MISCONFIGURED_EXIT_CODE
from tests.system.running_stack import ROOT, RunningStack, Undisturbed, running, undisturbed, until

pytestmark = pytest.mark.system

GROUP = app_id("rights")
CHANGELOG = changelog_topic(GROUP, "state")
_READY_SECONDS = 120.0
_SEGMENT_SECONDS = 2.5
_FAILING = """
from schemas.settings import Settings
from processors.rights.partition import RightsPartition
from streams import worker

apply, taken = RightsPartition.apply, []

def fail_at_the_chosen_message(self, message):
    taken.append(message)
    if len(taken) == 40:
        raise RuntimeError("the chosen message")
    return apply(self, message)

RightsPartition.apply = fail_at_the_chosen_message
worker.run_worker("rights", Settings(), "0")
"""


@dataclass
class RightsWorker:
    """A process, and all it has said."""

    process: subprocess.Popen[bytes]
    log: Path

    def ended(self) -> tuple[int, str]:
        """Exit code and words, once it has ended by itself."""
        return self.process.wait(_READY_SECONDS), self.log.read_text(errors="replace")


@contextmanager
def rights_worker(stack: RunningStack, name: str, *python: str, **said: str) -> Iterator[Any]:
    spec = stack.stack.child(name, "streams.worker", "rights", "0")
    argv = [sys.executable, *python] if python else list(spec.argv)
    log = stack.stack.data / f"{name}.out"
    with log.open("wb") as out:
        process = subprocess.Popen(
            argv, cwd=ROOT, env={**os.environ, **spec.env, **said}, stdout=out, stderr=out
        )
        try:
            yield RightsWorker(process, log)
        finally:
            process.kill()
            process.wait()


@dataclass
class Steps:
    """What each step came to."""

    failed_once: tuple[int, str]
    committed_by_failed: int
    wrong_partitions: tuple[int, str]
    compacted_records: int
    compacted_ends: int
    starts_after_compaction: set[int]
    refused: tuple[int, str]
    committed_when_refused: tuple[dict[Any, int], dict[Any, int]]
    reread_log: str
    highest_version_before: int
    lowest_version_after: int
    results: Any


def places() -> list[TopicPartition]:
    return [TopicPartition(CHANGELOG, number) for number in range(2)]


def readable(stack: RunningStack) -> int:
    """Records a reader of the changelog is given."""
    consumer = KafkaConsumer(
        bootstrap_servers=stack.bootstrap, enable_auto_commit=False, consumer_timeout_ms=2_000
    )
    consumer.assign(places())
    consumer.seek_to_beginning(*places())
    count = sum(1 for _ in consumer)
    consumer.close()
    return count


def version(stack: RunningStack, of: str) -> int:
    return int(stack.rows(f"SELECT {of}(version) FROM accrual_lines WHERE work != ''")[0][0])


def caught_up(stack: RunningStack) -> bool:
    return stack.meter.measure().by_group[GROUP] == 0


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def steps(known: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    half = len(known.events) // 2
    plan = StackPlan(partitions=2, rights=0)
    folder = tmp_path_factory.mktemp("changelog")
    with running(folder, plan, BROKER_PROPERTIES) as stack:
        admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap)
        compact_hard(stack.bootstrap)
        stack.await_sink()
        begun, *more = _parts(known.events[:half], 4)
        stack.send(begun)
        until(lambda: sum(stack.ends(topics.FACTS).values()) > 40, _READY_SECONDS, "facts to read")
        with rights_worker(stack, "failing", "-c", _FAILING) as worker:
            failed_once = worker.ended()
        committed_by_failed = sum(stack.committed(GROUP).values())
        with rights_worker(stack, "wrong", RIGHTSTREAM_PARTITIONS="3") as worker:
            wrong_partitions = worker.ended()
        with rights_worker(stack, "first"):
            stack.rest()
            for part in more:
                # What is written next begins a segment, and only what is before that is compacted.
                time.sleep(_SEGMENT_SECONDS)
                stack.send(part)
                stack.rest()
        ends = sum(stack.ends(CHANGELOG).values())
        until(lambda: readable(stack) < ends, _READY_SECONDS, "a compacted changelog")
        compacted = readable(stack)
        starts = set(_starts(stack).values())
        with rights_worker(stack, "over-compacted"):
            # A new member is there for as long as the old one's session; then it must be ready.
            stack.send(known.events[half : half + half // 2])
            until(lambda: caught_up(stack), _READY_SECONDS, "recovery over a compacted changelog")
            stack.rest()
        before = version(stack, "max")
        # Of a topic that is compacted alone the broker deletes nothing, whoever asks.
        with pytest.raises(BrokerResponseError, match="PolicyViolation"):
            admin.delete_records(dict.fromkeys(places(), -1))
        deleting = {"cleanup.policy": "compact,delete"}
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, CHANGELOG, deleting)])
        admin.delete_records(dict.fromkeys(places(), -1))
        admin.close()
        committed = stack.committed(GROUP)
        with rights_worker(stack, "refusing") as worker:
            refused = worker.ended()
        committed_after = stack.committed(GROUP)
        with rights_worker(stack, "rereading", RIGHTSTREAM_LOST_STATE="reread") as worker:
            stack.send(known.events[half + half // 2 :])
            stack.rest()
            log = worker.log.read_text(errors="replace")
            after = int(
                stack.rows(
                    f"SELECT min(version) FROM accrual_lines WHERE version > {before} "
                    "AND work != ''"
                )[0][0]
            )
            # And a plain restart over what it wrote: nothing is missing any more.
        with rights_worker(stack, "after"):
            results = stack.results()
        return Steps(
            failed_once, committed_by_failed, wrong_partitions, compacted, ends, starts, refused,
            (committed, committed_after), log, before, after, results,
        )  # fmt: skip


def _parts(events: list[Event], count: int) -> list[list[Event]]:
    size = -(-len(events) // count)
    return [events[at : at + size] for at in range(0, len(events), size)]


def _starts(stack: RunningStack) -> dict[TopicPartition, int]:
    found: dict[TopicPartition, int] = stack._consumer.beginning_offsets(places())
    return found


def test_a_worker_that_fails_on_a_message_ends_with_70_and_commits_nothing(steps: Steps) -> None:
    code, said = steps.failed_once
    assert code == CRASH_EXIT_CODE
    assert "the chosen message" in said
    assert "to be read again" in said
    assert steps.committed_by_failed == 0


def test_a_worker_with_another_number_of_partitions_says_so(steps: Steps) -> None:
    code, said = steps.wrong_partitions
    assert code == MISCONFIGURED_EXIT_CODE
    assert "has 2 partitions, this deployment 3: start with the number it was made with" in said


def test_a_compacted_changelog_keeps_its_first_offset_and_restores_everything(
    steps: Steps,
) -> None:
    """That compaction never moves it is what tells deletion from compaction."""
    assert steps.compacted_records < steps.compacted_ends
    assert steps.starts_after_compaction == {0}


def test_an_emptied_changelog_is_refused(steps: Steps) -> None:
    code, said = steps.refused
    assert code == CRASH_EXIT_CODE
    assert "is lost" in said
    assert "RIGHTSTREAM_LOST_STATE=reread" in said
    before, after = steps.committed_when_refused
    assert before == after
    assert sum(before.values()) > 0


def test_state_is_built_again_from_the_input_under_higher_versions(steps: Steps) -> None:
    assert "is read again from offset 0" in steps.reread_log
    assert steps.lowest_version_after > steps.highest_version_before


def test_results_are_those_of_a_run_in_which_nothing_happened(
    known: Undisturbed, steps: Steps
) -> None:
    steps.results.check_proofs()
    steps.results.check_same_as(known.results)
