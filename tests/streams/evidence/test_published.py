"""What a new start takes from the heads on record, and what it refuses to go on from."""

from dataclasses import replace
from typing import Any

import pytest

from processors.evidence.answered import BrokenLog
from processors.evidence.log import Late, Place
from processors.evidence.records import head_record
from processors.evidence.tree_head import SignedHead
from streams.evidence.published import PublishedHeads
from tests.processors.evidence.signed_log import SIGNER, STRANGER, head, tree

PLACE = Place("ipr.trades", 0)


def record(signed: SignedHead, end: int, late: int | None = None) -> dict[str, Any]:
    messages = [] if late is None else [{**PLACE._asdict(), "offset": late, "placed_at": 5_000}]
    covered = [{**PLACE._asdict(), "end_offset": end}]
    return {**head_record(signed), "covered": covered, "late": messages}


def read(*heads: tuple[SignedHead, dict[str, Any]]) -> PublishedHeads:
    found = PublishedHeads()
    for signed, said in heads:
        found.add(signed, said)
    return found


def test_a_new_log_has_none() -> None:
    assert read().signed(SIGNER.log_id) is None


def test_the_last_one_counts_and_late_messages_of_all() -> None:
    """A head that a crash had published again, and late messages told twice with it."""
    first, second = (head(6), record(head(6), 7, late=2)), (head(11), record(head(11), 12, late=9))
    for heads in ((first, second), (first, first, second, second), (first, second, first)):
        found = read(*heads).signed(SIGNER.log_id)
        assert found is not None
        assert (found.head, found.covered) == (head(11).head, {PLACE: 12})
        assert found.late == (Late(PLACE, 2, 5_000), Late(PLACE, 9, 5_000))


CONTRADICTIONS = {
    "another root of one size": (head(11), head(11, of=tree(2))),
    "fewer leaves later": (head(11), SIGNER.sign(replace(head(6).head, boundary_millis=2**42))),
}


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_heads_that_contradict_each_other_stop_the_log(one: SignedHead, other: SignedHead) -> None:
    with pytest.raises(BrokenLog, match="two heads contradict each other"):
        read((one, record(one, 1)), (other, record(other, 1)))


UNUSABLE = {
    "of another key": (head(6, STRANGER), "give this process the key"),
    "with a signature of something else": (
        replace(head(6), signature=head(11).signature),
        "the signature is not that of the public key",
    ),
    "under our name, by another key": (
        replace(head(6, STRANGER), log_id=SIGNER.log_id),
        "the log id is not that of the public key",
    ),
}


@pytest.mark.parametrize(("last", "why"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_last_head_that_is_not_ours_stops_the_log(last: SignedHead, why: str) -> None:
    with pytest.raises(BrokenLog, match=why):
        read((last, record(last, 1))).signed(SIGNER.log_id)
