"""Letters as they are shown and chosen: hostile text, faults in parts, times, each letter once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from processors.faults import EventFault, fault_of
from processors.intake import Intake, Received
from processors.joined import joined
from processors.limits import MAX_KEPT_BYTES
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.generation import Generation
from schemas.identifiers import canonical
from streams.cli.rejected_letter import letter_json, print_letter
from streams.rejected import reading, selection
from streams.rejected.letter import Letter, MessagePlace, head_of, letter_of
from streams.rejected.letters import LetterFilter, LetterReader
from streams.rejected.reading import Deployment
from streams.rejected.since import since_millis
from streams.rejected.standing import Standing, State, standings_of
from streams.rejected.visible import hex_dump, visible
from tests import events

CODECS = codecs_of(None)
DEPLOYMENT = Deployment("", CODECS)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTILE = "\x1b[2J\u202eevil\u2066[red]\x07\r\n"


def refused(value: bytes | None, offset: int = 0, topic: str = topics.USAGE) -> dict[str, Any]:
    """The record of the letter that intake writes about a message nobody admitted sent."""
    intake = Intake(2, SubjectIndex(canonical), lambda *_: False)
    received = Received(topic, RecordedAt(1_000 + offset, 0, offset), b"k", value, {"h": b"\x1b["})
    try:
        event = CODECS.decode(topic, value)
    except ValueError:
        fault = EventFault("not_avro", "message", HOSTILE, "mend")
        return dict(intake.refuse(received, [fault]).outputs[0].record)
    return dict(intake.take(received, event).outputs[0].record)


def usage(report_id: str, source: str = "dsp-x") -> bytes:
    event = events.usage(source, report_id, ("work:W1", 3, 1_000_000), day=20_000)
    return CODECS.encode(topics.USAGE, event)


@given(st.text())
def test_what_is_shown_is_printable_and_hides_nothing(text: str) -> None:
    shown = visible(text)
    assert all(one.isprintable() for one in shown)
    assert "".join(one for one in text if one.isprintable()) in (shown, *_without_escapes(shown))


def _without_escapes(shown: str) -> Iterator[str]:
    yield re.sub(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[nrt])", "", shown)


def test_bidirectional_and_control_characters_are_escapes() -> None:
    assert visible("a\u202eb\x1b[0m") == "a\\u202eb\\x1b[0m"
    assert visible("歌曲") == "歌曲"
    assert visible("x" * 10, 4) == "xxxx..."


def test_a_dump_shows_where_it_ends() -> None:
    dump = hex_dump(b"\x00A\x1b" * 100, most=32)
    assert dump.splitlines()[0].startswith("00000000  00 41 1b 00")
    assert dump.splitlines()[-1] == "... and 268 bytes more"
    assert "\x1b" not in dump


def test_a_fault_is_read_back_from_its_text() -> None:
    fault = EventFault("bad_identifier", "claims[3].party", "a; b: c", "correct it and send it")
    assert fault_of(str(fault)) == fault
    assert fault_of("what an earlier release wrote") is None


@pytest.mark.parametrize(
    ("text", "millis"),
    [
        ("2026-11-23", 1_795_392_000_000),
        ("2026-11-23T08:30", 1_795_422_600_000),
        ("2026-11-23T08:30+08:00", 1_795_393_800_000),
        ("90m", int(NOW.timestamp() * 1000) - 5_400_000),
        ("7d", int(NOW.timestamp() * 1000) - 604_800_000),
    ],
)
def test_since_is_a_day_an_instant_or_a_length(text: str, millis: int) -> None:
    assert since_millis(text, NOW) == millis


@pytest.mark.parametrize("text", ["", "yesterday", "7w", "-1d", "٣d"])
def test_since_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026-11-23"):
        since_millis(text, NOW)


def test_since_too_long_ago_is_an_error_in_words() -> None:
    with pytest.raises(ValueError, match="write 2026-11-23"):
        since_millis("999999d", NOW)


@pytest.mark.parametrize("value", [b"\x00\x00\x00\x00\x03\x1b[2J\xff", None, usage(HOSTILE)])
def test_nothing_a_sender_wrote_reaches_the_terminal_as_it_is(value: bytes | None) -> None:
    letter = letter_of(refused(value))
    standing = Standing(head_of(letter, CODECS), State.OPEN)
    console = Console(record=True, width=100, color_system=None)
    with console.capture() as captured:
        print_letter(console, letter, standing, CODECS)
    shown = captured.get().replace("\n", "")
    assert all(one.isprintable() for one in shown)
    assert "mend" in shown
    assert letter_json(letter, standing, CODECS)["state"] == "open"


def test_an_event_on_the_wrong_topic_is_shown_as_what_it_is() -> None:
    event = events.registration("work:W1", events.claim("party:ann", 1_000_000))
    message = CODECS.encode(topics.REGISTRATIONS, event)
    letter = letter_of(refused(message))
    shown = letter_json(letter, Standing(head_of(letter, CODECS), State.OPEN), CODECS)
    assert shown["event_topic"] == topics.REGISTRATIONS
    assert shown["event"]["body"]["work"] == "work:W1"


def reader_of(monkeypatch: pytest.MonkeyPatch, records: list[Any]) -> LetterReader:
    monkeypatch.setattr(reading, "records_of", lambda *_: iter(records))
    return LetterReader(DEPLOYMENT)


def rejected(record: dict[str, Any], partition: int = 0) -> Any:
    key = joined("|", record["topic"], record["partition"], record["offset"]).encode()
    value = CODECS.encode(topics.REJECTED, record)
    return SimpleNamespace(partition=partition, key=key, value=value)


def test_a_letter_written_twice_is_one_and_what_is_none_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (rejected(refused(usage(f"r{n}"), n)) for n in (0, 1))
    stranger = rejected({**refused(usage("r9"), 9), "topic": "ipr.accruals"})
    junk = SimpleNamespace(partition=0, key=b"k", value=b"junk")
    reader = reader_of(monkeypatch, [first, second, first, junk, second, stranger])
    found = [letter.place.offset for letter in reader.letters(LetterFilter())]
    assert (found, reader.unreadable) == ([0, 1], 2)
    assert reader.letter(MessagePlace(topics.USAGE, 0, 1)) is not None
    assert reader.letter(MessagePlace(topics.USAGE, 0, 7)) is None


def test_letters_and_answers_are_those_of_the_generation_that_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def nothing(_bootstrap: str, topic: str, _since: int | None) -> Iterator[Any]:
        asked.append(topic)
        return iter(())

    monkeypatch.setattr(reading, "records_of", nothing)
    green = Deployment("", CODECS, Generation("green"))
    assert list(LetterReader(green).letters(LetterFilter())) == []
    standings_of(green, [head_of(letter_of(refused(usage("r0"))), CODECS)])
    assert asked == [f"{topics.REJECTED}.green", f"{topics.RECEIPTS}.green"]


def test_letters_are_chosen_by_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        rejected(refused(usage("r0", "a"), 0)),
        rejected(refused(b"junk", 1)),
        rejected(refused(usage("r2", "b"), 2)),
    ]
    reader = reader_of(monkeypatch, records)

    def offsets(**wanted: Any) -> list[int]:
        return [head.place.offset for head in reader.heads(LetterFilter(**wanted))]

    assert offsets(source="a") == [0]
    assert offsets(reason="not_avro") == [1]
    assert offsets(since_millis=1_001) == [1, 2]
    assert offsets(topic=topics.TRADES) == []


def test_a_list_keeps_the_newest_and_says_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = reader_of(monkeypatch, [rejected(refused(usage(f"r{n}"), n)) for n in range(9)])
    monkeypatch.setattr(
        selection,
        "standings_of",
        lambda _, heads: [Standing(one, State.OPEN) for one in heads],
    )
    found = selection.newest(reader, LetterFilter(), 3)
    assert [one.head.place.offset for one in found.standings] == [8, 7, 6]
    assert found.total == 9


def test_each_message_is_chosen_once_and_only_letters_that_stand_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    same = usage("same")
    sent = [same, same, usage("other"), usage("third"), b"junk", b"junk"]
    reader = reader_of(monkeypatch, [rejected(refused(one, n)) for n, one in enumerate(sent)])

    def stand(_: Deployment, heads: list[Any]) -> list[Standing]:
        settled = {2: State.ACCEPTED, 4: State.REFUSED_AGAIN}
        return [Standing(one, settled.get(one.place.offset, State.OPEN)) for one in heads]

    monkeypatch.setattr(selection, "standings_of", stand)

    def chosen(limit: int, *, again: bool) -> tuple[list[int], int, int, bool]:
        one = selection.select(DEPLOYMENT, reader.heads(LetterFilter()), limit, again=again)
        return [head.place.offset for head in one.letters], one.same, one.settled, one.more

    assert chosen(10, again=False) == ([0, 3, 5], 1, 2, False)
    assert chosen(10, again=True) == ([0, 2, 3, 4], 2, 0, False)
    assert chosen(1, again=False)[0::3] == ([0], True)


def test_a_cut_letter_has_no_digest_to_be_taken_for_another_message() -> None:
    letter = letter_of(refused(b"\x01" * (MAX_KEPT_BYTES + 1)))
    assert not letter.whole
    assert head_of(letter, CODECS).content_sha256 is None
    assert isinstance(letter, Letter)
