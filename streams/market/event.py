"""An event of the market as it is sent: topic, Kafka key and record."""

from typing import Any, NamedTuple

from schemas import topics

Record = dict[str, Any]

MICROS_PER_DAY = 86_400_000_000


class MarketEvent(NamedTuple):
    """`record` is as fastavro takes it: dates and instants are integers, the body is a pair."""

    topic: str
    key: bytes
    record: Record


def work_event(kind: str, event_id: str, source: str, at_micros: int, body: Record) -> MarketEvent:
    """A registration event; its key is the work."""
    work = body["work"]
    record = _record("registrations", kind, event_id, source, work, at_micros, body)
    return MarketEvent(topics.REGISTRATIONS, work.encode(), record)


def licence_event(event_id: str, at_micros: int, body: Record) -> MarketEvent:
    """A licence as its licensor says it; its key is the licence."""
    licence = body["licence_id"]
    source = body["licensor"]
    record = _record("trades", "LicenceGranted", event_id, source, licence, at_micros, body)
    return MarketEvent(topics.TRADES, licence.encode(), record)


def usage_event(event_id: str, platform: str, at_micros: int, body: Record) -> MarketEvent:
    """A part of a report; its key is sender and report, so that the parts keep their order."""
    report = body["report_id"]
    record = _record("usage", "UsageReported", event_id, platform, report, at_micros, body)
    return MarketEvent(topics.USAGE, f"{platform}|{report}".encode(), record)


def signal_event(
    kind: str, event_id: str, source: str, at_micros: int, body: Record
) -> MarketEvent:
    """A signal or its retraction; its key is the reference it is about."""
    reference = body["reference"]
    record = _record("signals", kind, event_id, source, reference, at_micros, body)
    return MarketEvent(topics.SIGNALS, reference.encode(), record)


def platform_event(event_id: str, at_micros: int, body: Record) -> MarketEvent:
    """The admission of a platform; its key is the platform."""
    platform = body["platform"]
    record = _record("control", "PlatformAdmitted", event_id, "operator", platform, at_micros, body)
    return MarketEvent(topics.CONTROL, platform.encode(), record)


def _record(
    family: str,
    kind: str,
    event_id: str,
    source: str,
    subject: str,
    at_micros: int,
    body: Record,
) -> Record:
    return {
        "event_id": event_id,
        "source": source,
        "occurred_at": at_micros,
        "subject": subject,
        "body": (f"rightstream.{family}.{kind}", body),
    }


def territory_rules(*rules: tuple[bool, str]) -> list[Record]:
    """(include, code) steps as the schemas have them; none means the world."""
    return [{"include": include, "code": code} for include, code in rules]
