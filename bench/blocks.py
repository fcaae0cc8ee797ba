"""Registrations, licences and usage blocks of a plain market, made fast for the benchmarks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from schemas import topics

FIRST_DAY = 20_700
DAYS = 28
_MICROS = 1_700_000_000_000_000
Event = tuple[str, bytes, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class BenchMarket:
    """2.3 holders a work on average; one blanket licence for each platform and holder group."""

    lines: int = 10_000_000
    works: int = 200_000
    platforms: int = 20
    holders: int = 5_000
    block_lines: int = 2_000
    by_isrc: bool = False
    seed: int = 7
    reports: str = "BENCH"
    """What the ids of its usage reports begin with."""

    def setup(self) -> Iterator[Event]:
        """Platforms, licences and registrations."""
        for number in range(self.platforms):
            body = {"platform": platform(number), "name": "", "admitted": True}
            yield _event(
                topics.CONTROL, "control.PlatformAdmitted", "operator", platform(number), body
            )
        yield from self._licences()
        yield from self._registrations()

    def _licences(self) -> Iterator[Event]:
        for number in range(self.platforms):
            for licensor in range(0, self.holders, max(1, self.holders // 100)):
                body = {
                    "licence_id": f"LIC-{number}-{licensor}",
                    "revision": 1,
                    "licensor": holder(licensor),
                    "licensee": platform(number),
                    "works": [],
                    "rights": ["MakeAvailable"],
                    "use_types": [],
                    "territories": [],
                    "from_day": 0,
                    "until_day": None,
                    "exclusivity": "NonExclusive",
                    "state": "Active",
                    "pricing": {
                        "kind": "RevenueShare",
                        "per_unit_e8": 0,
                        "revenue_share_ppm": 100_000 + licensor,
                        "currency": "",
                    },
                    "state_from_day": None,
                    "parent_licence_id": None,
                    "executed_on": None,
                    "consideration": None,
                    "terms": {},
                }
                yield _event(
                    topics.TRADES,
                    "trades.LicenceGranted",
                    holder(licensor),
                    body["licence_id"],
                    body,
                )

    def _registrations(self) -> Iterator[Event]:
        random = np.random.default_rng(self.seed)
        counts = random.choice([1, 2, 3, 4, 5], self.works, p=[0.30, 0.35, 0.20, 0.10, 0.05])
        group = max(1, self.holders // 100)
        for number, count in enumerate(counts.tolist()):
            others = random.integers(0, self.holders, count - 1).tolist()
            # One holder of each work has licensed its repertoire, the way a society has.
            parties = list(dict.fromkeys([int(random.integers(0, 100)) * group, *others]))
            share, rest = divmod(1_000_000, len(parties))
            claims = [
                {
                    "party": holder(party),
                    "right": "MakeAvailable",
                    "role": "",
                    "share_ppm": share + (rest if index == 0 else 0),
                    "territories": [],
                    "from_day": 0,
                    "until_day": None,
                }
                for index, party in enumerate(parties)
            ]
            body = {
                "registration_id": "R1",
                "revision": 1,
                "work": work(number),
                "kind": "SoundRecording",
                "title": "",
                "references": [isrc(number)],
                "content_hashes": [],
                "claims": claims,
                "created_on": None,
            }
            yield _event(
                topics.REGISTRATIONS,
                "registrations.RegistrationSubmitted",
                "registry",
                work(number),
                body,
            )

    def usage(self) -> Iterator[Event]:
        """Usage blocks in turn from all platforms, plays falling off as in a catalogue (Zipf)."""
        random = np.random.default_rng(self.seed + 1)
        name = isrc if self.by_isrc else work
        names = [name(number) for number in range(self.works)]
        weights = 1.0 / np.arange(1, self.works + 1) ** 0.8
        steps = np.cumsum(weights) / weights.sum()
        blocks = -(-self.lines // self.block_lines)
        for number in range(blocks):
            size = min(self.block_lines, self.lines - number * self.block_lines)
            chosen = np.minimum(np.searchsorted(steps, random.random(size)), self.works - 1)
            sender = platform(number % self.platforms)
            report = f"{self.reports}-{number // self.platforms:06d}"
            body = {
                "report_id": report,
                "revision": 1,
                "part": 1,
                "parts": 1,
                "period_from_day": FIRST_DAY,
                "period_until_day": FIRST_DAY + DAYS,
                "service": "",
                "commercial_model": "Subscription",
                "currency": "CNY",
                "territory": "CN",
                "use_types": ["OnDemandStream", "TetheredDownload"],
                "reference": [names[index] for index in chosen.tolist()],
                "use_type": random.integers(0, 2, size).tolist(),
                "first_day": (FIRST_DAY + random.integers(0, DAYS, size)).tolist(),
                "days": [],
                "units": random.integers(1, 500, size).tolist(),
                "revenue_micros": random.integers(1_000, 5_000_000, size).tolist(),
                "allocations": None,
            }
            yield _event(
                topics.USAGE, "usage.UsageReported", sender, report, body, f"{sender}|{report}"
            )


def platform(number: int) -> str:
    return f"dsp-{number:02d}"


def holder(number: int) -> str:
    return f"party:P{number:06d}"


def work(number: int) -> str:
    return f"work:RS-{number:08d}"


def isrc(number: int) -> str:
    year, serial = divmod(number, 100_000)
    return f"isrc:CNA01{year:02d}{serial:05d}"


def _event(
    topic: str, kind: str, source: str, subject: str, body: dict[str, Any], key: str | None = None
) -> Event:
    event = {
        "event_id": f"{source}/{subject}",
        "source": source,
        "occurred_at": _MICROS,
        "subject": subject,
        "body": (f"rightstream.{kind}", body),
    }
    return topic, (key or subject).encode(), event
