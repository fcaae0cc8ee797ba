"""Infringement signals: on licensed uses, on unlicensed ones, by code, on unknown references."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from .catalogue import Shape
from .draws import Concern, Draws, high, low
from .event import MICROS_PER_DAY, MarketEvent, Record, signal_event
from .parties import MAJORS
from .setting import Setting
from .trades import Trades

_SOURCE: Final = "watch-service"
_PIRATES: Final = ("mirror-tunes", "freeflix-copy")
"""Platforms that are neither admitted nor licensed by anybody."""

_REPORTERS: Final = ("RightsHolder", "TrustedFlagger", "Automated", "Public")
_LEAST, _MOST, _ONE_IN_WORKS = 28, 5_000, 100
_TRIES: Final = 200

OPEN, CLOSED, RETRACTED = "Open", "ClosedLicensed", "Retracted"
UNCERTAIN = ""


class _Kind(Enum):
    LICENSED = auto()
    LICENSED_BY_CODE = auto()
    PIRATED = auto()
    PIRATED_BY_CODE = auto()
    TAKEN_BACK = auto()
    UNREGISTERED = auto()
    ANY_USE = auto()


_TURNS: Final = (
    *(_Kind.LICENSED,) * 4,
    _Kind.LICENSED_BY_CODE,
    *(_Kind.PIRATED,) * 3,
    *(_Kind.PIRATED_BY_CODE,) * 3,
    _Kind.TAKEN_BACK,
    _Kind.UNREGISTERED,
    _Kind.ANY_USE,
)


@dataclass(frozen=True, slots=True)
class Signal:
    """`outcome` is the state of its case in the end, UNCERTAIN where the label does not say."""

    number: int
    reference: str
    platform: str
    territory: str
    day: int
    outcome: str

    @property
    def signal_id(self) -> str:
        return f"SIG-{self.number:05d}"

    @property
    def case_id(self) -> str:
        return f"{_SOURCE}/{self.signal_id}"


class Signals:
    """Makes the signals of a market, of every kind in turn."""

    def __init__(self, setting: Setting, trades: Trades) -> None:
        self._setting = setting
        self._trades = trades
        self._draws = Draws(setting.plan.seed, Concern.SIGNAL)
        count = min(_MOST, max(_LEAST, setting.plan.works // _ONE_IN_WORKS))
        found = (self._signal(number) for number in range(count))
        self._signals = [one for one in found if one is not None]

    @property
    def count(self) -> int:
        return len(self._signals)

    def signalled(self) -> Iterator[MarketEvent]:
        for one in self._signals:
            body = {
                "signal_id": one.signal_id,
                "reference": one.reference,
                "platform": one.platform,
                "use_type": "OnDemandStream",
                "territory": one.territory,
                "at_day": one.day,
                "reporter": _REPORTERS[one.number % len(_REPORTERS)],
                "location": f"https://{one.platform}.example/{one.number}",
                "evidence_hash": one.number.to_bytes(32, "big"),
                "note": "",
            }
            yield self._sent("InfringementSignalled", one, "signalled", one.day + 1, body)

    @property
    def retraction_count(self) -> int:
        return sum(one.outcome == RETRACTED for one in self._signals)

    def retractions(self) -> Iterator[MarketEvent]:
        for one in self._signals:
            if one.outcome == RETRACTED:
                body = {
                    "signal_id": one.signal_id,
                    "reference": one.reference,
                    "reason": "the uploader showed a licence",
                }
                day = self._setting.plan.end_day + 4
                yield self._sent("SignalRetracted", one, "retracted", day, body)

    def certain_cases(self) -> dict[str, str]:
        """State in the end, by case id."""
        return {one.case_id: one.outcome for one in self._signals if one.outcome != UNCERTAIN}

    def _sent(self, kind: str, signal: Signal, what: str, day: int, body: Record) -> MarketEvent:
        event_id = f"{signal.signal_id}-{what}"
        at_micros = day * MICROS_PER_DAY + signal.number * 1_000
        return signal_event(kind, event_id, _SOURCE, at_micros, body)

    def _signal(self, number: int) -> Signal | None:
        """None where no work of the market fits."""
        plan, names, platforms = self._setting.plan, self._setting.names, self._setting.platforms
        first, second = self._draws.table(number, 1, 2)[0]
        work = int(high(first, plan.works))
        day = plan.usage_from_day + int(low(first, plan.end_day - plan.usage_from_day))
        pirate = _PIRATES[number % len(_PIRATES)]
        match _TURNS[number % len(_TURNS)]:
            case _Kind.LICENSED:
                return self._licensed(number, work, day, by_code=False)
            case _Kind.LICENSED_BY_CODE:
                return self._licensed(number, work, day, by_code=True)
            case _Kind.PIRATED:
                return Signal(number, names.work(work), pirate, "CN", day, OPEN)
            case _Kind.PIRATED_BY_CODE:
                return Signal(number, self._code_of(work), pirate, "CN", day, OPEN)
            case _Kind.TAKEN_BACK:
                return Signal(number, names.work(work), pirate, "CN", day, RETRACTED)
            case _Kind.UNREGISTERED:
                reference = names.unregistered(number % names.unregistered_count)
                return Signal(number, reference, platforms[0].name, "CN", day, OPEN)
            case _Kind.ANY_USE:
                platform = platforms[int(high(second, len(platforms)))]
                territory = platform.main.territory
                reference = names.work(work)
                return Signal(number, reference, platform.name, territory, day, UNCERTAIN)

    def _licensed(self, number: int, work: int, day: int, *, by_code: bool) -> Signal | None:
        """On a plain work of a large licensor whose licence to the platform has no limits."""
        works = self._setting.works.works
        platform = self._setting.platforms[number % len(self._setting.platforms)]
        for at in range(work, work + min(_TRIES, works)):
            fit = at % works
            if self._setting.works.shape[fit] != Shape.PLAIN:
                continue
            major = self._setting.splits.first_holder(fit)
            if major < MAJORS and self._trades.is_licensed_by(platform.number, major):
                name = self._code_of(fit) if by_code else self._setting.names.work(fit)
                return Signal(number, name, platform.name, platform.main.territory, day, CLOSED)
        return None

    def _code_of(self, work: int) -> str:
        """Any reference the work is registered with but its own name, which all have."""
        references = self._setting.names.registered_with(work)
        return references[0] if references else self._setting.names.work(work)
