"""Names of the topics and how each is kept: the part of the contract that is in no .avsc file."""

from dataclasses import dataclass
from typing import Final

REGISTRATIONS: Final = "ipr.registrations"
TRADES: Final = "ipr.trades"
USAGE: Final = "ipr.usage"
SIGNALS: Final = "ipr.signals"
CONTROL: Final = "ipr.control"
REFERENCES: Final = "ipr.references"
FACTS: Final = "ipr.facts"
OWNERSHIP: Final = "ipr.ownership"
TRADE_STATES: Final = "ipr.trade-states"
ACCRUALS: Final = "ipr.accruals"
CASES: Final = "ipr.cases"
ANOMALIES: Final = "ipr.anomalies"
RECEIPTS: Final = "ipr.receipts"
REJECTED: Final = "ipr.rejected"
PLATFORM_ALLOCATIONS: Final = "ipr.platform-allocations"
TREE_HEADS: Final = "ipr.tree-heads"
EVIDENCE: Final = "ipr.evidence"

INPUTS: Final = (REGISTRATIONS, TRADES, USAGE, SIGNALS, CONTROL)
OUTPUTS: Final = (
    OWNERSHIP,
    TRADE_STATES,
    ACCRUALS,
    CASES,
    ANOMALIES,
    RECEIPTS,
    REJECTED,
    PLATFORM_ALLOCATIONS,
    TREE_HEADS,
    EVIDENCE,
)
INTERNAL: Final = (REFERENCES, FACTS)
ALL: Final = (*INPUTS, *INTERNAL, *OUTPUTS)
OF_THE_LOG: Final = (TREE_HEADS, EVIDENCE)
DERIVED: Final = tuple(name for name in (*INTERNAL, *OUTPUTS) if name not in OF_THE_LOG)
"""What is computed from the inputs alone, and so can be computed again. What the key of the
evidence log has signed is said once."""


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """How one topic is created: `partitions` of the deployment unless it needs exactly one."""

    name: str
    single_partition: bool = False

    def partitions(self, of_deployment: int) -> int:
        return 1 if self.single_partition else of_deployment

    def configuration(self) -> dict[str, str]:
        """Broker settings. LogAppendTime: `recorded_at` is the broker's word, so a replay stamps
        the same. Nothing is compacted: that keeps the record that was written last, which after a
        crash or a late answer need not be the one with the highest version."""
        return {
            "cleanup.policy": "delete",
            "message.timestamp.type": "LogAppendTime",
            "retention.ms": "-1",
        }


PLANS: Final = tuple(
    TopicPlan(
        name,
        single_partition=name in (CONTROL, TREE_HEADS),
    )
    for name in ALL
)
