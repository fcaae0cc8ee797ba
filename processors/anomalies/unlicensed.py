"""Unlicensed usage: what a platform reported of a work without a licence that covers it."""

import numpy as np

from processors.pricing.accounts import HoldReason
from processors.pricing.price import PricedLines
from processors.usage_columns import UsageSegment

from .row import Anomaly


def unlicensed_usage(segment: UsageSegment, priced: PricedLines) -> list[Anomaly]:
    """One anomaly for each (work, use) of the segment, with its units and the revenue at stake."""
    rows = np.flatnonzero(priced.hold_reason == HoldReason.UNLICENSED)
    if not len(rows):
        return []
    lines, header = segment.lines, segment.header
    place = priced.place[rows]
    uses = len(segment.use_types)
    group, member = np.unique(
        lines.subject[place] * uses + lines.use_type[place], return_inverse=True
    )
    units = np.zeros(len(group), np.int64)
    amount = np.zeros(len(group), np.int64)
    np.add.at(units, member, lines.units[place])
    np.add.at(amount, member, priced.royalty_e8[rows])
    part = f"{header.revision}.{header.part}.{header.digest.hex()[:8]}.{segment.origin}"
    return [
        Anomaly(
            "UnlicensedUsage",
            segment.subjects[int(code) // uses],
            header.key.sender,
            header.key.report_id,
            f"{segment.use_types[int(code) % uses]} part {part}",
            segment.context.period_from_day,
            segment.context.period_until_day,
            int(units[index]),
            0,
            int(amount[index]),
            segment.context.currency,
        )
        for index, code in enumerate(group)
    ]
