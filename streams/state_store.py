"""State of the partitions that were dealt to us, each by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from processors.outputs import COUNT_KEY

from .changelog import Entry
from .state_mark import MARK_KEY, StateMark


@dataclass(slots=True, eq=False)
class HeldPartition:
    """A partition from when it was dealt to us until it is taken away. Dealt to us again it is
    another one: what is still being done to the former one, reading or writing, is done to nobody's
    state."""

    number: int
    entries: dict[bytes, bytes] = field(default_factory=dict)
    """Live: whoever folds it changes it."""
    read_to: int = 0
    """Up to this offset `entries` hold what the changelog has."""
    mark: StateMark | None = None
    """How far the input was read; None for state without facts, or with facts older than marks."""
    is_whole: bool = False
    """Whether all is in it that the changelog had when the partition became ours."""
    in_use: bool = False
    """Whether it is folded: from then on the changelog adds nothing that it does not know."""

    def apply(self, entries: Iterable[Entry], until: int) -> None:
        """Entries of the changelog, in its order. Raises ValueError or struct.error, with the
        offset in a note, for what is no state of ours."""
        for entry in entries:
            try:
                self._apply(entry.key, entry.value)
            except Exception as fault:
                fault.add_note(f"offset {entry.offset}")
                raise
        self.read_to = max(self.read_to, until)

    def _apply(self, key: bytes | None, value: bytes | None) -> None:
        if key is None:
            raise ValueError("state without a key")
        if key == MARK_KEY and value is not None:
            self.mark = StateMark.of(value).or_later(self.mark)
        elif self.in_use:
            # Ours, on its way when the partitions were dealt out again; memory knows more.
            if key not in self.entries:
                raise ValueError(f"{key!r} was written by another worker while this one had it")
        elif value is None:
            self.entries.pop(key, None)
        elif key != COUNT_KEY or value > self.entries.get(COUNT_KEY, b""):
            # A worker that lost the partition may have written its last count late.
            self.entries[key] = value

    def wrote(self, last_offset: int) -> None:
        """What we know has come to the changelog, up to this offset."""
        self.read_to = max(self.read_to, last_offset + 1)


class StateStore:
    """The partitions of one stage that this worker holds."""

    def __init__(self) -> None:
        self._held: dict[int, HeldPartition] = {}

    def dealt(self, numbers: Iterable[int]) -> None:
        """These are ours from now on, and no others: those that were ours before stay as they
        are."""
        self._held = {
            number: self._held.get(number) or HeldPartition(number) for number in sorted(numbers)
        }

    def held(self) -> list[HeldPartition]:
        return list(self._held.values())

    def whole(self, number: int) -> HeldPartition | None:
        """The partition if it is ours and may be folded."""
        held = self._held.get(number)
        return held if held is not None and held.is_whole else None

    def holds(self, partition: object) -> bool:
        """Whether it is still ours. Any thread may ask."""
        return isinstance(partition, HeldPartition) and (
            self._held.get(partition.number) is partition
        )
