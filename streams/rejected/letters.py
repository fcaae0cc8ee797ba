"""The letters of ipr.rejected that somebody asks for, each once."""

from collections.abc import Iterator
from dataclasses import dataclass

from processors.joined import joined
from schemas import topics
from schemas.wire import WireFault

from .letter import Letter, LetterHead, MessagePlace, head_of, letter_of
from .reading import Deployment


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """None asks for everything. `since_millis` is about when the refused message was recorded."""

    reason: str | None = None
    topic: str | None = None
    source: str | None = None
    since_millis: int | None = None
    place: MessagePlace | None = None

    def wants(self, letter: Letter) -> bool:
        """All but the source, which only the decoded message tells."""
        return (
            self.reason in (None, letter.reason)
            and self.topic in (None, letter.place.topic)
            and self.place in (None, letter.place)
            and (self.since_millis is None or letter.recorded_millis >= self.since_millis)
        )


class LetterReader:
    """Reads ipr.rejected. `unreadable` counts records there that are no dead letters."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._codecs = deployment.codecs
        self.unreadable = 0

    def letters(self, wanted: LetterFilter) -> Iterator[Letter]:
        """Letters in the order of each partition. Intake may have written one twice: an input
        partition is answered in order, so what does not go on is a repetition."""
        self.unreadable = 0
        answered: dict[tuple[int, str, int], int] = {}
        key = None if wanted.place is None else joined("|", *wanted.place).encode()
        for record in self.deployment.records_of(topics.REJECTED, wanted.since_millis):
            if key is not None and record.key != key:
                continue
            try:
                letter = letter_of(self._codecs.decode(topics.REJECTED, record.value))
            except WireFault:
                self.unreadable += 1
                continue
            place = letter.place
            if place.topic not in topics.INPUTS:
                self.unreadable += 1
                continue
            stream = (record.partition, place.topic, place.partition)
            if place.offset <= answered.get(stream, -1):
                continue
            answered[stream] = place.offset
            if wanted.wants(letter):
                yield letter

    def heads(self, wanted: LetterFilter) -> Iterator[LetterHead]:
        for letter in self.letters(wanted):
            head = head_of(letter, self._codecs)
            if wanted.source in (None, head.source):
                yield head

    def letter(self, place: MessagePlace) -> Letter | None:
        """The letter about one message. Reads the topic up to it."""
        return next(self.letters(LetterFilter(place=place)), None)
