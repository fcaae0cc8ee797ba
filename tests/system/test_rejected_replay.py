"""Dead letters sent again once their cause is mended: accepted, and as often as one likes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from kafka.admin import KafkaAdminClient
from typer.testing import CliRunner

from schemas import topics
from schemas.codecs import codecs_of
from streams.cli.main import app
from streams.stack import StackPlan
from tests import events
from tests.system.running_stack import RunningStack, running

pytestmark = pytest.mark.system

DAY = 20_000
CODECS = codecs_of(None)
LINES = (("work:W1", 3, 1_000_000), ("work:W2", 5, 2_500_000))


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    with running(tmp_path_factory.mktemp("replay"), StackPlan(partitions=2, rights=1)) as started:
        started.await_sink()
        yield started


def rejected(stack: RunningStack, *words: str) -> Result:
    return CliRunner().invoke(app, ["rejected", *words, "--data", str(stack.stack.data)])


def listed(stack: RunningStack, *words: str) -> list[dict[str, Any]]:
    done = rejected(stack, "list", "--json", *words)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def replayed(stack: RunningStack, *words: str) -> tuple[int, list[dict[str, Any]]]:
    done = rejected(stack, "replay", "--yes", "--json", "--wait", "120", *words)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def states(stack: RunningStack, source: str) -> list[str]:
    return sorted(one["state"] for one in listed(stack, "--source", source))


def block(report_id: str, source: str = "dsp-late") -> bytes:
    return CODECS.encode(topics.USAGE, events.usage(source, report_id, *LINES, day=DAY))


def test_usage_of_a_platform_admitted_too_late_is_replayed_as_often_as_one_likes(
    stack: RunningStack,
) -> None:
    for number in range(3):
        stack.publisher.publish_raw(topics.USAGE, b"k%d" % number, block(f"r-{number}"))
    stack.publisher.confirm()
    stack.rest()
    found = listed(stack, "--source", "dsp-late")
    assert [(one["state"], one["reason"], one["lines"]) for one in found] == [
        ("open", "unknown_platform", 2)
    ] * 3

    # Not mended yet: each is refused again, and only the later copy is open.
    code, answers = replayed(stack, "--source", "dsp-late")
    assert (code, [one["accepted"] for one in answers]) == (2, [False] * 3)
    assert states(stack, "dsp-late") == ["open"] * 3 + ["refused again"] * 3

    stack.send([(topics.CONTROL, b"dsp-late", events.admission("dsp-late"))])
    dry = rejected(stack, "replay", "--dry-run", "--source", "dsp-late")
    assert dry.exit_code == 0
    assert dry.stdout.count("from dsp-late: unknown_platform") == 3
    code, answers = replayed(stack, "--reason", "unknown_platform", "--topic", topics.USAGE)
    assert (code, [one["accepted"] for one in answers]) == (0, [True] * 3)
    assert states(stack, "dsp-late") == ["accepted since"] * 6

    once = stack.results()
    once.check_proofs()
    assert once.lines.rejected == 12
    assert once.lines.received == 18
    assert once.lines.unmatched + once.lines.accrued + once.lines.held == 6

    # Nothing stands open any more; asked to, it sends each message once more, to no effect.
    assert replayed(stack, "--source", "dsp-late")[0] == 2
    code, answers = replayed(stack, "--again", "--source", "dsp-late")
    assert (code, [one["accepted"] for one in answers]) == (0, [True] * 3)
    twice = stack.results()
    twice.check_same_as(once)
    twice.check_proofs()


def test_the_copy_is_the_message_byte_for_byte_and_says_what_it_is_a_copy_of(
    stack: RunningStack, tmp_path: Path
) -> None:
    sent = block("r-copy", "dsp-copy")
    stack.publisher.publish_raw(topics.USAGE, b"some key", sent)
    stack.publisher.confirm()
    stack.rest()
    (letter,) = listed(stack, "--source", "dsp-copy")
    place = (letter["topic"], str(letter["partition"]), str(letter["offset"]))
    shown = rejected(stack, "show", *place, "--raw", str(tmp_path / "raw"))
    assert shown.exit_code == 0
    assert "unknown_platform" in shown.stdout
    assert "have the platform admitted on ipr.control" in shown.stdout
    assert "r-copy" in shown.stdout
    assert (tmp_path / "raw").read_bytes() == sent
    _, (answer,) = replayed(stack, *place)
    again = rejected(stack, "show", *answer["sent_as"].split("/"), "--json")
    copy = json.loads(again.stdout)
    assert bytes.fromhex(copy["key_hex"]) == b"some key"
    assert bytes.fromhex(copy["headers"]["rightstream-replay-of"]).decode() == "/".join(place)
    assert copy["partition"] == letter["partition"]


def test_a_corrected_registration_closes_the_letter_of_the_refused_one(
    stack: RunningStack,
) -> None:
    def registration(share_ppm: int) -> bytes:
        event = events.registration(
            "work:W1",
            events.claim("party:ann", share_ppm),
            source="registry-late",
            event_id="reg-1",
        )
        return CODECS.encode(topics.REGISTRATIONS, event)

    stack.publisher.publish_raw(topics.REGISTRATIONS, b"work:W1", registration(1_000_001))
    stack.publisher.confirm()
    stack.rest()
    assert states(stack, "registry-late") == ["open"]
    code, (answer,) = replayed(stack, "--source", "registry-late")
    assert (code, answer["reasons"]) == (2, ["bad_share"])
    stack.publisher.publish_raw(topics.REGISTRATIONS, b"work:W1", registration(1_000_000))
    stack.publisher.confirm()
    stack.rest()
    assert states(stack, "registry-late") == ["accepted since"] * 2
    before = stack.results()
    # The wrong one sent after the right one: refused, and nothing else changes.
    code, (answer,) = replayed(stack, "--again", "--source", "registry-late")
    assert (code, answer["accepted"]) == (2, False)
    after = stack.results()
    assert (after.digest, after.lines, after.money) == (before.digest, before.lines, before.money)
    assert after.views["ownership"] == before.views["ownership"]


def test_a_message_of_which_the_letter_holds_only_the_beginning_is_taken_from_its_topic(
    stack: RunningStack, tmp_path: Path
) -> None:
    huge = bytes(range(256)) * (9 * 4096)
    stack.publisher.publish_raw(topics.USAGE, b"k", huge)
    stack.publisher.confirm()
    stack.rest()
    (letter,) = listed(stack, "--reason", "too_large")
    assert not letter["whole"]
    place = (letter["topic"], str(letter["partition"]), str(letter["offset"]))
    shown = rejected(stack, "show", *place, "--raw", str(tmp_path / "huge"))
    assert shown.exit_code == 0
    assert "the beginning of a longer one" in shown.stdout
    assert (tmp_path / "huge").read_bytes() == huge
    code, (answer,) = replayed(stack, *place)
    assert (code, answer["reasons"]) == (2, ["too_large"])


def test_what_the_topic_no_longer_has_is_taken_from_a_whole_letter(stack: RunningStack) -> None:
    stack.publisher.publish_raw(topics.USAGE, b"k", block("r-gone", "dsp-gone"))
    stack.publisher.publish_raw(topics.USAGE, b"k", b"\x02" * (9 * 1024 * 1024))
    stack.publisher.confirm()
    stack.rest()
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap)
    try:
        admin.delete_records(stack.ends(topics.USAGE))
    finally:
        admin.close()
    code, (answer,) = replayed(stack, "--source", "dsp-gone")
    assert (code, answer["from_letter"], answer["accepted"]) == (2, True, False)
    newest = listed(stack, "--reason", "too_large", "--limit", "1")[0]
    place = (newest["topic"], str(newest["partition"]), str(newest["offset"]))
    done = rejected(stack, "replay", "--yes", *place)
    assert done.exit_code == 1
    assert "the sender must send it again" in done.output


def test_what_is_not_there_is_said(stack: RunningStack) -> None:
    assert rejected(stack, "show", topics.USAGE, "0", "999999").exit_code == 2
    assert replayed(stack, "--source", "nobody")[0] == 2
    assert rejected(stack, "list", "--topic", "ipr.facts").exit_code == 2
    assert rejected(stack, "list", "--since", "yesterday").exit_code == 2
    assert rejected(stack, "replay", topics.USAGE).exit_code == 2


def test_a_named_generation_answers_for_itself(tmp_path: Path) -> None:
    plan = StackPlan(partitions=1, rights=1, generation="green")
    with running(tmp_path / "green", plan) as green:
        green.await_sink()
        green.publisher.publish_raw(topics.USAGE, b"k", block("r-green"))
        green.publisher.confirm()
        green.rest()
        assert states(green, "dsp-late") == ["open"]
        green.send([(topics.CONTROL, b"dsp-late", events.admission("dsp-late"))])
        code, answers = replayed(green, "--source", "dsp-late")
        assert (code, [one["accepted"] for one in answers]) == (0, [True])
        assert states(green, "dsp-late") == ["accepted since"]
