"""Trades that are taken back: a revision of the trade that leaves nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .reports import RecordedAt


@dataclass(frozen=True, slots=True)
class TradeWithdrawal:
    """Takes the licence or assignment `trade_id` of the same source back, as a revision of it."""

    fact_id: str
    source: str
    trade_id: str
    revision: int
    recorded_at: RecordedAt
    event_id: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """That of the trade it is a revision of."""
        return (self.source, self.trade_id)


def withdrawal_of(
    body: Mapping[str, Any],
    source: str,
    fact_id: str,
    recorded_at: RecordedAt,
    event_id: str = "",
) -> TradeWithdrawal:
    """A TradeWithdrawn record as a TradeWithdrawal."""
    return TradeWithdrawal(
        fact_id, source, body["trade_id"], body["revision"], recorded_at, event_id
    )
