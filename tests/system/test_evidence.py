"""Evidence on the real broker: proofs that hold offline, one log after every kill and restart."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import TopicPartition
from typer.testing import CliRunner

from processors.evidence.leaf import Leaf
from schemas import topics
from schemas.codecs import codecs_of
from streams.cli.main import app
from streams.evidence.key_file import PRIVATE_FILE, PUBLIC_FILE
from streams.publishing import Event
from tests import events
from tests.processors.evidence import naive_tree
from tests.system.running_stack import ROOT, RunningStack, running, until

pytestmark = pytest.mark.system

CODECS = codecs_of(None)
SECONDS = 60.0


@pytest.fixture(autouse=True)
def _short_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSTREAM_EVIDENCE_SECONDS", "0.5")
    monkeypatch.setenv("RIGHTSTREAM_EVIDENCE_MARGIN_SECONDS", "0.2")


def command(*arguments: object, code: int = 0) -> str:
    """What a command says."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done.output


def registration(number: int) -> Event:
    work = f"work:W{number}"
    event = events.registration(
        work, events.claim("party:ann", 1_000_000), registration_id=f"R{number}",
        event_id=f"reg-{number}",
    )  # fmt: skip
    return topics.REGISTRATIONS, work.encode(), event


def licence(number: int) -> Event:
    event = events.licence(
        f"L{number}", "party:ann", "dsp-a", revenue_share_ppm=1, event_id=f"lic-{number}"
    )
    return topics.TRADES, f"L{number}".encode(), event


def refused(number: int) -> Event:
    work = f"work:X{number}"
    event = events.registration(work, events.claim("party:ann", -1), event_id=f"bad-{number}")
    return topics.REGISTRATIONS, work.encode(), event


def some_of_each(numbers: range) -> list[Event]:
    makers = (registration, licence, registration, refused)
    return [makers[number % 4](number) for number in numbers]


def accepted(numbers: range) -> int:
    return sum(number % 4 != 3 for number in numbers)


def records(stack: RunningStack, *names: str) -> Iterator[Any]:
    """Everything on these topics, read from the beginning."""
    consumer = KafkaConsumer(bootstrap_servers=stack.bootstrap, enable_auto_commit=False)
    ends = stack.ends(*names)
    consumer.assign(list(ends))
    consumer.seek_to_beginning()
    try:
        while any(consumer.position(place) < end for place, end in ends.items()):
            for found in consumer.poll(timeout_ms=500).values():
                yield from found
    finally:
        consumer.close()


def heads(stack: RunningStack) -> list[dict[str, Any]]:
    return [
        CODECS.decode(topics.TREE_HEADS, one.value) for one in records(stack, topics.TREE_HEADS)
    ]


def await_leaves(stack: RunningStack, count: int) -> None:
    def there() -> bool:
        stack.stack.check()
        return any(head["tree_size"] >= count for head in heads(stack))

    until(there, SECONDS, f"a head of {count} leaves")


def expected_leaves(stack: RunningStack) -> list[tuple[int, bytes]]:
    """The log by its definition, from the messages of the input topics alone: (placed at, leaf)."""
    placed = []
    latest: dict[tuple[str, int], int] = {}
    for one in records(stack, topics.REGISTRATIONS, topics.TRADES):
        place = one.topic, one.partition
        latest[place] = max(latest.get(place, 0), one.timestamp)
        event = CODECS.decode(one.topic, one.value)
        if event["event_id"].startswith("bad-"):
            continue
        leaf = Leaf(
            *place, one.offset, one.timestamp, event["event_id"], event["source"],
            event["body"][0].rpartition(".")[2], event["subject"], sha256(one.value).digest(),
        )  # fmt: skip
        placed.append((latest[place], *place, one.offset, leaf.to_bytes()))
    return [(at, leaf) for at, _, _, _, leaf in sorted(placed)]


def check_log(stack: RunningStack) -> list[tuple[int, str]]:
    """Every head is the root of what was recorded before it, and every leaf has one place, said
    the same however often. Returns (size, root) of the heads."""
    leaves = expected_leaves(stack)
    found = heads(stack)
    for head in found:
        before = [leaf for at, leaf in leaves if at < head["boundary"]]
        assert (head["tree_size"], head["root"]) == (len(before), naive_tree.tree_hash(before))
        assert head["late"] == []
    sizes = [head["tree_size"] for head in found]
    assert sizes == sorted(sizes)
    said: dict[int, dict[str, Any]] = {}
    for record in records(stack, topics.EVIDENCE):
        evidence = CODECS.decode(topics.EVIDENCE, record.value)
        assert said.setdefault(evidence["leaf_index"], evidence) == evidence
    assert sorted(said) == list(range(sizes[-1]))
    places = {(one["topic"], one["partition"], one["offset"]) for one in said.values()}
    assert len(places) == len(said)
    return [(head["tree_size"], head["root"].hex()) for head in found]


def test_a_proof_holds_offline(tmp_path: Path) -> None:
    """For a registration and a trade; not for what was refused, nor for another message."""
    data, key = tmp_path / "data", tmp_path / "key.pem"
    registered, traded = registration(1), licence(2)
    with running(data) as stack:
        stack.await_sink()
        stack.send([registered, refused(3)])
        await_leaves(stack, 1)
        stack.send([traded])
        await_leaves(stack, 2)
        until(
            lambda: stack.rows("SELECT count() FROM tree_heads WHERE tree_size = 2") == [["1"]]
            and stack.rows("SELECT count() FROM evidence") == [["2"]],
            SECONDS, "evidence in the warehouse",
        )  # fmt: skip
        for name, source in (("reg-1", "registry-a"), ("lic-2", "party:ann")):
            out = tmp_path / f"{name}.json"
            kept = tmp_path / f"{name}.bin"
            command(
                "receipt", name, "--source", source, "-o", out, "--message", kept, "--data", data
            )
        command("receipt", "bad-3", "--data", data, code=1)
        command("consistency", 1, 2, "-o", tmp_path / "proof.json", "--data", data)
        command("consistency", 1, 3, "--data", data, code=1)
        listed = command("heads", "--json", "--data", data).splitlines()
        assert [json.loads(line)["tree_size"] for line in listed] == [1, 2]
        check_log(stack)
        key.write_bytes((data / PUBLIC_FILE).read_bytes())
    for name, (topic, _, event) in (("reg-1", registered), ("lic-2", traded)):
        message = tmp_path / f"{name}.bin"
        assert message.read_bytes() == CODECS.encode(topic, event)
        said = command("verify", tmp_path / f"{name}.json", "--key", key, "--message", message)
        assert said.startswith("valid\n")
        assert repr(name) in said
        message.write_bytes(message.read_bytes() + b"!")
        command("verify", tmp_path / f"{name}.json", "--message", message, code=2)
    assert command("verify", tmp_path / "proof.json", "--key", key).startswith("valid\n")
    forged = json.loads((tmp_path / "reg-1.json").read_text())
    forged["leaf"]["subject"] = "work:stolen"
    (tmp_path / "reg-1.json").write_text(json.dumps(forged))
    said = command("verify", tmp_path / "reg-1.json", code=2)
    assert "another root than tree_head.root" in said


def test_kill_9_and_a_new_start_lead_to_the_same_log(tmp_path: Path) -> None:
    """Killed thrice while it seals, then the whole stack started again: one place for each leaf,
    the roots the record asks for, and no head that contradicts another."""
    with running(tmp_path) as stack:
        stack.await_sink()
        for piece in range(3):
            stack.send(some_of_each(range(piece * 200, piece * 200 + 200)))
            before = stack.ends(topics.EVIDENCE)
            until(
                lambda before=before: stack.ends(topics.EVIDENCE) != before,  # type: ignore[misc]
                SECONDS, "evidence",
            )  # fmt: skip
            stack.supervisor.kill("evidence")
            until(
                lambda times=piece + 1: stack.supervisor.restarts("evidence") == times,  # type: ignore[misc]
                SECONDS, "another start",
            )  # fmt: skip
        await_leaves(stack, accepted(range(600)))
        first = check_log(stack)
        assert stack.supervisor.restarts("evidence") == 3
        # A key that is not the one the log was begun with: it says so, and signs nothing.
        other = tmp_path / "other"
        done = subprocess.run(
            [sys.executable, "-m", "streams.evidence.process"],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
            env={**stack.stack.child("other").env, "RIGHTSTREAM_DATA": str(other)},
        )  # fmt: skip
        assert done.returncode == 70
        assert "give this process the key that the log was begun with" in done.stderr
        key = (tmp_path / PRIVATE_FILE).read_bytes()
    with running(tmp_path) as stack:
        stack.await_sink()
        stack.send(some_of_each(range(600, 640)))
        await_leaves(stack, accepted(range(640)))
        second = check_log(stack)
        assert second[: len(first)] == first
        assert stack.supervisor.restarts("evidence") == 0
        assert (tmp_path / PRIVATE_FILE).read_bytes() == key


def test_transactions_of_a_sender_do_not_stop_the_log(tmp_path: Path) -> None:
    """Their markers take offsets of the input that no receipt will ever speak of."""
    with running(tmp_path) as stack:
        stack.await_sink()
        producer = KafkaProducer(bootstrap_servers=stack.bootstrap, transactional_id="registry-a")
        producer.init_transactions()
        for number in range(10):
            producer.begin_transaction()
            topic, key, event = registration(number)
            producer.send(topic, CODECS.encode(topic, event), key=key, partition=0)
            producer.commit_transaction()
        producer.close()
        place = TopicPartition(topics.REGISTRATIONS, 0)
        assert stack.ends(topics.REGISTRATIONS)[place] == 20
        await_leaves(stack, 10)
        check_log(stack)
        stack.supervisor.kill("evidence")
        time.sleep(0.5)
        stack.send([licence(10)])
        await_leaves(stack, 11)
        check_log(stack)


def test_the_log_outlives_kill_9_of_the_broker(tmp_path: Path) -> None:
    """It waits, or starts again; what was under way is sealed afterwards, once."""
    with running(tmp_path) as stack:
        stack.await_sink()
        stack.send(some_of_each(range(100)))
        await_leaves(stack, 1)
        stack.supervisor.kill("kafka")
        until(lambda: stack.supervisor.restarts("kafka") == 1, SECONDS, "another broker")
        stack.send(some_of_each(range(100, 200)))
        await_leaves(stack, accepted(range(200)))
        check_log(stack)
        assert stack.supervisor.restarts("evidence") <= 1
