"""What the demo sends, in a thread of its own; and one reference of a real file, claimed late."""

import threading
from dataclasses import dataclass

from rich.console import Console

from schemas import topics
from sinks.reading import WarehouseReader
from streams.importers.dsr import DsrReport
from streams.importers.dsr_events import admission, created_micros, platform_of, usage_events
from streams.lag import LagMeter
from streams.market import Market
from streams.market.event import MarketEvent, licence_event, work_event
from streams.publishing import Event, EventPublisher

_RESIDUAL = "Residual"
_RIGHT = "MakeAvailable"
_IDLE_SECONDS = 300.0


class DemoFeed:
    """Publishes the reports of the files, then the market. `lines` counts what was sent so far."""

    def __init__(
        self,
        publisher: EventPublisher,
        market: Market,
        reports: list[DsrReport],
        meter: LagMeter,
    ) -> None:
        self._meter = meter
        self._publisher = publisher
        self._market = market
        self._reports = reports
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._fault: BaseException | None = None
        self.lines = 0

    def start(self) -> None:
        self._thread.start()

    def done(self) -> bool:
        """True once everything is with the broker. Raises what stopped it."""
        if self._fault is not None:
            raise self._fault
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            for report in self._reports:
                platform, at = platform_of(report), created_micros(report)
                self._send(admission(platform, report.sender_name, at))
                for event in usage_events(report):
                    self._send(event)
            self._send_market()
            self._publisher.confirm()
        except BaseException as fault:
            self._fault = fault

    def _send_market(self) -> None:
        """Works and licences first, as in life; late ones come among the usage all the same."""
        registry_open = False
        for event in self._market.events():
            if not registry_open and event.topic == topics.USAGE:
                self._publisher.confirm()
                registry_open = self._meter.wait_until_idle(_IDLE_SECONDS)
            self._send(event)

    def _send(self, event: Event | MarketEvent) -> None:
        topic, key, record = event
        self._publisher.publish(topic, key, record)
        self.lines += len(record["body"][1].get("revenue_micros", ()))

    def claim_late(
        self, console: Console, claim: "LateClaim", meter: LagMeter, reader: WarehouseReader
    ) -> None:
        """Registers a work for a reference whose usage came long ago, and shows the difference."""
        query = (
            "SELECT state, work, count(), sum(units) FROM usage_lines "
            f"WHERE reference = '{claim.reference}' OR work = '{claim.work}' GROUP BY state, work"
        )
        before = reader.rows(query)
        self._publisher.publish_all([claim.registration(), claim.licence()])
        meter.wait_until_idle(_IDLE_SECONDS)
        after = reader.rows(query)
        console.print(
            f"[bold]Claimed late[/]: {claim.reference} was {_stands(before)}; then "
            f"{claim.party} registered {claim.work} and licensed {claim.platform} for half of its "
            f"revenue, and now it is {_stands(after)}"
        )


def _stands(rows: list[list[str]]) -> str:
    return " and ".join(
        f"{state} ({count} lines, {units} units)" for state, _, count, units in rows
    )


@dataclass(frozen=True, slots=True)
class LateClaim:
    """A reference of a real file, and the party its platform paid for it."""

    reference: str
    party: str
    platform: str
    at_micros: int

    @property
    def work(self) -> str:
        return "work:LATE-" + "".join(c if c.isalnum() else "-" for c in self.reference)[-40:]

    def registration(self) -> MarketEvent:
        """The party claims the whole right, everywhere and always."""
        claim = {
            "party": self.party,
            "right": _RIGHT,
            "role": "",
            "share_ppm": 1_000_000,
            "territories": [],
            "from_day": 0,
            "until_day": None,
        }
        body = {
            "registration_id": "LATE",
            "revision": 1,
            "work": self.work,
            "kind": "SoundRecording",
            "title": "",
            "references": [self.reference],
            "content_hashes": [],
            "claims": [claim],
            "created_on": None,
        }
        event_id = f"late/{self.reference}"
        return work_event("RegistrationSubmitted", event_id, "registry", self.at_micros, body)

    def licence(self) -> MarketEvent:
        """Half of the revenue of this work, whatever the use."""
        body = {
            "licence_id": "LATE",
            "revision": 1,
            "licensor": self.party,
            "licensee": self.platform,
            "works": [self.work],
            "rights": [_RIGHT],
            "use_types": [],
            "territories": [],
            "from_day": 0,
            "until_day": None,
            "exclusivity": "NonExclusive",
            "state": "Active",
            "pricing": {
                "kind": "RevenueShare",
                "per_unit_e8": 0,
                "revenue_share_ppm": 500_000,
                "currency": "",
            },
            "parent_licence_id": None,
            "executed_on": None,
            "consideration": None,
            "terms": {},
        }
        return licence_event(f"late/{self.platform}", self.at_micros, body)


def late_claim(reports: list[DsrReport]) -> LateClaim | None:
    """The first usage row that its platform allocated to somebody known."""
    for report in reports:
        claims = report.allocations
        for line, controller in zip(claims.line, claims.rights_controller, strict=True):
            if controller != _RESIDUAL and controller:
                party = "party:" + "".join(c for c in controller if c.isalnum() or c in "._-")
                return LateClaim(
                    report.lines.reference[line],
                    party,
                    platform_of(report),
                    created_micros(report),
                )
    return None
