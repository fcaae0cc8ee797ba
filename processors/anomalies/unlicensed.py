"""Unlicensed usage: what a platform reported of a work without a licence that covers it."""

from typing import Final

import numpy as np

from processors.pricing.accounts import HoldReason
from processors.pricing.priced_lines import PricedLines
from processors.usage_columns import UsageSegment

from .row import Anomaly

_E8: Final = 10**8
_MOST_E8: Final = 2**63 - 1
"""What the record can hold; the lines of one block may have more at stake together."""


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
    whole, rest = np.zeros((2, len(group)), np.int64)
    np.add.at(units, member, lines.units[place])
    np.add.at(whole, member, priced.royalty_e8[rows] // _E8)
    np.add.at(rest, member, priced.royalty_e8[rows] % _E8)
    parts = zip(whole.tolist(), rest.tolist(), strict=True)
    amount = [min(w * _E8 + r, _MOST_E8) for w, r in parts]
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
            amount[index],
            segment.context.currency,
        )
        for index, code in enumerate(group)
    ]
