"""What a recipient answers on a transaction: a status, two flags, and messages that say why.

Whether a registration is **accepted** and whether it is **payable** are two questions; ``status``
says how the two tables in use mix them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from processors.cwr.edits import EditedWork
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.payability import not_payable_because
from processors.cwr.status import Status, StatusTable, accepted_status
from processors.cwr.transaction import WorkTransaction

MESSAGE_CHARACTERS = 150
"""Room for the text of a message record."""


class AgreementNumber(StrEnum):
    """What a society that asks for its own agreement number found."""

    FINE = "fine"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the recipient knows of the work but the transaction does not say.

    ``known``: a registration of the same sender and number was accepted before. ``repeated``: one
    of the same kind was accepted in this run. ``in_conflict``: others claim what does not fit; the
    claim then stands, and nobody is paid. ``participates``: the recipient has a part in the work.
    ``claim_refused``: the recipient refuses the submitter's claim for reasons of its own.
    """

    known: bool = False
    repeated: bool = False
    in_conflict: bool = False
    participates: bool = True
    claim_refused: bool = False
    agreement_number: AgreementNumber = AgreementNumber.FINE


@dataclass(frozen=True, slots=True)
class Message:
    """A message record: how much is refused, which record, which edit, and the text.

    ``kind`` and ``level`` are letters F R T G E; ``number`` has three digits, 000 for an error the
    specification has no edit for. ``text`` is printable ASCII of at most 150 characters.
    """

    kind: str
    record_number: int
    record: str
    level: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """``accepted`` and ``payable`` are ours; ``status`` is how the table in use says it.

    ``kind`` is the transaction's kind as processed: NWR for a REV of an unknown work.
    ``unpaid_because`` says why an accepted work is not payable. ``errors`` are those of the
    transaction and those of the decision.
    """

    status: Status
    accepted: bool
    payable: bool
    kind: str
    messages: tuple[Message, ...]
    errors: tuple[CwrError, ...]
    unpaid_because: tuple[str, ...] = ()


def decide(
    edited: EditedWork,
    other_errors: Sequence[CwrError],
    standing: Standing,
    table: StatusTable,
) -> Decision:
    """The answer to one work transaction. ``other_errors`` are the reader's, of the same one."""
    work = edited.work
    errors = (*other_errors, *edited.errors, *_of_standing(work, standing, table))
    kind = "NWR" if any(error.code == "revision_of_unknown" for error in errors) else work.kind
    refused = _refused(errors, standing, table)
    if refused is not None:
        return Decision(refused, False, False, kind, _messages(errors), errors)
    reasons = not_payable_because(edited, errors)
    if standing.in_conflict:
        reasons = (*reasons, "it is in conflict with another registration")
        status = Status.CONFLICT
    else:
        status = accepted_status(table, bool(errors), not reasons)
    return Decision(status, True, not reasons, kind, _messages(errors), errors, reasons)


def decide_all(
    works: Iterable[tuple[EditedWork, Sequence[CwrError]]],
    standing_of: Callable[[WorkTransaction], Standing],
    table: StatusTable,
) -> Iterator[Decision]:
    """Answers to the works of one sender, in the order sent; each knows of those before it.

    ``standing_of`` says what was known before the run; what the run adds is added here. A revision
    of a work that this run registers is no repetition.
    """
    taken: dict[str, set[str]] = {}
    for edited, other_errors in works:
        work = edited.work
        before = taken.get(work.submitter_work_number, set())
        told = standing_of(work)
        standing = replace(
            told, known=told.known or bool(before), repeated=told.repeated or work.kind in before
        )
        decision = decide(edited, other_errors, standing, table)
        if decision.accepted:
            taken.setdefault(work.submitter_work_number, set()).add(work.kind)
        yield decision


def decide_agreement(errors: Sequence[CwrError]) -> Decision:
    """The answer to an agreement: RJ, or RA, since what can be paid is a work."""
    refused = any(error.level.rank >= Level.TRANSACTION.rank for error in errors)
    status = Status.REJECTED if refused else Status.PASSED
    return Decision(status, not refused, False, "AGR", _messages(errors), tuple(errors))


def _of_standing(work: WorkTransaction, standing: Standing, table: StatusTable) -> list[CwrError]:
    """NWR T002 and T013, and F003 where the table has no status for a repetition."""
    place, number = work.place, work.submitter_work_number
    if standing.repeated:
        if table is StatusTable.OF_2:
            return []
        why = f"submitter work number {number!a} is in this run twice"
        mend = "send a work once, with a number of its own"
        field = "Submitter Work Number"
        return [error_at(place, Level.TRANSACTION, "repeated", why, mend, edit="F003", field=field)]
    if work.kind == "NWR" and standing.known:
        why = f"work {number!a} was accepted before"
        mend = "send changes as REV"
        return [error_at(place, Level.TRANSACTION, "already_accepted", why, mend, edit="T013")]
    if work.kind == "REV" and not standing.known:
        why = f"work {number!a} was not registered before"
        mend = "nothing need be done: it is taken as NWR"
        return [error_at(place, Level.FIELD, "revision_of_unknown", why, mend, edit="T002")]
    return []


def _refused(errors: Sequence[CwrError], standing: Standing, table: StatusTable) -> Status | None:
    """The status of what is not accepted; None if it is.

    Who has no part in a work need not edit it fully, so NP comes before the faults found.
    """
    if not standing.participates:
        return Status.NO_PARTICIPATION
    if any(error.level.rank >= Level.TRANSACTION.rank for error in errors):
        return Status.REJECTED
    if standing.repeated:
        return Status.DUPLICATE
    if standing.agreement_number is not AgreementNumber.FINE:
        if table is StatusTable.OF_2:
            return Status.REJECTED
        missing = standing.agreement_number is AgreementNumber.MISSING
        return Status.NO_AGREEMENT_NUMBER if missing else Status.WRONG_AGREEMENT_NUMBER
    if standing.claim_refused:
        return Status.CLAIM_REJECTED if table is StatusTable.OF_2 else Status.REJECTED
    return None


def _messages(errors: Iterable[CwrError]) -> tuple[Message, ...]:
    """One message an edit and record, in the order of records: reader and edits may agree."""
    found: dict[tuple[int, str, str, str], Message] = {}
    for error in sorted(errors, key=lambda e: e.record_number):
        level = error.edit[:1] or error.level.letter
        number = error.edit[1:] or "000"
        text = f"{error.field}: {error.why}; {error.mend}" if error.field else ""
        message = Message(
            error.level.letter,
            error.record_number,
            error.record,
            level,
            number,
            _line(text or f"{error.why}; {error.mend}"),
        )
        what = "" if error.edit else error.code
        found.setdefault((error.record_number, error.record, error.edit, what), message)
    return tuple(found.values())


def _line(text: str) -> str:
    """Fit for a message record: what is not printable ASCII becomes a question mark."""
    clean = "".join(c if " " <= c <= "~" else "?" for c in text)
    return clean if len(clean) <= MESSAGE_CHARACTERS else clean[: MESSAGE_CHARACTERS - 3] + "..."
