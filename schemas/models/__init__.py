"""Models of every record on a public topic: what senders construct and subscribers read in Python.

event = RegistrationEvent.of(RegistrationSubmitted(work="work:w-1", ...), source="registry-a")
codecs.encode(topics.REGISTRATIONS, event.to_record())
RegistrationEvent.from_record(codecs.decode(topics.REGISTRATIONS, message)) == event
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas import topics
from schemas.enums import RightsCoverage

from .accruals import AccrualBlock
from .control import (
    ClockAdvanced,
    ControlEvent,
    ParameterSet,
    PeriodCloseRequested,
    PlatformAdmitted,
)
from .envelope import Event
from .evidence import CoveredPartition, EvidenceReceipt, Head, LateMessage, SignedTreeHead
from .outputs import (
    AnomalyBlock,
    AnomalyKind,
    CaseState,
    CaseStatus,
    DeadLetter,
    PlatformAllocationBlock,
    Receipt,
)
from .ownership import (
    ConflictKind,
    OverclaimGrade,
    OwnershipConflict,
    OwnershipPicture,
    OwnershipSegment,
    OwnershipStatus,
    ParkedEvent,
    RegistrationStanding,
)
from .record import AvroRecord, EventBody
from .registrations import (
    Claim,
    ClaimDecided,
    ClaimOutcome,
    ContentHash,
    RegistrationEvent,
    RegistrationSubmitted,
    RegistrationWithdrawn,
    WorkKind,
)
from .signals import (
    CaseAction,
    CaseActionRecorded,
    InfringementSignalled,
    ReporterKind,
    SignalEvent,
    SignalRetracted,
)
from .territory_rule import TerritoryRule
from .trade_states import TradeKind, TradeStanding, TradeState
from .trades import (
    AssignmentRecorded,
    Consideration,
    Conveyance,
    Exclusivity,
    LicenceGranted,
    LicenceState,
    PostTermCollection,
    Pricing,
    PricingKind,
    PriorRoyalty,
    TradeEvent,
    TradeWithdrawn,
)
from .usage import PlatformAllocations, UsageEvent, UsageReported

MODELS: Final[Mapping[str, type[AvroRecord]]] = MappingProxyType(
    {
        topics.REGISTRATIONS: RegistrationEvent,
        topics.TRADES: TradeEvent,
        topics.USAGE: UsageEvent,
        topics.SIGNALS: SignalEvent,
        topics.CONTROL: ControlEvent,
        topics.OWNERSHIP: OwnershipPicture,
        topics.TRADE_STATES: TradeStanding,
        topics.ACCRUALS: AccrualBlock,
        topics.CASES: CaseState,
        topics.ANOMALIES: AnomalyBlock,
        topics.RECEIPTS: Receipt,
        topics.REJECTED: DeadLetter,
        topics.PLATFORM_ALLOCATIONS: PlatformAllocationBlock,
        topics.TREE_HEADS: SignedTreeHead,
        topics.EVIDENCE: EvidenceReceipt,
    }
)
"""The model of each public topic's record."""

__all__ = [
    "MODELS",
    "AccrualBlock",
    "AnomalyBlock",
    "AnomalyKind",
    "AssignmentRecorded",
    "AvroRecord",
    "CaseAction",
    "CaseActionRecorded",
    "CaseState",
    "CaseStatus",
    "Claim",
    "ClaimDecided",
    "ClaimOutcome",
    "ClockAdvanced",
    "ConflictKind",
    "Consideration",
    "ContentHash",
    "ControlEvent",
    "Conveyance",
    "CoveredPartition",
    "DeadLetter",
    "Event",
    "EventBody",
    "EvidenceReceipt",
    "Exclusivity",
    "Head",
    "InfringementSignalled",
    "LateMessage",
    "LicenceGranted",
    "LicenceState",
    "OverclaimGrade",
    "OwnershipConflict",
    "OwnershipPicture",
    "OwnershipSegment",
    "OwnershipStatus",
    "ParameterSet",
    "ParkedEvent",
    "PeriodCloseRequested",
    "PlatformAdmitted",
    "PlatformAllocationBlock",
    "PlatformAllocations",
    "PostTermCollection",
    "Pricing",
    "PricingKind",
    "PriorRoyalty",
    "Receipt",
    "RegistrationEvent",
    "RegistrationStanding",
    "RegistrationSubmitted",
    "RegistrationWithdrawn",
    "ReporterKind",
    "RightsCoverage",
    "SignalEvent",
    "SignalRetracted",
    "SignedTreeHead",
    "TerritoryRule",
    "TradeEvent",
    "TradeKind",
    "TradeStanding",
    "TradeState",
    "TradeWithdrawn",
    "UsageEvent",
    "UsageReported",
    "WorkKind",
]
