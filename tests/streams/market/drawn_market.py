"""A market with all its events at hand."""

from dataclasses import dataclass

from streams.market import Market, MarketEvent, MarketLabels, MarketPlan


@dataclass(frozen=True)
class Drawn:
    plan: MarketPlan
    events: list[MarketEvent]
    labels: MarketLabels

    def of(self, topic: str) -> list[MarketEvent]:
        return [event for event in self.events if event.topic == topic]


def drawn(plan: MarketPlan) -> Drawn:
    market = Market(plan)
    return Drawn(plan, list(market.events()), market.labels)
