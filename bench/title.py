"""Registrations, assignments and licences of a busy registry, in the order of a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from schemas import topics
from streams.publishing import Event

_RIGHTS = ("MakeAvailable", "Mechanical", "Performing")
_AT_MICROS = 1_790_000_000_000_000


@dataclass(frozen=True, slots=True)
class TitleMarket:
    """Of ten events seven are registrations or their revisions, two are assignments and one is a
    licence that names a work."""

    count: int
    works: int
    seed: int = 1

    def events(self) -> Iterator[Event]:
        rng = Random(self.seed)
        for number in range(self.count):
            work = rng.randrange(self.works)
            kind = rng.random()
            if kind < 0.7:
                yield self._registration(rng, number, work)
            elif kind < 0.9:
                yield self._assignment(rng, number, work)
            else:
                yield self._licence(rng, number, work)

    def _registration(self, rng: Random, number: int, work: int) -> Event:
        first = rng.choice((1_000_000, 500_000, 600_000))
        parts = [(work % 500, first), (500 + work % 300, 1_000_000 - first)]
        claims: list[dict[str, Any]] = [
            {
                "party": f"party:P{party:05d}",
                "right": right,
                "role": "",
                "share_ppm": share,
                "territories": [],
                "from_day": 0,
                "until_day": None,
            }
            for right in _RIGHTS
            for party, share in parts
            if share
        ]
        body = {
            "registration_id": f"R{work}",
            "revision": number + 1,
            "work": f"work:T{work}",
            "kind": "MusicalWork",
            "title": f"Title {work}",
            "references": [f"bench:{work}"],
            "content_hashes": [],
            "claims": claims,
            "created_on": None,
        }
        kind = "registrations.RegistrationSubmitted"
        return _event(topics.REGISTRATIONS, kind, "registry", number, f"work:T{work}", body)

    def _assignment(self, rng: Random, number: int, work: int) -> Event:
        body = {
            "assignment_id": f"A{number}",
            "revision": 1,
            "work": f"work:T{work}",
            "assignor": f"party:P{work % 500:05d}",
            "assignee": f"party:P{800 + rng.randrange(200):05d}",
            "rights": list(_RIGHTS),
            "share_ppm": rng.choice((100_000, 250_000, 500_000)),
            "territories": rng.choice(([], [], [{"include": True, "code": "CN"}])),
            "from_day": rng.choice((0, 20_000, 20_400)),
            "until_day": None,
            "conveyance": "Assignment",
            "prior_royalty": "None",
            "prior_royalty_day": None,
            "retention_end_day": None,
            "post_term_collection": "None",
            "post_term_day": None,
            "executed_on": 20_760,
            "consideration": {"amount_micros": 5_000_000_000, "currency": "CNY"},
        }
        return _event(
            topics.TRADES, "trades.AssignmentRecorded", "market", number, f"A{number}", body
        )

    def _licence(self, rng: Random, number: int, work: int) -> Event:
        body = {
            "licence_id": f"L{number}",
            "revision": 1,
            "licensor": f"party:P{work % 500:05d}",
            "licensee": f"platform-{rng.randrange(50)}",
            "works": [f"work:T{work}"],
            "rights": list(_RIGHTS),
            "use_types": [],
            "territories": [],
            "from_day": 20_000,
            "until_day": None,
            "exclusivity": "NonExclusive",
            "state": "Active",
            "state_from_day": None,
            "pricing": {
                "kind": "RevenueShare",
                "per_unit_e8": 0,
                "revenue_share_ppm": 100_000,
                "currency": "",
            },
            "parent_licence_id": None,
            "executed_on": None,
            "consideration": None,
            "terms": {},
        }
        return _event(topics.TRADES, "trades.LicenceGranted", "market", number, f"L{number}", body)


def _event(
    topic: str, kind: str, source: str, number: int, subject: str, body: dict[str, Any]
) -> Event:
    record = {
        "event_id": f"bench-{number}",
        "source": source,
        "occurred_at": _AT_MICROS + number,
        "subject": subject,
        "body": (f"rightstream.{kind}", body),
    }
    return topic, subject.encode(), record
