"""What is answered on a transaction: status, accepted, payable, messages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from processors.cwr.acknowledgement import (
    AgreementNumber,
    Decision,
    Standing,
    decide,
    decide_agreement,
    decide_all,
)
from processors.cwr.edits import edit_work
from processors.cwr.errors import CwrError, Level, Place, error_at
from processors.cwr.shares import percent
from processors.cwr.status import Status, StatusTable
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from tests.processors.cwr.works import (
    DAY,
    a_work,
    of_3_0,
    owr,
    pwr,
    shares,
    swr,
    writers_half,
)

NEW = Standing()
KNOWN = Standing(known=True)
OF_2, OF_3 = StatusTable.OF_2, StatusTable.OF_3


def answer(
    work: WorkTransaction,
    standing: Standing = NEW,
    table: StatusTable = OF_2,
    reader: Sequence[CwrError] = (),
) -> Decision:
    return decide(edit_work(work, DAY), reader, standing, table)


def changed(work: WorkTransaction) -> CwrError:
    """A field that took its default."""
    return error_at(
        work.place, Level.FIELD, "language", "no such language", "leave it", edit="F002"
    )


WRONG = a_work(writers=(swr("CA", "W1", shares(4000), pwr("W1", "P1", 1)),))
UNIDENTIFIED = a_work(writers=(*writers_half(), owr("A", shares(0), last_name="NOBODY")))

TABLES = [
    # payable, changed; status of 2.x, status of the newer manual
    (True, False, "AS", "SR"),
    (True, True, "AC", "CR"),
    (False, False, "RA", "AS"),
    (False, True, "AC", "AC"),
]


@pytest.mark.parametrize(("payable", "with_change", "of_2", "of_3"), TABLES)
def test_accepted_and_payable_are_two_flags_and_two_tables(
    payable: bool, with_change: bool, of_2: str, of_3: str
) -> None:
    work = (
        a_work() if payable else a_work(writers=(replace(writers_half()[0], ipi_name_number=""),))
    )
    reader = [changed(work)] if with_change else []
    for table, status in ((OF_2, of_2), (OF_3, of_3)):
        decision = answer(work, table=table, reader=reader)
        assert (decision.status, decision.accepted, decision.payable) == (status, True, payable)


def test_the_version_of_a_file_chooses_the_table() -> None:
    assert [StatusTable.of(version) for version in CwrVersion] == [OF_2, OF_2, OF_2, OF_3]


@pytest.mark.parametrize("table", [OF_2, OF_3])
def test_an_error_of_the_transaction_rejects_it(table: StatusTable) -> None:
    decision = answer(WRONG, table=table)
    assert decision.status is Status.REJECTED
    assert not decision.accepted
    assert not decision.payable


@pytest.mark.parametrize(
    ("level", "status"), [("FR", "AC"), ("RR", "AC"), ("TR", "RJ"), ("GR", "RJ"), ("ER", "RJ")]
)
def test_the_level_of_an_error_of_the_reader_decides(level: str, status: str) -> None:
    work = a_work()
    error = replace(changed(work), level=Level(level))
    assert answer(work, reader=[error]).status == status


def test_edit_13_a_new_registration_of_an_accepted_work_is_rejected() -> None:
    decision = answer(a_work(kind="NWR"), KNOWN)
    assert decision.status is Status.REJECTED
    assert [(m.record, m.level, m.number) for m in decision.messages] == [("NWR", "T", "013")]


def test_edit_2_a_revision_of_an_unknown_work_is_taken_as_a_new_registration() -> None:
    decision = answer(a_work(kind="REV"))
    assert (decision.kind, decision.status, decision.accepted) == ("NWR", "AC", True)
    (message,) = decision.messages
    assert (message.kind, message.record, message.level, message.number) == ("F", "REV", "T", "002")


def test_a_revision_of_a_known_work_is_accepted_as_such() -> None:
    decision = answer(a_work(kind="REV"), KNOWN)
    assert (decision.kind, decision.status, decision.messages) == ("REV", "AS", ())


def test_3_0_knows_one_kind_of_registration() -> None:
    work = of_3_0(5000, 5000)
    for standing in (NEW, KNOWN):
        assert answer(work, standing, OF_3).status is Status.READY


STANDINGS = [
    # standing; statuses of both tables; accepted
    (Standing(in_conflict=True), "CO", "CO", True),
    (Standing(participates=False), "NP", "NP", False),
    (Standing(claim_refused=True), "RC", "RJ", False),
    (Standing(repeated=True), "DU", "RJ", False),
    (Standing(agreement_number=AgreementNumber.MISSING), "RJ", "NA", False),
    (Standing(agreement_number=AgreementNumber.WRONG), "RJ", "WA", False),
]


@pytest.mark.parametrize(("standing", "of_2", "of_3", "accepted"), STANDINGS)
def test_what_the_recipient_knows_decides(
    standing: Standing, of_2: str, of_3: str, accepted: bool
) -> None:
    for table, status in ((OF_2, of_2), (OF_3, of_3)):
        decision = answer(a_work(), standing, table)
        assert (decision.status, decision.accepted, decision.payable) == (status, accepted, False)


def test_no_part_in_a_work_comes_before_its_faults() -> None:
    assert answer(WRONG, Standing(participates=False)).status is Status.NO_PARTICIPATION
    assert answer(WRONG, Standing(in_conflict=True)).status is Status.REJECTED
    assert answer(WRONG, Standing(repeated=True)).status is Status.REJECTED


def run(*works: WorkTransaction, known: frozenset[str] = frozenset()) -> list[str]:
    """The statuses of works sent in one run."""
    edited = [(edit_work(work, DAY), ()) for work in works]
    standing = lambda work: Standing(known=work.submitter_work_number in known)  # noqa: E731
    return [decision.status.value for decision in decide_all(edited, standing, OF_2)]


RUNS = [
    # kinds sent under one number, whether it was known before; statuses
    (["NWR", "NWR"], False, ["AS", "DU"]),
    (["NWR", "REV"], False, ["AS", "AS"]),
    (["NWR", "REV", "REV"], False, ["AS", "AS", "DU"]),
    (["REV", "NWR"], False, ["AC", "RJ"]),
    (["REV", "REV"], True, ["AS", "DU"]),
    (["NWR", "REV"], True, ["RJ", "AS"]),
]


@pytest.mark.parametrize(("kinds", "known", "statuses"), RUNS)
def test_a_number_twice_in_a_run(kinds: list[str], known: bool, statuses: list[str]) -> None:
    works = [a_work(kind=kind) for kind in kinds]
    assert run(*works, known=frozenset({"KEY001"} if known else ())) == statuses


def test_what_was_rejected_is_no_first_of_two() -> None:
    assert run(WRONG, a_work(), a_work()) == ["RJ", "AS", "DU"]


def test_other_numbers_are_other_works() -> None:
    assert run(a_work(), a_work(submitter_work_number="KEY002")) == ["AS", "AS"]


def test_messages_say_which_record_and_edit_once() -> None:
    place = Place("SPT", 7, 3, 4)
    said = {"edit": "F009", "field": "TIS Numeric Code"}
    first = error_at(place, Level.TRANSACTION, "a", "it is \u20ac", "x" * 200, **said)
    again = error_at(place, Level.TRANSACTION, "b", "the same", "again", **said)
    unnumbered = error_at(place, Level.FIELD, "c", "no edit", "mend it")
    messages = answer(a_work(), reader=[first, again, unnumbered]).messages
    assert [(m.kind, m.record_number, m.record, m.level, m.number) for m in messages] == [
        ("T", 4, "SPT", "F", "009"),
        ("F", 4, "SPT", "F", "000"),
    ]
    assert messages[0].text.startswith("TIS Numeric Code: it is ?; xxx")
    assert len(messages[0].text) == 150
    assert messages[1].text == "no edit; mend it"


def test_an_agreement_passes_or_is_rejected() -> None:
    place = Place("AGR", 1)
    wrong = error_at(place, Level.TRANSACTION, "no_start", "none", "enter it", edit="F005")
    small = replace(wrong, level=Level.FIELD)
    for errors, status, accepted in (
        ([], "RA", True),
        ([small], "RA", True),
        ([wrong], "RJ", False),
    ):
        decision = decide_agreement(errors)
        assert (decision.status, decision.accepted, decision.payable) == (status, accepted, False)


def test_a_work_in_conflict_is_not_judged() -> None:
    edited = edit_work(replace(WRONG, kind="EXC"), DAY)
    assert edited.errors == ()


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0.00 %"), (5006, "50.06 %"), (-1, "-0.01 %"), (-10050, "-100.50 %")]
)
def test_shares_are_told_in_percent(share: int, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("length", "kept"), [(150, True), (151, False)])
def test_a_message_of_150_characters_is_whole(length: int, kept: bool) -> None:
    mend = "~" * (length - len("why; "))
    error = error_at(Place("ALT", 5, 0, 5), Level.FIELD, "x", "why", mend)
    (message,) = answer(a_work(), reader=[error]).messages
    assert message.text == (f"why; {mend}" if kept else f"why; {'~' * 142}...")
