"""Access rules: a principal may do what its role needs on our topics and tables, and no more."""

import os
import re
import subprocess
import xml.etree.ElementTree as Xml
from collections.abc import Iterator

import pytest

from schemas import topics
from sinks.migrate import migrations
from streams.app import app_id
from streams.changelog import changelog_topic
from streams.lag import GROUP_TOPICS
from streams.topics_admin import STATEFUL_STAGES
from tests.deploy.deployment import DEPLOY

SCRIPT = DEPLOY / "kafka" / "acls.sh"
SENDERS = {
    "platform": topics.USAGE,
    "registry": topics.REGISTRATIONS,
    "market": topics.TRADES,
    "reporter": topics.SIGNALS,
    "operator": topics.CONTROL,
}
WORKERS = ("intake", "matching", "rights", "warehouse", "evidence")
LOOKED_AT = {
    "intake": {topics.RECEIPTS},
    "evidence": {topics.TREE_HEADS, topics.REGISTRATIONS, topics.TRADES},
}
"""What is read without a group: what was accepted before; its own heads, how far inputs reach."""
ASKED_ABOUT = {"evidence": {("Describe", "rightstream-intake")}}
"""Groups of others: how far intake has answered what is signed."""

Grant = tuple[str, str, str]
"""(operation, kind of resource, name)."""


def grants(role: str, principal: str = "User:someone") -> set[Grant]:
    """What acls.sh asks of kafka-acls.sh for a role; the tool itself is replaced by `echo`."""
    calls = subprocess.run(
        ["sh", str(SCRIPT), "broker:9092", role, principal],
        env={**os.environ, "KAFKA_ACLS": "echo"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {grant for call in calls for grant in _grants_of(call.split(), principal)}


def _grants_of(words: list[str], principal: str) -> Iterator[Grant]:
    assert words[:5] == [
        "--bootstrap-server",
        "broker:9092",
        "--add",
        "--allow-principal",
        principal,
    ]
    pairs = list(zip(words, [*words[1:], ""], strict=True))
    suffix = "..." if ("--resource-pattern-type", "prefixed") in pairs else ""
    for _, operation in (pair for pair in pairs if pair[0] == "--operation"):
        for kind in ("topic", "group"):
            for _, name in (pair for pair in pairs if pair[0] == f"--{kind}"):
                yield operation, kind, name + suffix
        if "--cluster" in words:
            yield operation, "cluster", ""


def may(role: str, operation: str) -> set[str]:
    return {name for done, kind, name in grants(role) if (done, kind) == (operation, "topic")}


@pytest.mark.parametrize(("role", "topic"), SENDERS.items())
def test_who_sends_may_write_one_topic_and_nothing_else(role: str, topic: str) -> None:
    assert grants(role) == {("Write", "topic", topic)}


def test_who_replays_reads_letters_and_answers_and_writes_what_was_refused_again() -> None:
    read = {topics.REJECTED, topics.RECEIPTS, *topics.INPUTS}
    assert grants("replayer") == {
        *(("Read", "topic", name) for name in read),
        *(("Write", "topic", name) for name in topics.INPUTS),
    }


def test_every_input_has_its_sender() -> None:
    assert set(SENDERS.values()) == set(topics.INPUTS)


@pytest.mark.parametrize("stage", WORKERS)
def test_a_worker_may_read_what_its_group_consumes(stage: str) -> None:
    group = f"rightstream-{stage}"
    kept = {changelog_topic(app_id(stage), "state")} if stage in STATEFUL_STAGES else set()
    assert may(stage, "Read") == {*GROUP_TOPICS[group], *kept, *LOOKED_AT.get(stage, ())}
    groups = {(operation, name) for operation, kind, name in grants(stage) if kind == "group"}
    assert groups == {("Read", group), *ASKED_ABOUT.get(stage, ())}


def test_every_output_is_written_by_a_worker_and_no_input_is() -> None:
    written = {name for stage in WORKERS for name in may(stage, "Write")}
    kept = {changelog_topic(app_id(stage), "state") for stage in STATEFUL_STAGES}
    assert written == {*topics.OUTPUTS, *topics.INTERNAL, *kept}


def test_a_subscriber_reads_results_in_groups_of_its_own_name() -> None:
    given = grants("subscriber", "User:settlement")
    assert ("Read", "group", "settlement-...") in given
    read = {name for _, kind, name in given if kind == "topic"}
    assert read < set(topics.OUTPUTS)
    kept_back = {topics.REJECTED, topics.RECEIPTS, topics.EVIDENCE, topics.PLATFORM_ALLOCATIONS}
    assert not read & kept_back
    assert {operation for operation, _, _ in given} == {"Read"}


def test_the_topics_job_may_create_all_topics() -> None:
    prefixes = {name.removesuffix("...") for name in may("topics", "Create")}
    made = [*topics.ALL, *(changelog_topic(app_id(stage), "state") for stage in STATEFUL_STAGES)]
    assert all(name.startswith(tuple(prefixes)) for name in made)


@pytest.mark.parametrize("arguments", [["platform"], ["platform", "dsp-1"], ["nobody", "User:x"]])
def test_a_mistake_grants_nothing(arguments: list[str]) -> None:
    run = subprocess.run(
        ["sh", str(SCRIPT), "broker:9092", *arguments],
        env={**os.environ, "KAFKA_ACLS": "echo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert not run.stdout


@pytest.mark.parametrize("file", ["acls.md", "kafka/acls.sh"])
def test_topics_that_are_named_exist(file: str) -> None:
    text = (DEPLOY / file).read_text()
    named = set(re.findall(r"\bipr\.[a-z]+(?:-[a-z]+)*", text))
    assert named
    assert named <= set(topics.ALL)


def _tables_and_views() -> set[str]:
    statements = [one for migration in migrations("modern") for one in migration.statements]
    return set(re.findall(r"^CREATE (?:TABLE|VIEW) (\w+)", "\n".join(statements), re.MULTILINE))


def test_the_regulator_reads_views_and_what_is_under_them() -> None:
    users = Xml.parse(DEPLOY / "clickhouse" / "users.xml").getroot()
    queries = [one.text or "" for one in users.findall("roles/regulator/grants/query")]
    named = {re.fullmatch(r"GRANT SELECT ON rightstream\.(\w+)", query) for query in queries}
    read = {match[1] for match in named if match}
    assert len(read) == len(queries)
    assert read <= _tables_and_views()
    assert not [name for name in read if "dead_letter" in name or "platform_allocation" in name]
    under = {
        source
        for migration in migrations("modern")
        for statement in migration.statements
        if (view := re.match(r"CREATE VIEW (\w+)", statement)) and view[1] in read
        for source in re.findall(r"\bFROM (\w+)", statement)
    }
    assert under <= read


def test_users_have_a_password_from_outside_and_settings_that_exist() -> None:
    users = Xml.parse(DEPLOY / "clickhouse" / "users.xml").getroot()
    profiles = {one.tag for one in users.findall("profiles/*")}
    for user in users.findall("users/*"):
        if user.tag != "default":
            password = user.find("password")
            assert password is not None
            assert not password.text
            assert password.attrib["from_env"]
            assert user.findtext("profile") in profiles


def test_server_settings_can_be_read() -> None:
    Xml.parse(DEPLOY / "clickhouse" / "config.xml")
