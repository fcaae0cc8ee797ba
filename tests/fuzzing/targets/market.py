"""Intake is the gate: what it accepts never raises further on, up to the rows of the warehouse."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from processors.faults import EventFault
from processors.intake import Intake, Received, Taken, headers_fact
from processors.outputs import Output
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from schemas.wire import MAX_OWN_MESSAGE_BYTES, WireFault
from sinks.rows.records import collectors
from tests.driver import Market
from tests.fuzzing.careless_writer import written
from tests.fuzzing.choices import Choices, ChosenRandom
from tests.fuzzing.mutation import mutated
from tests.fuzzing.target import Target
from tests.processors.random_markets import _MAKERS

_CODECS = codecs_of(None)
_PARTITIONS = 2
_MOST_EVENTS = 8
_BETWEEN_MILLIS = (0, 60_000, 8 * 86_400_000, 400 * 86_400_000)
_FRAMING_BYTES = 1_024
"""What a broker adds to a record: the client refuses a message over the limit by all of it."""


class GuardedMarket(Market):
    """Everything that goes to the broker is checked as the broker and its readers would."""

    def _enqueue(self, outputs: Any) -> None:
        checked = list(outputs)
        for output in checked:
            self._check(output)
        super()._enqueue(checked)

    def _check(self, output: Output) -> None:
        message = _CODECS.encode(output.topic, output.record)
        assert len(message) + len(output.key) + _FRAMING_BYTES <= MAX_OWN_MESSAGE_BYTES, (
            output.topic
        )
        if output.partition is None:
            output.key.decode()
        else:
            assert 0 <= output.partition < self.partitions
        _CODECS.decode(output.topic, message)

    def checked_rows(self) -> None:
        """What came out, as the sink makes rows of it."""
        rows = collectors()
        for output in self.outputs:
            message = _CODECS.encode(output.topic, output.record)
            rows[output.topic].add(_CODECS.decode(output.topic, message))
        for collector in rows.values():
            if collector.rows:
                assert collector.take().num_rows

    def receive(self, topic: str, value: bytes, at: RecordedAt, key: bytes = b"") -> bool:
        """One message as the agent of intake takes it; whether it was accepted."""
        received = Received(topic, at, key, value, {})
        taken = taken_in(self.intake, received)
        answers = Counter(output.topic for output in taken.outputs)
        assert answers[topics.RECEIPTS] == 1, "every event is answered once"
        assert answers[topics.REJECTED] == (not taken.accepted)
        self._enqueue(taken.outputs)
        for to, owed in (
            (topics.FACTS, taken.facts_without_lines),
            (topics.REFERENCES, taken.references_without_lines),
        ):
            self._enqueue(headers_fact(to, home, [header]) for home, header in owed.items())
        return taken.accepted


def taken_in(intake: Intake, received: Received) -> Taken:
    try:
        if received.topic == topics.USAGE:
            event = _CODECS.decode_columns(received.topic, received.value)
        else:
            event = _CODECS.decode(received.topic, received.value)
    except WireFault as fault:
        return intake.refuse(received, [EventFault(fault.code, "message", str(fault), "mend it")])
    return intake.take(received, event)


def run(data: bytes) -> None:
    choices = Choices(data)
    between = choices.of(_BETWEEN_MILLIS)
    sent = [_message(choices, number, between) for number in range(1 + choices.below(_MOST_EVENTS))]
    in_order = _market(sent, None)
    assert in_order.rows() == _market(sent, Random(len(data))).rows()
    restored = {
        place: type(stage)(place[1], _PARTITIONS, _CODECS.decode, dict(in_order.states[place]))
        for place, stage in in_order.stages.items()
    }
    for place, stage in in_order.stages.items():
        assert restored[place].knowledge == stage.knowledge
    in_order.checked_rows()


def _message(choices: Choices, number: int, between: int) -> tuple[str, bytes, RecordedAt]:
    topic, make, _ = choices.of(_MAKERS)
    event = make(ChosenRandom(choices))
    event["event_id"] = f"e{number}"
    value = written(topic, mutated(topic, event, choices))
    if choices.flag(16):
        place = choices.below(len(value))
        value = value[:place] + choices.bytes(1) + value[place + 1 :]
    return topic, value, RecordedAt(1_790_000_000_000 + number * between, number % 2, number)


def _market(sent: list[tuple[str, bytes, RecordedAt]], shuffle: Random | None) -> GuardedMarket:
    market = GuardedMarket(partitions=_PARTITIONS, shuffle=shuffle)
    market.intake = Intake(_PARTITIONS, SubjectIndex(canonical), lambda *_: True)
    for topic, value, at in sent:
        market.receive(topic, value, at)
    market.run()
    return market


def seeds() -> Sequence[bytes]:
    return [Random(seed).randbytes(40 * seed) for seed in range(1, 21)]


TARGET = Target(
    name="market",
    says="valid events changed in a few places, through intake, matching, rights and rows",
    run=run,
    seeds=seeds,
    mebibytes=256,
    seconds=10,
)
