"""A labelled synthetic market with a realistic shape, identical for the same plan.

`Market(plan).events()` streams it, `Market.labels` tells the truth about it, `write_market` keeps
it as Avro files.
"""

from .event import MarketEvent
from .files import write_market
from .labels import MarketLabels
from .market import Market
from .plan import MarketPlan

__all__ = ["Market", "MarketEvent", "MarketLabels", "MarketPlan", "write_market"]
