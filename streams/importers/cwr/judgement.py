"""What becomes of each transaction: its edits applied, its acknowledgement decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from processors.cwr.acknowledgement import Decision, Standing, decide_agreement, decide_all
from processors.cwr.agreement import AgreementTransaction
from processors.cwr.agreement_edits import agreement_errors, number_of_works
from processors.cwr.edits import EditedWork, edit_work
from processors.cwr.errors import CwrError, Level
from processors.cwr.status import StatusTable
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion

from .registration import registration_errors
from .transmission import CwrFile, Group, Transaction

#: Registrations, which are decided on; ISW and EXC are what recipients tell submitters.
REGISTRATIONS = frozenset({"NWR", "REV", "WRK"})

#: Registrations that could not be read at all are answered, too, and so are agreements.
_ANSWERED = REGISTRATIONS | {"AGR"}

Known = Callable[[CwrFile, str], bool]
"""Whether a work of the file's sender, by its submitter work number, was accepted before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A transaction and all that is wrong with it.

    `edited` is that of a registration that could be read, `decision` the answer to what a
    submitter sends (registrations and agreements). `frame_errors` are
    errors of its group and file that cost it, too; none if sound transactions are to be salvaged.
    """

    file: CwrFile
    group: Group
    transaction: Transaction
    errors: tuple[CwrError, ...]
    frame_errors: tuple[CwrError, ...] = ()
    edited: EditedWork | None = None
    decision: Decision | None = None

    @property
    def refused(self) -> bool:
        """Whether the transaction falls, by itself or with its group or file."""
        errors = (*self.errors, *self.frame_errors)
        return any(error.level.rank >= Level.TRANSACTION.rank for error in errors)

    @property
    def accepted(self) -> bool:
        """Whether it is a registration that is accepted."""
        return self.edited is not None and self.decision is not None and self.decision.accepted


def judge(files: Sequence[CwrFile], known: Known, *, salvage: bool = False) -> list[Judged]:
    """Every transaction of the files with its decision, in their order.

    A work accepted in one file is known in those made after it, whatever the order they are given
    in. With `salvage` errors of groups and files cost nothing but themselves.
    """
    accepted: set[tuple[str, str]] = set()
    found: dict[int, list[Judged]] = {}
    for index in sorted(range(len(files)), key=lambda index: _made(files[index])):
        file = files[index]
        sender = _sender(file)
        found[index] = list(_judge_file(file, _standings(file, accepted, known), salvage))
        accepted |= {
            (sender, one.edited.work.submitter_work_number)
            for one in found[index]
            if one.edited is not None and one.accepted
        }
    return [one for index in range(len(files)) for one in found[index]]


def _made(file: CwrFile) -> tuple[int, int]:
    header = file.header
    return (header.created_day, header.created_second) if header else (0, 0)


def _standings(
    file: CwrFile, accepted: set[tuple[str, str]], known: Known
) -> Callable[[WorkTransaction], Standing]:
    """What is known of a work of the file: from the run, and from before it."""
    sender = _sender(file)

    def standing(work: WorkTransaction) -> Standing:
        number = work.submitter_work_number
        return Standing(known=(sender, number) in accepted or known(file, number))

    return standing


def _sender(file: CwrFile) -> str:
    header = file.header
    return f"{header.sender_type} {header.sender_id}" if header else file.name


def _judge_file(
    file: CwrFile, standing: Callable[[WorkTransaction], Standing], salvage: bool
) -> Iterator[Judged]:
    on_day = file.header.created_day if file.header else 0
    version = file.version or CwrVersion.V21
    listed = [(group, one) for group in file.groups for one in group.transactions]
    edited = {
        id(one): edit_work(one.work, on_day)
        for _, one in listed
        if one.work is not None and one.kind in REGISTRATIONS
    }
    frames = {id(group): () if salvage else _frame_errors(file, group) for group in file.groups}
    decisions = decide_all(
        (
            (
                edited[id(one)],
                (*one.errors, *frames[id(group)], *_unpublishable(file, one, edited[id(one)])),
            )
            for group, one in listed
            if id(one) in edited
        ),
        standing,
        StatusTable.of(version),
    )
    references = _agreement_references(edited.values())
    for group, one in listed:
        frame = frames[id(group)]
        if id(one) in edited:
            decision = next(decisions)
            told = [error for error in decision.errors if error not in frame]
            yield Judged(file, group, one, _once(told), frame, edited[id(one)], decision)
        else:
            errors = _once([*one.errors, *_of_agreement(one.agreement, references)])
            answer = None
            if one.kind in _ANSWERED:
                answer = replace(decide_agreement((*frame, *errors)), kind=one.kind)
            yield Judged(file, group, one, errors, frame, None, answer)


def _unpublishable(file: CwrFile, one: Transaction, edited: EditedWork) -> list[CwrError]:
    """Why a work that its edits leave standing cannot become an event."""
    errors = (*one.errors, *edited.errors)
    if any(error.level.rank >= Level.TRANSACTION.rank for error in errors):
        return []
    return registration_errors(file, edited.work)


def _frame_errors(file: CwrFile, group: Group) -> tuple[CwrError, ...]:
    return tuple(
        error for error in (*file.errors, *group.errors) if error.level.rank >= Level.GROUP.rank
    )


def _agreement_references(works: Iterable[EditedWork]) -> Counter[str]:
    """How many works of the file name each submitter agreement number."""
    counted: Counter[str] = Counter()
    for edited in works:
        work = edited.work
        named = {publisher.submitter_agreement for publisher in work.publishers}
        named |= {link.submitter_agreement for writer in work.writers for link in writer.publishers}
        counted.update(named - {""})
    return counted


def _of_agreement(agreement: AgreementTransaction | None, works: Counter[str]) -> list[CwrError]:
    if agreement is None:
        return []
    referring = works[agreement.submitter_agreement]
    return [*agreement_errors(agreement), *number_of_works(agreement, referring)]


def _once(errors: Sequence[CwrError]) -> tuple[CwrError, ...]:
    """Errors without repetitions: reader and edits may see the same fault."""
    found: dict[tuple[object, ...], CwrError] = {}
    for error in errors:
        what = error.edit or (error.code, error.field)
        key = (error.line, error.record, what, "" if error.edit else error.why)
        found.setdefault(key, error)
    return tuple(sorted(found.values(), key=lambda error: error.line))
