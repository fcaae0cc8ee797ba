"""A block is dealt out whole: every line is in exactly one segment, as it was."""

from random import Random
from zlib import crc32

import numpy as np
import pytest

from processors.subjects import SubjectIndex
from processors.usage_block import UsageBlock, read_usage_block
from processors.usage_columns import (
    FROM_INTAKE,
    UsageSegment,
    header_of,
    header_record,
    segment_key,
    segment_of,
    segment_record,
)
from processors.usage_split import split_block
from schemas.identifiers import canonical
from schemas.packed import PackedFault
from tests import events
from tests.processors.random_markets import recorded

Line = tuple[int, str, str, int, int, int, int]


def random_block(rng: Random) -> UsageBlock:
    names = [f"work:{number}" for number in range(12)] + [f"tunefy:{n}" for n in range(12)]
    lines = [
        (rng.choice(names), rng.randrange(10**10), rng.randrange(10**15))
        for _ in range(rng.choice((1, 2, 40)))
    ]
    body = events.usage("tunefy", "r1", *lines)["body"][1]
    body["use_types"] = ["OnDemandStream", "Broadcast"]
    body["use_type"] = [rng.randint(0, 1) for _ in lines]
    body["first_day"] = [events.DAY + rng.randrange(5) for _ in lines]
    body["days"] = [rng.randint(1, 30) for _ in lines]
    block = read_usage_block("tunefy", body, recorded(0), SubjectIndex(canonical))
    assert isinstance(block, UsageBlock)
    return block


def lines_of(some: UsageBlock | UsageSegment) -> list[Line]:
    """(number, subject, use, first day, days, units, revenue) of each line."""
    lines = some.lines
    names = some.subjects.names if isinstance(some, UsageBlock) else some.subjects
    return [
        (number, names[subject], some.use_types[use], *rest)
        for number, subject, use, *rest in zip(
            *(
                column.tolist()
                for column in (
                    lines.line, lines.subject, lines.use_type, lines.first_day, lines.days,
                    lines.units, lines.revenue_micros,
                )
            ),
            strict=True,
        )
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_every_line_is_in_one_segment_as_it_was(seed: int) -> None:
    """Lines that name a work at the work's partition of facts, the others at their reference's
    partition of matching; no segment is empty, and subjects are those of its lines."""
    rng = Random(seed)
    block, partitions = random_block(rng), rng.choice((1, 2, 3, 7))
    to_facts, to_matching = split_block(block, partitions)
    dealt = []
    for segments, has_work in ((to_facts, True), (to_matching, False)):
        for home, segment in segments.items():
            assert len(segment.lines)
            assert sorted({subject for _, subject, *_ in lines_of(segment)}) == sorted(
                segment.subjects
            )
            for subject in segment.subjects:
                assert subject.startswith("work:") is has_work
                assert crc32(subject.encode()) % partitions == home
            assert (segment.header, segment.context) == (block.header, block.context)
            assert (segment.origin, segment.version) == (FROM_INTAKE, 0)
            dealt += lines_of(segment)
    assert sorted(dealt) == lines_of(block)


@pytest.mark.parametrize("seed", range(20))
def test_a_segment_reads_back_as_it_was_written(seed: int) -> None:
    """Columns, dictionaries and header, through the record it travels in."""
    block = random_block(Random(seed))
    for segments in split_block(block, 3):
        for segment in segments.values():
            again = segment_of(segment_record(segment), recorded(0))
            assert lines_of(again) == lines_of(segment)
            assert (again.header, again.context) == (segment.header, segment.context)
            assert again.key == segment.key == segment_key(segment.header, FROM_INTAKE)
            assert header_of(header_record(segment.header)) == segment.header


def test_a_segment_without_lines_reads_back_too() -> None:
    """What is sent to a home that has none left."""
    block = random_block(Random(1))
    nothing = block.lines.take(np.zeros(0, np.int64))
    segment = UsageSegment(block.header, block.context, 1, 5, block.use_types, [], nothing)
    again = segment_of(segment_record(segment), recorded(0))
    assert (lines_of(again), again.subjects, again.origin, again.version) == ([], [], 1, 5)


def test_a_torn_column_is_a_fault_by_name() -> None:
    """Never a wrong number."""
    block = random_block(Random(2))
    (segment, *_) = (one for part in split_block(block, 1) for one in part.values())
    record = segment_record(segment)
    for torn in (b"", b"\x03", b"\x02\x00", b"\x09" + bytes(9)):
        with pytest.raises(PackedFault):
            segment_of({**record, "units": torn}, recorded(0))
