"""After a bad deploy intake ends instead of sending everything to the dead letters.

The bad deploy is a real one: the schema registry was made anew and deals out other ids, so what
senders wrote with the old ones is read as something else, or not at all.
"""

import io
import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fastavro
import pytest
from kafka.structs import TopicPartition
from typer.testing import CliRunner

from schemas import topics
from schemas.codecs import codecs_of
from schemas.registry import RELEASED, subject_of
from schemas.wire import SchemaId, frame
from streams.app import app_id
from streams.cli.main import app
from streams.refusal_limit import LIMIT_EXIT_CODE
from streams.stack import StackPlan
from tests import events
from tests.schemas.registry_server import LittleRegistry
from tests.system.running_stack import RunningStack, running

pytestmark = pytest.mark.system

DAY = 20_000
CODECS = codecs_of(None)
IDS: dict[str, dict[str, int]] = json.loads((RELEASED / "ids.json").read_text())
FIRST_VERSION = json.loads((RELEASED / topics.REGISTRATIONS / "1.avsc").read_text())
GROUP = app_id("intake")
_ENDS_SECONDS = 180.0


def released_schemas() -> list[tuple[str, str]]:
    """(subject, schema) in the order of the ids of this release, which begin at 1."""
    by_id = {
        number: (subject_of(topic), (RELEASED / topic / f"{version}.avsc").read_text())
        for topic, versions in IDS.items()
        for version, number in versions.items()
    }
    return [
        (by_id[number][0], json.dumps(json.loads(by_id[number][1]))) for number in sorted(by_id)
    ]


@pytest.fixture
def registry() -> Iterator[LittleRegistry]:
    started = LittleRegistry()
    started.schemas = released_schemas()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[RunningStack]:
    with running(tmp_path / "stack", StackPlan(partitions=2, intake=0, rights=1)) as started:
        started.await_sink()
        yield started


@contextmanager
def intake(stack: RunningStack, registry: LittleRegistry, log: Path) -> Iterator[Any]:
    """One intake worker, as any process manager starts it."""
    child = stack.stack.child("intake", "streams.worker", "intake", "0")
    env = {**child.env, "RIGHTSTREAM_REGISTRY_URL": registry.url}
    with log.open("ab") as output:
        process = subprocess.Popen(child.argv, env=env, cwd=child.cwd, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def report(number: int) -> bytes:
    line = ("work:W1", 3, 1_000_000)
    event = events.usage(f"dsp-{number % 3}", f"r-{number}", line, day=DAY)
    return CODECS.encode(topics.USAGE, event)


def registration(number: int) -> dict[str, Any]:
    return events.registration(
        f"work:W{number}",
        events.claim("party:ann", 1_000_000),
        registration_id=f"R{number}",
        source=f"registry-{number % 3}",
        event_id=f"reg-{number}",
    )


def in_first_version(event: dict[str, Any]) -> bytes:
    """As a sender that has not moved to the second version of the schema writes it."""
    body = io.BytesIO()
    fastavro.schemaless_writer(body, fastavro.parse_schema(FIRST_VERSION), event)
    return frame(SchemaId(IDS[topics.REGISTRATIONS]["1"]), body.getvalue())


def accept_some(stack: RunningStack) -> None:
    stack.send((topics.CONTROL, b"dsp", events.admission(f"dsp-{number}")) for number in range(3))
    for number in range(6):
        stack.publisher.publish_raw(topics.USAGE, b"k", report(number))
    stack.send((topics.REGISTRATIONS, b"w", registration(number)) for number in range(3))
    stack.rest()


def answers(stack: RunningStack) -> dict[TopicPartition, int]:
    return stack.ends(topics.RECEIPTS, topics.REJECTED)


def test_a_worker_that_cannot_read_what_was_accepted_before_ends_before_it_reads_on(
    stack: RunningStack, registry: LittleRegistry, tmp_path: Path
) -> None:
    """20 events wait for it, fewer than the limit: it must not even try."""
    with intake(stack, registry, tmp_path / "before.log"):
        accept_some(stack)
    registry.schemas = released_schemas()[::-1]
    for number in range(6, 26):
        stack.publisher.publish_raw(topics.USAGE, b"k", report(number))
    stack.publisher.confirm()
    answered, committed = answers(stack), stack.committed(GROUP)
    for _ in range(2):
        with intake(stack, registry, tmp_path / "bad.log") as bad:
            assert bad.wait(_ENDS_SECONDS) == LIMIT_EXIT_CODE
    said = (tmp_path / "bad.log").read_text()
    assert "RIGHTSTREAM_REFUSED_IN_A_ROW=0" in said
    assert (answers(stack), stack.committed(GROUP)) == (answered, committed)

    registry.schemas = released_schemas()
    with intake(stack, registry, tmp_path / "after.log"):
        results = stack.results()
    results.check_proofs()
    assert (results.lines.received, results.lines.rejected) == (26, 0)
    assert stack.rows("SELECT count() FROM dead_letters") == [["0"]]


def test_a_registry_that_breaks_under_a_running_worker_ends_it_and_the_letters_are_replayed(
    stack: RunningStack, registry: LittleRegistry, tmp_path: Path
) -> None:
    """20 come by and by and are refused; of 60 more, those up to the limit and no more."""
    with intake(stack, registry, tmp_path / "worker.log") as worker:
        accept_some(stack)
        registry.schemas = released_schemas()[::-1]
        for number in range(10, 30):
            message = in_first_version(registration(number))
            stack.publisher.publish_raw(topics.REGISTRATIONS, b"w", message)
        stack.publisher.confirm()
        stack.rest()
        for number in range(30, 90):
            message = in_first_version(registration(number))
            stack.publisher.publish_raw(topics.REGISTRATIONS, b"w", message)
        stack.publisher.confirm()
        assert worker.wait(_ENDS_SECONDS) == LIMIT_EXIT_CODE
    said = (tmp_path / "worker.log").read_text()
    assert "50 of the last 50 events of ipr.registrations were refused" in said
    committed = {
        place: offset
        for place, offset in stack.committed(GROUP).items()
        if place.topic == topics.REGISTRATIONS
    }
    # The three accepted before, and those whose letters went out before the limit was reached.
    assert 3 + 20 <= sum(committed.values()) < 3 + 50

    registry.schemas = released_schemas()
    with intake(stack, registry, tmp_path / "worker.log"):
        before = stack.results()
        letters = int(stack.rows("SELECT count() FROM dead_letters")[0][0])
        accepted = int(
            stack.rows("SELECT count() FROM receipts WHERE accepted AND event_id LIKE 'reg-%'")[0][
                0
            ]
        )
        # Each has one answer: none is lost, and none both refused and accepted.
        assert letters == sum(committed.values()) - 3
        assert accepted + letters == 83
        for again, code in (((), 0), ((), 2), (("--again",), 0)):
            words = ["rejected", "replay", "--yes", "--wait", "120", *again]
            done = CliRunner().invoke(app, [*words, "--data", str(stack.stack.data)])
            assert done.exit_code == code, done.output
        after = stack.results()
        assert (after.digest, after.lines) == (before.digest, before.lines)
        found = stack.rows("SELECT uniqExact(work), count() FROM ownership")
        assert found == [["83", "83"]]
        assert stack.rows(
            "SELECT count() FROM receipts WHERE accepted AND event_id LIKE 'reg-%'"
        ) == [["83"]]
