"""Prices segments, or some of their lines, with the books of a partition."""

import numpy as np
from numpy.typing import NDArray

from processors.accruals import in_line_order
from processors.growing import NameIndex
from processors.usage_columns import UsageSegment
from processors.usage_territory import usage_territory

from .cells import Books
from .price import Report, price_lines
from .priced_lines import PricedLines

Column = NDArray[np.int64]


class SegmentPricing:
    """`works` codes the subjects of segments, `books` price them; both may change at any time."""

    def __init__(self, works: NameIndex, books: Books) -> None:
        self._works = works
        self._books = books
        self._asked: tuple[UsageSegment, Column] | None = None

    def works_of(self, segment: UsageSegment) -> Column:
        """Work codes of the subjects of a segment; the last answer is kept: it is asked again."""
        if self._asked is None or self._asked[0] is not segment:
            self._asked = (segment, self._works.codes_of(segment.subjects))
            self._books.registered.reach(len(self._works.names))
        return self._asked[1]

    def lines_of(self, segment: UsageSegment, works: set[int] | None) -> Column:
        """Positions of the lines of these works; None means all."""
        if works is None:
            return np.arange(len(segment.lines))
        codes = self.works_of(segment)
        wanted = np.isin(codes, np.fromiter(works, np.int64, len(works)))
        return np.flatnonzero(wanted[segment.lines.subject])

    def priced(self, segment: UsageSegment, chosen: Column | None = None) -> PricedLines:
        """Rows of all lines, or of the chosen positions in line order."""
        lines = segment.lines if chosen is None else segment.lines.take(chosen)
        context = segment.context
        report = Report(
            segment.header.key.sender, context.currency, usage_territory(context.territory)
        )
        work = self.works_of(segment)[lines.subject]
        priced = price_lines(self._books, report, segment.use_types, lines, work)
        if chosen is None:
            return priced
        ordered = in_line_order(priced)
        return PricedLines(
            chosen[ordered.place],
            *(getattr(ordered, name) for name in PricedLines.__slots__ if name != "place"),
        )
