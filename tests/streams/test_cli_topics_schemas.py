"""The commands a deployment runs before its workers: `topics` and `schemas`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient
from kafka.errors import InvalidReplicationFactorError, KafkaTimeoutError
from typer.testing import CliRunner, Result

from schemas import topics
from schemas.generation import Generation
from schemas.registry import RELEASED, current_schema, subject_of
from streams.cli import schemas_command
from streams.cli import topics as topics_command
from streams.cli.main import app
from streams.local.broker import LocalBroker
from streams.topics_admin import TopicMismatch, wanted_topics
from tests.schemas.registry_server import BASE_PATH, LittleRegistry, refusal


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


class AskedAdmin:
    """Stands in for `ensure_topics`: keeps what it was asked for."""

    def __init__(self, *, made: list[str] | None = None, fault: Exception | None = None) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self._made = made or []
        self._fault = fault

    def __call__(
        self, bootstrap: str, partitions: int, replication: int, generation: Generation
    ) -> list[str]:
        self.asked.append((bootstrap, partitions, replication))
        self.generation = generation
        if self._fault is not None:
            raise self._fault
        return self._made


def asked(monkeypatch: pytest.MonkeyPatch, admin: AskedAdmin) -> AskedAdmin:
    monkeypatch.setattr(topics_command, "ensure_topics", admin)
    return admin


def test_topics_takes_the_settings_and_leaves_the_copies_to_the_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RIGHTSTREAM_BOOTSTRAP", "broker:9092")
    monkeypatch.setenv("RIGHTSTREAM_PARTITIONS", "12")
    monkeypatch.setenv("RIGHTSTREAM_GENERATION", "green")
    admin = asked(monkeypatch, AskedAdmin(made=["ipr.usage"]))
    result = run("topics")
    assert result.exit_code == 0
    assert result.stdout == "created ipr.usage\n"
    assert admin.asked == [("broker:9092", 12, -1)]
    assert admin.generation == Generation("green")


def test_topics_takes_options_before_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSTREAM_PARTITIONS", "12")
    admin = asked(monkeypatch, AskedAdmin())
    result = run("topics", "--bootstrap", "b:1", "--partitions", "3", "--replication", "2")
    assert result.stdout == "all topics are there\n"
    assert admin.asked == [("b:1", 3, 2)]


@pytest.mark.parametrize(
    "wrong", [("--replication", "0"), ("--replication", "-2"), ("--partitions", "0")]
)
def test_topics_refuses_what_cannot_be(
    monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, str]
) -> None:
    admin = asked(monkeypatch, AskedAdmin())
    assert run("topics", *wrong).exit_code == 2
    assert admin.asked == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (TopicMismatch("ipr.usage has 4 partitions"), "topics at b:1: ipr.usage has 4 partitions"),
        (
            KafkaTimeoutError("Unable to bootstrap from b:1"),
            "topics at b:1: KafkaTimeoutError: Unable to bootstrap from b:1",
        ),
        (
            InvalidReplicationFactorError(
                "Request 'much' failed with response '[error_message='too few brokers', "
                "error_message='too few brokers']'"
            ),
            "topics at b:1: InvalidReplicationFactorError: too few brokers",
        ),
    ],
)
def test_topics_says_in_words_why_not(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    asked(monkeypatch, AskedAdmin(fault=fault))
    result = run("topics", "--bootstrap", "b:1")
    assert result.exit_code == 1
    assert result.stderr == said + "\n"


@pytest.mark.system
def test_topics_on_a_broker(tmp_path: Path) -> None:
    """The first run makes all with the broker's own number of copies, the second nothing."""
    with LocalBroker(tmp_path / "kafka") as broker:
        options = ("topics", "--bootstrap", broker.bootstrap, "--partitions", "3")
        first = run(*options)
        assert first.exit_code == 0, first.output
        wanted = {topic.name: topic.num_partitions for topic in wanted_topics(3)}
        assert set(first.stdout.splitlines()) == {f"created {name}" for name in wanted}
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
        try:
            described = {one["name"]: one["partitions"] for one in admin.describe_topics()}
        finally:
            admin.close()
        assert {name: len(described[name]) for name in wanted} == wanted
        assert {
            len(partition["replica_nodes"]) for name in wanted for partition in described[name]
        } == {1}
        assert run(*options).stdout == "all topics are there\n"
        other = run("topics", "--bootstrap", broker.bootstrap, "--partitions", "4")
        assert other.exit_code == 1
        assert "has 3 partitions, this deployment 4" in other.stderr


@pytest.mark.system
def test_topics_with_more_copies_than_brokers(tmp_path: Path) -> None:
    with LocalBroker(tmp_path / "kafka") as broker:
        result = run("topics", "--bootstrap", broker.bootstrap, "--replication", "3")
    assert result.exit_code == 1
    assert "InvalidReplicationFactorError: " in result.stderr
    assert "CreateTopicsRequest" not in result.stderr


@pytest.fixture
def released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the released schemas that the commands work on."""
    folder = tmp_path / "released"
    shutil.copytree(RELEASED, folder)
    monkeypatch.setattr(schemas_command, "RELEASED", folder)
    return folder


def change_last(folder: Path, topic: str, **changed: object) -> None:
    """As if the last release of a topic had been another."""
    last = max((folder / topic).glob("*.avsc"), key=lambda file: int(file.stem))
    last.write_text(json.dumps({**json.loads(last.read_text()), **changed}))


def versions(folder: Path, topic: str) -> int:
    return len(list((folder / topic).glob("*.avsc")))


def test_check_passes_what_is_released(released: Path) -> None:
    assert released.exists()
    result = run("schemas", "check")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{len(topics.ALL)} schemas are released")


def test_check_names_what_is_not_released(released: Path) -> None:
    change_last(released, topics.CASES, doc="said otherwise")
    result = run("schemas", "check")
    assert result.exit_code == 1
    assert result.stderr == (
        "ipr.cases: the schema is not released; run `./rightstream schemas release`\n"
    )


def test_check_names_every_version_that_is_not_compatible(released: Path) -> None:
    change_last(released, topics.CASES, fields=[])
    result = run("schemas", "check")
    assert result.exit_code == 1
    number = versions(released, topics.CASES)
    assert f"ipr.cases: version {number}: new cannot read old" in result.stderr


def test_release_makes_the_next_version_once(released: Path) -> None:
    change_last(released, topics.CASES, doc="said otherwise")
    before = versions(released, topics.CASES)
    result = run("schemas", "release")
    assert result.exit_code == 0
    assert result.stdout == f"released ipr.cases version {before + 1}\n"
    assert json.loads((released / topics.CASES / f"{before + 1}.avsc").read_text()) == (
        current_schema(topics.CASES)
    )
    assert run("schemas", "release").stdout == "nothing has changed since the last release\n"
    assert run("schemas", "check").exit_code == 0


def test_release_refuses_what_is_not_compatible(released: Path) -> None:
    change_last(released, topics.CASES, fields=[])
    before = versions(released, topics.CASES)
    result = run("schemas", "release")
    assert result.exit_code == 1
    assert result.stderr.startswith("nothing is released: ipr.cases: new cannot read old")
    assert versions(released, topics.CASES) == before


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[LittleRegistry]:
    little = LittleRegistry()
    monkeypatch.setenv("RIGHTSTREAM_REGISTRY_URL", little.url)
    yield little
    little.stop()


def test_register_sets_the_rule_before_each_schema(registry: LittleRegistry) -> None:
    result = run("schemas", "register")
    assert result.exit_code == 0, result.stderr
    subjects = [subject_of(topic) for topic in topics.ALL]
    assert [subject for subject, _ in registry.schemas] == subjects
    assert [json.loads(schema) for _, schema in registry.schemas] == [
        current_schema(topic) for topic in topics.ALL
    ]
    assert registry.rules == dict.fromkeys(subjects, "FULL_TRANSITIVE")
    assert registry.calls == [
        call
        for subject in subjects
        for call in (
            f"PUT {BASE_PATH}/config/{subject}",
            f"POST {BASE_PATH}/subjects/{subject}/versions",
        )
    ]
    assert result.stdout.splitlines()[0] == f"{subjects[0]} has id 1"


def test_register_again_changes_nothing(registry: LittleRegistry) -> None:
    first = run("schemas", "register")
    known = list(registry.schemas)
    assert run("schemas", "register").stdout == first.stdout
    assert registry.schemas == known


def test_register_stops_where_the_registry_refuses(registry: LittleRegistry) -> None:
    subject = subject_of(topics.TRADES)
    registry.instead[f"/subjects/{subject}/versions"] = refusal(409, 409, "incompatible")
    result = run("schemas", "register")
    assert result.exit_code == 1
    assert result.stderr == f"POST /subjects/{subject}/versions: 409 incompatible\n"
    assert [known for known, _ in registry.schemas] == [subject_of(topics.REGISTRATIONS)]


def test_register_says_that_no_registry_answers(
    registry: LittleRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIGHTSTREAM_REGISTRY_URL", registry.url.replace(BASE_PATH, "/elsewhere"))
    result = run("schemas", "register")
    assert result.exit_code == 1
    assert result.stderr.startswith("PUT http://127.0.0.1:")


def test_register_needs_to_know_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIGHTSTREAM_REGISTRY_URL", raising=False)
    result = run("schemas", "register")
    assert result.exit_code == 2
    assert "RIGHTSTREAM_REGISTRY_URL is not set" in result.stderr
