"""Accrual blocks as rows of accrual_lines: one row a usage line with its whole allocation.

Names stay in Arrow from the block's bytes to the warehouse: no Python string is made for a work or
a holder. Columns are gathered a block at a time and joined once a batch.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schemas.packed import join_names, unpack, view

from .coded_names import NO_NAME, CodedNames

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
_ENTRY_NAMES = {"entry_holder": "holders", "entry_licence": "licences"}
_WORK_PREFIX = b"work:"


class AccrualLineRows:
    """Rows gathered since the last `take`."""

    table = "accrual_lines"

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.rows = 0
        self._counts: list[int] = []
        self._block: dict[str, list[Any]] = {name: [] for name in (*_BLOCK_WORDS, *_BLOCK_NUMBERS)}
        self._numbers: dict[str, list[NDArray[Any]]] = {
            name: [] for name in (*_LINE_COLUMNS, *_ENTRY_COLUMNS, "entries")
        }
        self._names = {
            name: CodedNames() for name in ("use_type", "work", "reference", *_ENTRY_NAMES)
        }

    def add(self, record: dict[str, Any]) -> None:
        lines = len(view(record["line"]))
        self.rows += lines
        self._counts.append(lines)
        self._add_block(record)
        for name, (field, kind) in _LINE_COLUMNS.items():
            self._numbers[name].append(view(record[field]).astype(kind))
        for name, kind in _ENTRY_COLUMNS.items():
            self._numbers[name].append(view(record[name]).astype(kind))
        self._numbers["entries"].append(view(record["entries"]))
        self._add_names(record, lines)

    def _add_block(self, record: dict[str, Any]) -> None:
        block = self._block
        for name in (*_BLOCK_WORDS, "revision", "part", "parts", "version"):
            block[name].append(record[name])
        block["period_from"].append(record["period_from_day"])
        block["period_until"].append(record["period_until_day"])
        block["content"].append(int.from_bytes(record["digest"][:8], "little"))

    def _add_names(self, record: dict[str, Any], lines: int) -> None:
        # A block is either about works or about references that wait for one.
        is_work = record["subjects"].startswith(_WORK_PREFIX)
        subject, other = ("work", "reference") if is_work else ("reference", "work")
        self._names[subject].add(record["subjects"], unpack(record["subject"]))
        self._names[other].add(b"", np.full(lines, NO_NAME))
        self._names["use_type"].add(join_names(record["use_types"]), unpack(record["use_type"]))
        for column, dictionary in _ENTRY_NAMES.items():
            self._names[column].add(record[dictionary], unpack(record[column]))

    def take(self) -> pa.Table:
        counts = np.array(self._counts)
        block_of_row = pa.array(np.repeat(np.arange(len(counts)), counts))
        columns: dict[str, pa.Array] = {}
        for name in _BLOCK_WORDS:
            columns[name] = pa.array(self._block[name], pa.string()).take(block_of_row)
        for name, kind in _BLOCK_NUMBERS.items():
            columns[name] = pa.array(np.repeat(np.array(self._block[name], kind), counts))
        for name in _LINE_COLUMNS:
            columns[name] = pa.array(np.concatenate(self._numbers[name]))
        for name in ("use_type", "work", "reference"):
            columns[name] = self._names[name].names()
        offsets = np.zeros(self.rows + 1, np.int32)
        np.cumsum(np.concatenate(self._numbers["entries"]), out=offsets[1:])
        starts = pa.array(offsets)
        for name in _ENTRY_NAMES:
            columns[name] = pa.ListArray.from_arrays(starts, self._names[name].names())
        for name in _ENTRY_COLUMNS:
            values = pa.array(np.concatenate(self._numbers[name]))
            columns[name] = pa.ListArray.from_arrays(starts, values)
        self._start()
        return pa.table(columns)
