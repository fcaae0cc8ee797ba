"""Keys of input messages: what must stay in order goes to one partition."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from schemas import topics
from schemas.models import Event, PlatformAdmitted


def _platform_or_subject(event: Event[Any]) -> str:
    # The topic has one partition; what names no platform is keyed by what it is about.
    if isinstance(event.body, PlatformAdmitted):
        return event.body.platform
    return event.subject


_KEYS: Mapping[str, Callable[[Event[Any]], str]] = MappingProxyType(
    {
        topics.REGISTRATIONS: lambda event: event.body.work,
        # A trade's own id: that of the licence, the assignment or what is withdrawn.
        topics.TRADES: lambda event: event.body.subject,
        topics.USAGE: lambda event: f"{event.source}|{event.body.report_id}",
        topics.SIGNALS: lambda event: event.body.reference,
        topics.CONTROL: _platform_or_subject,
    }
)


def key_of(event: Event[Any], topic: str) -> bytes:
    """The key of an event on one of the input topics. Raises KeyError for other topics."""
    return _KEYS[topic](event).encode()
