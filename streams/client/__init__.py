"""For senders in Python: typed events onto the input topics, usage lines in blocks.

with Publisher.connect("127.0.0.1:9092") as publisher:
    publisher.publish(RegistrationEvent.of(..., source="registry-a"), topics.REGISTRATIONS)

    september = date(2026, 9, 1), date(2026, 10, 1)
    report = UsageReportWriter("tunefy", "R-2026-09", september, "CNY", "CN")
    report.add("isrc:USSM19803037", "OnDemandStream", date(2026, 9, 4), 12, Decimal("0.048"))
    publisher.publish_report(report)
"""

from .message import Message, message_of
from .publisher import NotDelivered, Publisher
from .revenue import micros_of
from .traceparent import child_of, new_traceparent
from .usage_report import ReportClosed, ReportRefused, UsageReportWriter

__all__ = [
    "Message",
    "NotDelivered",
    "Publisher",
    "ReportClosed",
    "ReportRefused",
    "UsageReportWriter",
    "child_of",
    "message_of",
    "micros_of",
    "new_traceparent",
]
