"""Documents read back from the warehouse are those that were published; gaps are told."""

from collections.abc import Callable, Iterator

import pytest

from schemas import topics
from sinks.chdb_warehouse import ChdbWarehouse
from sinks.evidence import EvidenceReader, NoEvidence
from sinks.migrate import migrate
from sinks.rows.records import collectors
from tests.driver import CODECS, decode
from tests.processors.evidence.signed_log import (
    MESSAGES,
    SIGNER,
    evidence_records,
    head,
    proof,
    receipt,
)

Filled = Callable[..., EvidenceReader]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChdbWarehouse]:
    made = ChdbWarehouse(tmp_path_factory.mktemp("evidence") / "chdb")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def filled(warehouse: ChdbWarehouse) -> Filled:
    """A reader on what was published, sent twice, without the leaves and heads named."""

    def fill(*, without_leaves: tuple[int, ...] = ()) -> EvidenceReader:
        for table in ("evidence_rows", "tree_head_rows"):
            warehouse.execute(f"TRUNCATE TABLE {table}")
        for copy in range(2):
            gathered = collectors()
            for topic, record in evidence_records():
                if topic == topics.EVIDENCE and record["leaf_index"] in without_leaves:
                    continue
                gathered[topic].add(decode(topic, CODECS[topic].encode(record)))
            for topic in (topics.EVIDENCE, topics.TREE_HEADS):
                rows = gathered[topic].take()
                token = f"{without_leaves} {copy} {id(rows)}"
                warehouse.insert(gathered[topic].table, rows, token)
        return EvidenceReader(warehouse.query_text)

    return fill


def test_every_receipt_is_the_one_that_was_published(filled: Filled) -> None:
    reader = filled()
    for number, message in enumerate(MESSAGES):
        (found,) = reader.receipts(f"e{number}", "party:ann")
        assert found == receipt(number, 6 if number < 6 else 11)
        assert found.faults(SIGNER.public_key, message) == []


def test_an_id_that_is_not_there_and_one_that_is_hostile_find_nothing(filled: Filled) -> None:
    reader = filled()
    assert reader.receipts("e1", "party:bob") == []
    assert reader.receipts("' OR 1 = 1 --", None) == []
    assert reader.receipts("\\", "\\' OR 1") == []


def test_heads_and_proofs(filled: Filled) -> None:
    reader = filled()
    assert reader.heads(10) == [head(6), head(11)]
    assert reader.heads(1) == [head(11)]
    assert reader.consistency(6, 11) == proof(6, 11)
    assert reader.consistency(6, 6).faults(SIGNER.public_key) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [(5, 11, "no head of 5 leaves"), (6, 12, "no head of 12"), (11, 6, "1 to 6 leaves, not 11")],
)
def test_there_is_no_proof_between_heads_that_are_not_there(
    filled: Filled, old: int, new: int, why: str
) -> None:
    with pytest.raises(NoEvidence, match=why):
        filled().consistency(old, new)


def test_a_leaf_that_is_missing_is_told(filled: Filled) -> None:
    with pytest.raises(NoEvidence, match="not all leaves from 0 to 11"):
        filled(without_leaves=(3,)).consistency(6, 11)
