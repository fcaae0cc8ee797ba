"""What an accepted work waits for before it can be paid."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from processors.cwr.acknowledgement import (
    Decision,
    Standing,
    decide,
)
from processors.cwr.edits import edit_work
from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.status import StatusTable
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from tests.processors.cwr.works import (
    DAY,
    USA,
    WORLD,
    a_work,
    of_3_0,
    opu,
    owr,
    publishers_half,
    pwr,
    shares,
    spt,
    spu,
    swr,
    swt,
    uncontrolled,
    writers_half,
)

NEW = Standing()
OF_2, OF_3 = StatusTable.OF_2, StatusTable.OF_3
HALF = shares(5000)


def answer(
    work: WorkTransaction,
    standing: Standing = NEW,
    table: StatusTable = OF_2,
    reader: Sequence[CwrError] = (),
) -> Decision:
    return decide(edit_work(work, DAY), reader, standing, table)


UNPAID = [
    (a_work(publishers=(), writers=(owr("CA", shares(10000)),)), "nobody the submitter controls"),
    (a_work(publishers=(opu(1, "E", shares(0)),), writers=(owr("CA", shares(0)),)), "nobody owns"),
    (
        a_work(
            publishers=(*publishers_half(), spu(2, "E", "P2", shares(0, 1), ipi_name_number=""))
        ),
        "PUBLISHER P2 has no valid IPI",
    ),
    (
        a_work(writers=(replace(writers_half()[0], ipi_name_number="00014107339"),)),
        "WRITER W1 has no valid IPI",
    ),
    (
        a_work(
            publishers=(opu(1, "E", HALF, name="", ipi_name_number=""),), writers=(owr("CA", HALF),)
        ),
        "an unnamed publisher has no valid IPI",
    ),
]


@pytest.mark.parametrize(("work", "reason"), UNPAID)
def test_a_work_waits_for_shares_territories_and_people(work: WorkTransaction, reason: str) -> None:
    decision = answer(work)
    assert any(why.startswith(reason) for why in decision.unpaid_because)
    assert not decision.payable


def test_a_refused_exclusion_keeps_a_work_from_being_paid() -> None:
    records = (
        swt("W1", "I", WORLD, 1, HALF),
        swt("W1", "E", USA, 7, shares(0)),
    )
    writers = (swr("CA", "W1", HALF, pwr("W1", "P1", 1), collections=records),)
    decision = answer(a_work(writers=writers))
    assert (decision.status, decision.accepted, decision.payable) == ("AC", True, False)
    assert decision.unpaid_because == ("a territory record was refused",)


def test_who_takes_no_part_need_not_be_identified() -> None:
    nobody = owr("A", shares(0), last_name="NOBODY", ipi_name_number="")
    dead = owr("A", shares(0), last_name="DP", ipi_name_number="")
    assert answer(a_work(writers=(*writers_half(), nobody, dead))).payable


def test_many_unidentified_are_counted_not_listed() -> None:
    many = tuple(
        owr("A", shares(500), last_name=f"NOBODY {i}", ipi_name_number="") for i in range(10)
    )
    reasons = answer(a_work(writers=many, version_type="")).unpaid_because
    assert reasons[-1] == "7 more have none either"
    three = (*many[:2], owr("A", shares(9000), last_name="NOBODY 9", ipi_name_number=""))
    reasons = answer(a_work(publishers=(), writers=three, version_type="")).unpaid_because
    assert reasons[-1] == "NOBODY 9 has no valid IPI name number"


COLLECTED_IN_3_0 = [
    (5000, 5000, "SR", ()),
    (5000, 4994, "SR", ()),
    (5000, 4993, "AS", ("99.93 % of PR is collected in World, not 100 %",)),
    (5000, 5007, "RJ", ()),
]


@pytest.mark.parametrize(("publisher", "writer", "status", "reasons"), COLLECTED_IN_3_0)
def test_3_0_has_no_ownership_and_accounts_for_all_collection(
    publisher: int, writer: int, status: str, reasons: tuple[str, ...]
) -> None:
    decision = answer(of_3_0(publisher, writer), table=OF_3)
    assert (decision.status, decision.unpaid_because) == (status, reasons)
    assert decision.payable == (status == "SR")


def test_3_0_edits_of_ownership_are_not_applied() -> None:
    work = of_3_0(5000, 5000)
    acquirer = spu(1, "AQ", "P2", shares(None, None, None))
    arranged = replace(work.writers[0], designation="CA")
    work = replace(
        work,
        version_type="MOD",
        publishers=(*work.publishers, acquirer),
        writers=(arranged, owr("AR", shares(None, None, None))),
    )
    assert edit_work(work, DAY).errors == ()
    older = {error.edit for error in edit_work(replace(work, version=CwrVersion.V22), DAY).errors}
    assert older >= {"T025", "R008", "F020", "T027", "F010"}


@pytest.mark.parametrize(
    ("record", "level", "payable"),
    [("SPT", "RR", False), ("OWT", "RR", False), ("SPT", "FR", True), ("ALT", "RR", True)],
)
def test_only_a_refused_territory_record_keeps_a_work_from_being_paid(
    record: str, level: str, payable: bool
) -> None:
    error = error_at(Place(record, 5, 0, 5), Level(level), "x", "why", "mend")
    assert answer(a_work(), reader=[error]).payable == payable


@pytest.mark.parametrize(("sign", "payable"), [("I", False), ("E", True)])
def test_who_collects_without_owning_is_identified_too(sign: str, payable: bool) -> None:
    held = shares(0, 1)
    record = uncontrolled(spt("P2", sign, USA, 1, held if sign == "I" else shares(0)))
    collector = opu(2, "E", shares(0), ip_number="P2", ipi_name_number="", collections=(record,))
    publishers = (*publishers_half(), collector)
    work = a_work(publishers=publishers, version=CwrVersion.V20, writers=writers_half())
    assert answer(work).payable == payable
