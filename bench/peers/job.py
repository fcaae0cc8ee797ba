"""One usage line to its accrual, in plain Python: schemas, terms and pricing that all peers share.

A line is priced by the revenue share that the licence of the work's licensing holder gives for the
platform (rounded once, half to even, to 10^-8) and split over the holders by largest remainder, so
that the parts add up exactly. Shares and licences are loaded up front from the seeded market, and
only once: the peers neither read them from topics nor keep them in state, which is in their favour.
"""

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypedDict

import fastavro
from fastavro.types import Schema

from bench.blocks import Event
from schemas import topics

LINES: Final = "peers.usage-lines"

_PPM_MICROS_PER_E8: Final = 10_000
_HEADER: Final = struct.Struct(">bI")


class UsageLine(TypedDict):
    """What a platform reports of one work, use type and day."""

    platform: str
    report_id: str
    line: int
    work: str
    use_type: str
    day: int
    units: int
    revenue_micros: int


class Part(TypedDict):
    """A holder's part of one line, and the holder's sum of the work with it."""

    holder: str
    amount_e8: int
    sum_e8: int


class Accrual(TypedDict):
    """The result of one line. Without a licence `licence_id` is empty and there are no parts."""

    platform: str
    report_id: str
    line: int
    work: str
    licence_id: str
    royalty_e8: int
    parts: list[Part]


Sums = dict[str, int]
"""The state of one work: what each holder has accrued so far, in 10^-8."""


class FramedAvro:
    """Records of one schema, in Confluent's framing."""

    def __init__(self, schema_id: int, name: str, **types: Any) -> None:
        fields = [{"name": field, "type": kind} for field, kind in types.items()]
        record = {"type": "record", "namespace": "peers", "name": name, "fields": fields}
        self._schema: Schema = fastavro.parse_schema(record)
        self._header = _HEADER.pack(0, schema_id)

    def encode(self, record: Any) -> bytes:
        stream = io.BytesIO()
        stream.write(self._header)
        fastavro.schemaless_writer(stream, self._schema, record)
        return stream.getvalue()

    def decode(self, message: bytes) -> Any:
        """Raises ValueError for a message of another schema."""
        if not message.startswith(self._header):
            raise ValueError("not framed as this schema")
        stream = io.BytesIO(message)
        stream.seek(_HEADER.size)
        return fastavro.schemaless_reader(stream, self._schema, None)


_LINE_NAME: Final = {"platform": "string", "report_id": "string", "line": "int", "work": "string"}
_PART: Final = {
    "type": "record",
    "name": "Part",
    "fields": [
        {"name": "holder", "type": "string"},
        {"name": "amount_e8", "type": "long"},
        {"name": "sum_e8", "type": "long"},
    ],
}
USAGE_LINE: Final = FramedAvro(
    1, "UsageLine", **_LINE_NAME, use_type="string", day="int", units="long", revenue_micros="long"
)
ACCRUAL: Final = FramedAvro(
    2,
    "Accrual",
    **_LINE_NAME,
    licence_id="string",
    royalty_e8="long",
    parts={"type": "array", "items": _PART},
)


@dataclass(frozen=True, slots=True)
class Shares:
    """Who holds a work, in the order that breaks ties, and who of them has licensed anything."""

    holders: tuple[str, ...]
    ppm: tuple[int, ...]
    licensors: tuple[str, ...]


class Terms:
    """Shares of all works and the licences of all platforms, in memory."""

    def __init__(self, events: Iterable[Event]) -> None:
        """From the registrations and licences of a market."""
        claims: dict[str, dict[str, int]] = {}
        self._licences: dict[tuple[str, str], tuple[str, int]] = {}
        for topic, _, event in events:
            body = event["body"][1]
            if topic == topics.TRADES:
                rate = body["pricing"]["revenue_share_ppm"]
                self._licences[body["licensee"], body["licensor"]] = (body["licence_id"], rate)
            elif topic == topics.REGISTRATIONS:
                shares = {claim["party"]: claim["share_ppm"] for claim in body["claims"]}
                claims[body["work"]] = dict(sorted(shares.items()))
        licensors = {licensor for _, licensor in self._licences}
        self._works = {
            work: Shares(
                tuple(shares),
                tuple(shares.values()),
                tuple(holder for holder in shares if holder in licensors),
            )
            for work, shares in claims.items()
        }

    def accrue(self, line: UsageLine, sums: Sums) -> Accrual:
        """The accrual of a line; adds its parts to the sums of its work."""
        shares = self._works[line["work"]]
        licence_id, rate = self._licence(line["platform"], shares)
        royalty = revenue_share_e8(line["revenue_micros"], rate)
        parts: list[Part] = []
        if licence_id:
            amounts = split(royalty, shares.ppm)
            for holder, amount in zip(shares.holders, amounts, strict=True):
                sums[holder] = total = sums.get(holder, 0) + amount
                parts.append({"holder": holder, "amount_e8": amount, "sum_e8": total})
        return {
            "platform": line["platform"],
            "report_id": line["report_id"],
            "line": line["line"],
            "work": line["work"],
            "licence_id": licence_id,
            "royalty_e8": royalty,
            "parts": parts,
        }

    def _licence(self, platform: str, shares: Shares) -> tuple[str, int]:
        """(licence, ppm): of several, the least id, which is Rightstream's order too."""
        known = (self._licences.get((platform, one)) for one in shares.licensors)
        return min((licence for licence in known if licence), default=("", 0))


def revenue_share_e8(revenue_micros: int, ppm: int) -> int:
    """Rounded half to even."""
    amount, rest = divmod(revenue_micros * ppm, _PPM_MICROS_PER_E8)
    twice = 2 * rest
    if twice > _PPM_MICROS_PER_E8 or (twice == _PPM_MICROS_PER_E8 and amount & 1):
        return amount + 1
    return amount


def split(total: int, shares: tuple[int, ...]) -> list[int]:
    """Parts that add up to the total: largest remainder, ties to the earlier share."""
    if len(shares) == 1:
        return [total]
    denominator = sum(shares)
    divided = [divmod(total * share, denominator) for share in shares]
    parts = [whole for whole, _ in divided]
    missing = total - sum(parts)
    if missing:
        by_remainder = sorted(range(len(parts)), key=lambda place: -divided[place][1])
        for place in by_remainder[:missing]:
            parts[place] += 1
    return parts
