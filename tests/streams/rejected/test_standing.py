"""How letters stand by the receipts: each case of the field, and any interleaving of many."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import topics
from streams.rejected.letter import LetterHead, MessagePlace
from streams.rejected.standing import Answers, State


@dataclass(frozen=True)
class Message:
    """A message on the record. Without an event id it could not be decoded."""

    millis: int
    partition: int
    offset: int
    event_id: str
    content: bytes
    topic: str = topics.USAGE

    def head(self) -> LetterHead:
        return LetterHead(
            MessagePlace(self.topic, self.partition, self.offset), self.millis, "why", "why", 1, 0,
            9, True, "s" if self.event_id else "", self.event_id, "", self.content,
        )  # fmt: skip

    def receipt(self, *, accepted: bool, decoded: bool = True) -> dict[str, Any]:
        return {
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
            "recorded_at": self.millis,
            "event_id": self.event_id if decoded else "",
            "source": "s" if decoded and self.event_id else "",
            "content_sha256": self.content,
            "accepted": accepted,
        }


FIRST = Message(1, 0, 0, "e", b"x")
SAME = Message(2, 1, 0, "e", b"x")
CORRECTED = Message(3, 0, 1, "e", b"y")
OTHER = Message(4, 0, 2, "f", b"z")
UNREADABLE = Message(5, 0, 3, "", b"?")
UNREADABLE_AGAIN = Message(6, 0, 4, "", b"?")
OF_OTHER_TOPIC = Message(7, 0, 0, "e", b"x", topics.TRADES)
OPEN, ACCEPTED, AGAIN = State.OPEN, State.ACCEPTED, State.REFUSED_AGAIN


@pytest.mark.parametrize(
    ("letter", "answers", "state", "refusals"),
    [
        (FIRST, [], OPEN, 0),
        (FIRST, [FIRST.receipt(accepted=False)], OPEN, 0),
        (FIRST, [FIRST.receipt(accepted=False), SAME.receipt(accepted=False)], AGAIN, 1),
        (FIRST, [SAME.receipt(accepted=False), SAME.receipt(accepted=False)], AGAIN, 1),
        (SAME, [FIRST.receipt(accepted=False)], OPEN, 0),
        (FIRST, [SAME.receipt(accepted=True)], ACCEPTED, 0),
        (FIRST, [CORRECTED.receipt(accepted=True)], ACCEPTED, 0),
        (CORRECTED, [FIRST.receipt(accepted=True)], OPEN, 0),
        (FIRST, [OTHER.receipt(accepted=True)], OPEN, 0),
        (FIRST, [OF_OTHER_TOPIC.receipt(accepted=True)], OPEN, 0),
        # A worker that ended between answer and commit, and the release after it: one message.
        (FIRST, [FIRST.receipt(accepted=False), FIRST.receipt(accepted=True)], ACCEPTED, 0),
        # Refused by a release that could not decode it; only its bytes say that it is the same.
        (FIRST, [SAME.receipt(accepted=False, decoded=False)], AGAIN, 1),
        (UNREADABLE, [UNREADABLE_AGAIN.receipt(accepted=False)], AGAIN, 1),
        (UNREADABLE, [OTHER.receipt(accepted=True)], OPEN, 0),
    ],
)
def test_a_letter_stands_as_the_later_answers_say(
    letter: Message, answers: list[dict[str, Any]], state: State, refusals: int
) -> None:
    found = Answers([letter.head()])
    for answer in answers:
        found.take(answer, 0)
    (standing,) = found.standings()
    assert (standing.state, standing.refusals) == (state, refusals)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["e", "f", ""]), st.booleans()),
        max_size=12,
    ),
    st.randoms(),
)
def test_many_letters_and_answers_as_counted_one_by_one(
    said: list[tuple[str, str, bool]], random: Any
) -> None:
    """Messages of one partition, recorded two a millisecond; answers read in any order over two
    partitions of receipts, each of which keeps its own."""
    messages = [
        Message(number // 2, 0, number, event, f"{event or content}-{content}".encode())
        for number, (content, event, _) in enumerate(said)
    ]
    refused = [
        message
        for message, (_, event, is_accepted) in zip(messages, said, strict=True)
        if not (is_accepted and event)
    ]
    answers = Answers(message.head() for message in refused)
    streams: list[list[dict[str, Any]]] = [[], []]
    for message in messages:
        streams[random.randint(0, 1)].append(message.receipt(accepted=message not in refused))
    while any(streams):
        number = random.choice([place for place in (0, 1) if streams[place]])
        receipt = streams[number].pop(0)
        answers.take(receipt, number)
        if random.random() < 0.3:
            answers.take(receipt, number)
    for standing in answers.standings():
        letter = standing.head
        later = [
            message
            for message in messages
            if message.offset > letter.place.offset
            and (
                message.event_id == letter.event_id
                if letter.event_id
                else message.content == letter.content_sha256
            )
        ]
        assert standing.refusals == sum(message in refused for message in later)
        assert (standing.state is ACCEPTED) == any(message not in refused for message in later)
