"""Accrual blocks as rows of accrual_lines: one row a usage line with its whole allocation.

Names stay in Arrow from the block's bytes to the warehouse: no Python string is made for a work or
a holder. Columns are gathered a block at a time and joined once a batch.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from schemas.packed import unpack

_LINE_COLUMNS = {
    "line": ("line", np.uint32),
    "first_day": ("first_day", np.uint16),
    "days": ("days", np.uint16),
    "units": ("units", np.int64),
    "revenue_micros": ("revenue_micros", np.int64),
    "state_code": ("state", np.uint8),
    "hold_code": ("hold_reason", np.uint8),
    "royalty_e8": ("royalty_e8", np.int64),
}
_ENTRY_COLUMNS = {
    "entry_account": np.uint8,
    "entry_right": np.uint8,
    "entry_amount_e8": np.int64,
}
_BLOCK_WORDS = ("sender", "report_id", "service", "commercial_model", "currency", "territory")
_BLOCK_NUMBERS = {
    "revision": np.uint32,
    "part": np.uint32,
    "parts": np.uint32,
    "period_from": np.uint16,
    "period_until": np.uint16,
    "content": np.uint64,
    "version": np.uint64,
}
_WORK_PREFIX = b"work:"
_NOTHING = pa.array([""])


class AccrualLineRows:
    """Rows gathered since the last `take`."""

    table = "accrual_lines"

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.rows = 0
        self._counts: list[int] = []
        self._block: dict[str, list[Any]] = {name: [] for name in (*_BLOCK_WORDS, *_BLOCK_NUMBERS)}
        self._numbers: dict[str, list[NDArray[np.int64]]] = {
            name: [] for name in (*_LINE_COLUMNS, *_ENTRY_COLUMNS, "entries")
        }
        self._names: dict[str, list[pa.Array]] = {
            name: [] for name in ("use_type", "work", "reference", "entry_holder", "entry_licence")
        }

    def add(self, record: dict[str, Any]) -> None:
        line = unpack(record["line"])
        self.rows += len(line)
        self._counts.append(len(line))
        self._add_block(record)
        self._numbers["line"].append(line)
        for name, (field, _) in list(_LINE_COLUMNS.items())[1:]:
            self._numbers[name].append(unpack(record[field]))
        for name in (*_ENTRY_COLUMNS, "entries"):
            self._numbers[name].append(unpack(record[name]))
        self._add_names(record, len(line))

    def _add_block(self, record: dict[str, Any]) -> None:
        block = self._block
        for name in (*_BLOCK_WORDS, "revision", "part", "parts", "version"):
            block[name].append(record[name])
        block["period_from"].append(record["period_from_day"])
        block["period_until"].append(record["period_until_day"])
        block["content"].append(int.from_bytes(record["digest"][:8], "little"))

    def _add_names(self, record: dict[str, Any], lines: int) -> None:
        subject = _named(_split(record["subjects"]), unpack(record["subject"]))
        nothing = _NOTHING.take(pa.array(np.zeros(lines, np.int32)))
        # A block is either about works or about references that wait for one.
        is_work = record["subjects"].startswith(_WORK_PREFIX)
        self._names["work"].append(subject if is_work else nothing)
        self._names["reference"].append(nothing if is_work else subject)
        use_types = pa.array(record["use_types"], pa.string())
        self._names["use_type"].append(_named(use_types, unpack(record["use_type"])))
        for column, dictionary in (("entry_holder", "holders"), ("entry_licence", "licences")):
            self._names[column].append(
                _named(_split(record[dictionary]), unpack(record[column]), absent=True)
            )

    def take(self) -> pa.Table:
        counts = np.array(self._counts)
        block_of_row = pa.array(np.repeat(np.arange(len(counts)), counts))
        columns: dict[str, pa.Array] = {}
        for name in _BLOCK_WORDS:
            columns[name] = pa.array(self._block[name], pa.string()).take(block_of_row)
        for name, kind in _BLOCK_NUMBERS.items():
            columns[name] = pa.array(np.repeat(np.array(self._block[name], kind), counts))
        for name, (_, kind) in _LINE_COLUMNS.items():
            columns[name] = pa.array(np.concatenate(self._numbers[name]).astype(kind))
        for name in ("use_type", "work", "reference"):
            columns[name] = pa.concat_arrays(self._names[name])
        offsets = np.zeros(self.rows + 1, np.int32)
        np.cumsum(np.concatenate(self._numbers["entries"]), out=offsets[1:])
        starts = pa.array(offsets)
        for name in ("entry_holder", "entry_licence"):
            entries = pa.concat_arrays(self._names[name])
            columns[name] = pa.ListArray.from_arrays(starts, entries)
        for name, kind in _ENTRY_COLUMNS.items():
            values = pa.array(np.concatenate(self._numbers[name]).astype(kind))
            columns[name] = pa.ListArray.from_arrays(starts, values)
        self._start()
        return pa.table(columns)


def _split(joined: bytes) -> pa.Array:
    """Names joined by line ends, as `schemas.packed.join_names` makes them."""
    if not joined:
        return pa.array([], pa.string())
    return pc.split_pattern(pa.array([joined], pa.string()), "\n").values


def _named(names: pa.Array, codes: NDArray[np.int64], *, absent: bool = False) -> pa.Array:
    """The name of each code; with `absent`, code -1 is the empty name."""
    if absent and (not len(names) or (len(codes) and codes.min() < 0)):
        names = pa.concat_arrays([names, _NOTHING])
        codes = np.where(codes < 0, len(names) - 1, codes)
    return names.take(pa.array(codes))
