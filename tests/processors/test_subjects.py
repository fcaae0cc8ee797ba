"""References of a block to subjects: the same whatever was seen before."""

from random import Random

import pytest

from processors.partitioning import partition_of, partitions_of
from processors.subjects import SubjectIndex, Subjects
from schemas.identifiers import canonical

SPELLINGS = ["isrc:CNA012600001", "isrc:CN-A01-26-00001", "isrc:cna012600001"]
NAMES = [*SPELLINGS, *(f"work:{n}" for n in range(9)), *(f"tunefy:{n}" for n in range(9))]


def meaning(subjects: Subjects) -> tuple[list[str], list[int], list[bool], list[int]]:
    return (
        subjects.names,
        subjects.of_line.tolist(),
        subjects.is_work.tolist(),
        subjects.checksums.tolist(),
    )


@pytest.mark.parametrize("remembered", [1, 8, 30, 1_000])
def test_subjects_come_in_the_order_of_their_first_lines(remembered: int) -> None:
    """However much is remembered; spellings of one identifier are one subject."""
    rng = Random(remembered)
    index = SubjectIndex(canonical, remembered)
    for size in [1, 2, 40] * 20:
        references = rng.choices(NAMES, k=size)
        found = index.subjects_of(references)
        meant = [canonical(reference) for reference in references]
        assert found.names == list(dict.fromkeys(meant))
        assert [found.names[place] for place in found.of_line] == meant
        assert found.is_work.tolist() == [name.startswith("work:") for name in found.names]
        assert partitions_of(found.checksums, 5).tolist() == [
            partition_of(name, 5) for name in found.names
        ]
        assert meaning(found) == meaning(SubjectIndex(canonical).subjects_of(references))


def test_a_bad_reference_leaves_nothing_behind() -> None:
    index = SubjectIndex(canonical)
    for _ in range(2):
        with pytest.raises(ValueError, match="no namespace"):
            index.subjects_of(["work:1", "nonsense", "work:2"])
    assert meaning(index.subjects_of(["work:2", "work:1"]))[:2] == (["work:2", "work:1"], [0, 1])
