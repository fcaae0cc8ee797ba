"""Priced lines as accrual blocks: absolute, versioned rows, and which of them say something new."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.packed import join_names, pack

from .licensing.blanket import NO_LICENCE
from .limits import MAX_BLOCK_ENTRIES
from .pricing.priced_lines import NO_HOLDER, PricedLines
from .usage_columns import UsageSegment, packed_lines

Column = NDArray[np.int64]

_FLAGGED = 16
"""Up to so many names a code, marking the used ones beats sorting the codes."""


def accrual_record(
    segment: UsageSegment,
    priced: PricedLines,
    version: int,
    holder_names: list[str],
    licence_ids: list[str],
) -> dict[str, Any]:
    """The AccrualBlock of the priced lines of a segment; `priced.place` are positions in it.

    `holder_names` and `licence_ids` are what the codes of `priced` stand for.
    """
    header, context = segment.header, segment.context
    holders, holder = _dictionary(priced.holder, holder_names, absent=NO_HOLDER)
    licences, licence = _dictionary(priced.licence, licence_ids, absent=NO_LICENCE)
    return {
        "sender": header.key.sender,
        "report_id": header.key.report_id,
        "revision": header.revision,
        "part": header.part,
        "parts": header.parts,
        "digest": header.digest,
        "period_from_day": context.period_from_day,
        "period_until_day": context.period_until_day,
        "service": context.service,
        "commercial_model": context.commercial_model,
        "currency": context.currency,
        "territory": context.territory,
        "use_types": segment.use_types,
        **_packed_lines(segment, priced.place),
        "holders": join_names(holders),
        "licences": join_names(licences),
        "state": pack(priced.state),
        "hold_reason": pack(priced.hold_reason),
        "royalty_e8": pack(priced.royalty_e8),
        "version": version,
        "entries": pack(priced.entries),
        "entry_holder": pack(holder),
        "entry_account": pack(priced.account),
        "entry_right": pack(priced.right),
        "entry_licence": pack(licence),
        "entry_amount_e8": pack(priced.amount_e8),
    }


def _packed_lines(segment: UsageSegment, place: Column) -> Mapping[str, bytes]:
    lines, subjects = segment.lines, segment.subjects
    if len(place) == len(lines) and bool((place == np.arange(len(lines))).all()):
        return packed_lines(subjects, lines) if segment.packed is None else segment.packed
    lines = lines.take(place)
    names, subject = _dictionary(lines.subject, subjects)
    return packed_lines(names, lines.with_subject(subject))


def _dictionary(
    codes: Column, names: list[str], absent: int | None = None
) -> tuple[list[str], Column]:
    """The distinct names the codes stand for, and the codes within them; `absent` stays -1."""
    if len(names) > _FLAGGED * len(codes):
        return _sorted_dictionary(codes, names)
    used = np.zeros(len(names) + 1, np.int64)
    used[codes] = 1  # -1, the absent one, marks the last place
    distinct = np.flatnonzero(used[:-1])
    used[distinct] = np.arange(len(distinct))
    used[-1] = -1 if absent is not None else 0
    return [names[code] for code in distinct.tolist()], used[codes]


def _sorted_dictionary(codes: Column, names: list[str]) -> tuple[list[str], Column]:
    distinct, local = np.unique(codes, return_inverse=True)
    if len(distinct) and distinct[0] < 0:
        distinct, local = distinct[1:], local - 1
    return [names[code] for code in distinct.tolist()], local.astype(np.int64, copy=False)


def rows_of(priced: PricedLines, chosen: Column) -> PricedLines:
    """The chosen rows (positions in `priced`) with their entries."""
    starts = np.cumsum(priced.entries) - priced.entries
    counts = priced.entries[chosen]
    offsets = np.cumsum(counts) - counts
    entry = (
        np.arange(int(counts.sum()))
        - np.repeat(offsets, counts)
        + np.repeat(starts[chosen], counts)
    )
    return PricedLines(
        priced.place[chosen],
        priced.state[chosen],
        priced.hold_reason[chosen],
        priced.royalty_e8[chosen],
        counts,
        priced.holder[entry],
        priced.account[entry],
        priced.right[entry],
        priced.licence[entry],
        priced.amount_e8[entry],
    )


def in_blocks(priced: PricedLines) -> list[PricedLines]:
    """The rows in as many parts as it takes to have each in one message: a line of a work with
    many holders has many entries."""
    if len(priced.holder) <= MAX_BLOCK_ENTRIES:
        return [priced]
    block = (np.cumsum(priced.entries) - 1) // MAX_BLOCK_ENTRIES
    return [rows_of(priced, np.flatnonzero(block == number)) for number in np.unique(block)]


def in_line_order(priced: PricedLines) -> PricedLines:
    """The same rows with `place` ascending."""
    if len(priced.place) < 2 or (np.diff(priced.place) > 0).all():
        return priced
    return rows_of(priced, np.argsort(priced.place, kind="stable"))


def changed_rows(before: PricedLines, after: PricedLines) -> Column:
    """Positions in `after` of the rows that differ. Both cover the same places, in line order."""
    if len(before.place) != len(after.place) or (before.place != after.place).any():
        raise AssertionError("the rows to compare are not of the same lines")
    differs: NDArray[np.bool_] = before.entries != after.entries
    for name in ("state", "hold_reason", "royalty_e8"):
        differs |= getattr(before, name) != getattr(after, name)
    alike = np.flatnonzero(~differs & (after.entries > 0))
    if len(alike):
        one, other = rows_of(before, alike), rows_of(after, alike)
        entry_differs = np.zeros(len(one.holder), bool)
        for name in ("holder", "account", "right", "licence", "amount_e8"):
            entry_differs |= getattr(one, name) != getattr(other, name)
        starts = np.cumsum(one.entries) - one.entries
        differs[alike] = np.logical_or.reduceat(entry_differs, starts)
    return np.flatnonzero(differs)
