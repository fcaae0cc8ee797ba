"""Markets without end: each is a market of its own seed whose names no other one has.

Platforms are the same in all of them. Works, references, parties, reports, licences, registrations
and signals carry the number of their round, so that all rounds live side by side in one stack.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from schemas import topics
from schemas.identifiers import check_digits
from streams.market import Market, MarketPlan
from streams.publishing import Event

_ISRC_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ISWC_STEP: Final = 1_000_000
MOST_ROUNDS: Final = 299
"""So many rounds have ISWCs of their own; ISRCs would do for more."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """How large each round is. Works below a million, or ISWCs would meet."""

    works: int = 300
    lines: int = 12_000
    platforms: int = 8
    block_lines: int = 250

    def market(self, seed: int, number: int) -> Market:
        return Market(
            MarketPlan(
                self.works, self.lines, seed * 1_000 + number, self.block_lines, self.platforms
            )
        )


class Round:
    """One round. `events` are the same each time; `lines` is how many usage lines are in them,
    repetitions not counted."""

    def __init__(self, plan: RoundPlan, seed: int, number: int) -> None:
        if not 0 <= number < MOST_ROUNDS:
            raise ValueError(f"round {number}: there are names for {MOST_ROUNDS}")
        self.number = number
        self._market = plan.market(seed, number)
        self.lines = plan.lines

    def events(self) -> Iterator[Event]:
        for topic, _, record in self._market.events():
            yield self._renamed(topic, record)

    def _renamed(self, topic: str, record: dict[str, Any]) -> Event:
        kind, body = record["body"]
        renamed = dict(body)
        match topic:
            case topics.CONTROL:
                return topic, body["platform"].encode(), record
            case topics.REGISTRATIONS:
                self._registration(renamed)
                subject = key = renamed["work"]
            case topics.TRADES:
                self._licence(renamed)
                subject = key = renamed["licence_id"]
            case topics.USAGE:
                renamed["report_id"] = self._own(body["report_id"])
                renamed["reference"] = [self._reference(one) for one in body["reference"]]
                subject = renamed["report_id"]
                key = f"{record['source']}|{subject}"
            case topics.SIGNALS:
                renamed["signal_id"] = self._own(body["signal_id"])
                subject = key = renamed["reference"] = self._reference(body["reference"])
            case _:
                raise ValueError(f"a market sends nothing to {topic}")
        source = record["source"]
        if topic == topics.TRADES:
            source = renamed["licensor"]
        event = {
            **record,
            "event_id": self._own(record["event_id"]),
            "source": source,
            "subject": subject,
            "body": (kind, renamed),
        }
        return topic, key.encode(), event

    def _registration(self, body: Body) -> None:
        body["registration_id"] = self._own(body["registration_id"])
        body["work"] = self._reference(body["work"])
        body["references"] = [self._reference(one) for one in body["references"]]
        body["claims"] = [
            {**claim, "party": self._party(claim["party"])} for claim in body["claims"]
        ]

    def _licence(self, body: Body) -> None:
        body["licence_id"] = self._own(body["licence_id"])
        body["licensor"] = self._party(body["licensor"])
        body["works"] = [self._reference(one) for one in body["works"]]

    def _own(self, name: str) -> str:
        return f"r{self.number}.{name}"

    def _party(self, party: str) -> str:
        namespace, _, value = party.partition(":")
        return f"party:R{self.number}-{namespace}-{value}"

    def _reference(self, text: str) -> str:
        namespace, _, value = text.partition(":")
        return f"{namespace}:{_OF_NAMESPACE.get(namespace, _plain)(value, self.number)}"


def _plain(value: str, number: int) -> str:
    return f"R{number}-{value}"


def _isrc(value: str, number: int) -> str:
    """Two letters of the registrant say the round; a country of its own keeps what nobody ever
    registers apart from the rest."""
    high, low = divmod(number, len(_ISRC_LETTERS))
    letters = _ISRC_LETTERS[high] + _ISRC_LETTERS[low]
    return f"{value[:2]}{letters}{value[4:]}"


def _iswc(value: str, number: int) -> str:
    if check_digits.of_iswc(value[1:10]) != value[10:]:
        return value  # a broken one is to stay broken
    nine = f"{int(value[1:10]) + number * _ISWC_STEP:09d}"
    return f"T{nine}{check_digits.of_iswc(nine)}"


_OF_NAMESPACE: Final[dict[str, Callable[[str, int], str]]] = {"isrc": _isrc, "iswc": _iswc}
