"""What all events of a market are about: its works, their names, its parties and its platforms."""

from collections.abc import Sequence
from dataclasses import dataclass

from .catalogue import Catalogue, catalogue
from .names import ReferenceNames
from .parties import parties
from .plan import MarketPlan
from .platforms import Platform, platforms
from .splits import SplitBook


@dataclass(frozen=True, slots=True)
class Setting:
    """A function of the plan; the number of lines has no part in it. `parties` are by number."""

    plan: MarketPlan
    works: Catalogue
    names: ReferenceNames
    splits: SplitBook
    parties: Sequence[str]
    platforms: Sequence[Platform]


def setting_of(plan: MarketPlan) -> Setting:
    admitted = platforms(plan.platforms)
    works = catalogue(plan.seed, plan.works)
    return Setting(
        plan,
        works,
        ReferenceNames(works, admitted),
        SplitBook(plan, works.shape),
        parties(plan),
        admitted,
    )
