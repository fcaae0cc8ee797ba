"""What each event led to, and whether the logs have it: what a commit is checked against.

Kept beside the code under test, by what passes its seams: messages handed to the producer while an
event is taken in or a batch is cut, and the entries of state the domain answered.
"""

from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field

from .broker import Place


class CommittedTooEarly(AssertionError):
    """An offset was committed before it: what an event led to is not durable."""


@dataclass(slots=True)
class Owed:
    """One message that must be in a log."""

    key: bytes
    value: bytes
    account: "Account"
    is_paid: bool = False

    def paid(self) -> None:
        if not self.is_paid:
            self.is_paid = True
            self.account.open -= 1


@dataclass(slots=True)
class Account:
    """What one event, or the end of one batch, led to. `closed`: all of it is known."""

    open: int = 0
    closed: bool = False

    def owe(self, key: bytes, value: bytes) -> Owed:
        self.open += 1
        return Owed(key, value, self)

    @property
    def is_settled(self) -> bool:
        return self.closed and not self.open


_OWING: ContextVar[Account | None] = ContextVar("owing", default=None)


def owing(account: Account | None) -> None:
    """Whose debt is what this task sends from now on."""
    _OWING.set(account)


def now_owed(key: bytes, value: bytes) -> Owed | None:
    account = _OWING.get()
    return None if account is None else account.owe(key, value)


@dataclass(slots=True)
class Batch:
    """Accounts of the events taken in since the last cut, and of the cut itself."""

    cut: Account = field(default_factory=Account)


@dataclass(frozen=True, slots=True)
class Taken:
    """One event taken in by one process."""

    account: Account
    batch: Batch

    @property
    def is_settled(self) -> bool:
        return self.account.is_settled and self.batch.cut.is_settled


class StateDebts:
    """Entries of state of one process by partition and key: one is paid when it, or a later one of
    its key, is in the changelog."""

    def __init__(self) -> None:
        self._owed: dict[tuple[int, bytes], list[Owed]] = {}

    def owe(self, number: int, key: bytes, value: bytes) -> None:
        account = _OWING.get()
        assert account is not None
        self._owed.setdefault((number, key), []).append(account.owe(key, value))

    def paid(self, number: int, key: bytes, value: bytes) -> None:
        owed = self._owed.get((number, key), [])
        places = [place for place, one in enumerate(owed) if one.value == value]
        if places:
            for one in owed[: places[-1] + 1]:
                one.paid()
            del owed[: places[-1] + 1]


class Ledger:
    """All events of all groups."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, Place], dict[int, list[Taken]]] = defaultdict(dict)
        self._checked: dict[tuple[str, Place], int] = {}

    def took(self, group: str, place: Place, offset: int, taken: Taken) -> None:
        self._taken[group, place].setdefault(offset, []).append(taken)

    def check(self, group: str, place: Place, offset: int) -> None:
        """Raises CommittedTooEarly unless every event before `offset` was taken in by a process
        all of whose debts for it are paid."""
        name = (group, place)
        takes = self._taken[name]
        for one in range(self._checked.get(name, 0), offset):
            if not any(taken.is_settled for taken in takes.get(one, ())):
                what = "is not durable" if one in takes else "was never taken in"
                raise CommittedTooEarly(
                    f"{group} commits {offset} of {place}, but what {one} led to {what}"
                )
            del takes[one]
        self._checked[name] = max(self._checked.get(name, 0), offset)
