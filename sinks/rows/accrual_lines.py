"""Accrual blocks as rows of accrual_lines: one row a usage line with its whole allocation."""

from typing import Any

import numpy as np
import pyarrow as pa

from schemas.packed import split_names, unpack

from .collector import Words

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
_BLOCK_WORDS = (
    "sender",
    "service",
    "commercial_model",
    "currency",
    "territory",
)
_BLOCK_NUMBERS = {
    "revision": np.uint32,
    "part": np.uint32,
    "parts": np.uint32,
    "period_from": np.uint16,
    "period_until": np.uint16,
    "content": np.uint64,
    "version": np.uint64,
}
WORK_PREFIX = "work:"


class AccrualLineRows:
    """Columns are gathered a block at a time and joined once a batch."""

    table = "accrual_lines"

    def __init__(self) -> None:
        self._words = Words()
        self._start()

    def _start(self) -> None:
        self.rows = 0
        self._counts: list[int] = []
        self._block: dict[str, list[int]] = {
            name: [] for name in (*_BLOCK_WORDS, *_BLOCK_NUMBERS, "report_id")
        }
        self._columns: dict[str, list[np.ndarray]] = {}

    def add(self, record: dict[str, Any]) -> None:
        line = unpack(record["line"])
        self.rows += len(line)
        self._counts.append(len(line))
        self._add_block(record)
        add = self._append
        add("line", line)
        for name, (field, _) in list(_LINE_COLUMNS.items())[1:]:
            add(name, unpack(record[field]))
        words = self._words
        add("use_type", words.codes(record["use_types"])[unpack(record["use_type"])])
        subjects = split_names(record["subjects"])
        subject = unpack(record["subject"])
        none = words.code("")
        codes = words.codes(subjects)
        # A block is either about works or about references that wait for one.
        if subjects[0].startswith(WORK_PREFIX):
            add("work", codes[subject])
            add("reference", np.full(len(line), none, np.int32))
        else:
            add("work", np.full(len(line), none, np.int32))
            add("reference", codes[subject])
        add("entries", unpack(record["entries"]))
        for column, dictionary in (("entry_holder", "holders"), ("entry_licence", "licences")):
            names = np.append(words.codes(split_names(record[dictionary])), none)
            add(column, names[unpack(record[column])])
        for column in ("entry_account", "entry_right", "entry_amount_e8"):
            add(column, unpack(record[column]))

    def _add_block(self, record: dict[str, Any]) -> None:
        block = self._block
        for name in (*_BLOCK_WORDS, "report_id"):
            block[name].append(self._words.code(record[name]))
        for name in ("revision", "part", "parts", "version"):
            block[name].append(record[name])
        block["period_from"].append(record["period_from_day"])
        block["period_until"].append(record["period_until_day"])
        block["content"].append(int.from_bytes(record["digest"][:8], "little"))

    def _append(self, name: str, values: np.ndarray) -> None:
        self._columns.setdefault(name, []).append(values)

    def take(self) -> pa.Table:
        joined = {name: np.concatenate(parts) for name, parts in self._columns.items()}
        counts, words = np.array(self._counts), self._words
        columns: dict[str, pa.Array] = {}
        for name in _BLOCK_WORDS:
            codes = np.repeat(np.array(self._block[name], np.int32), counts)
            columns[name] = words.dictionary(codes)
        columns["report_id"] = words.plain(
            np.repeat(np.array(self._block["report_id"], np.int32), counts)
        )
        for name, kind in _BLOCK_NUMBERS.items():
            columns[name] = pa.array(np.repeat(np.array(self._block[name], kind), counts))
        for name, (_, number) in _LINE_COLUMNS.items():
            columns[name] = pa.array(joined[name].astype(number))
        columns["use_type"] = words.dictionary(joined["use_type"])
        columns["work"] = words.plain(joined["work"])
        columns["reference"] = words.plain(joined["reference"])
        offsets = np.zeros(self.rows + 1, np.int32)
        np.cumsum(joined["entries"], out=offsets[1:])
        for name, values in (
            ("entry_holder", words.dictionary(joined["entry_holder"])),
            ("entry_licence", words.dictionary(joined["entry_licence"])),
            ("entry_account", pa.array(joined["entry_account"].astype(np.uint8))),
            ("entry_right", pa.array(joined["entry_right"].astype(np.uint8))),
            ("entry_amount_e8", pa.array(joined["entry_amount_e8"])),
        ):
            columns[name] = pa.ListArray.from_arrays(pa.array(offsets), values)
        self._start()
        words.reset_if_full()
        return pa.table(columns)
