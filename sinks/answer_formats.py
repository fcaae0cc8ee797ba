"""Rows of an answer as text, in the output formats that ClickHouse names.

In the native protocol a server sends columns, and writing them out is the client's part. The text
is what ClickHouse itself writes, but for three things: no statistics in JSON, a tuple stays one
column of CSV, and control characters are shown escaped in the table, which is for terminals.
"""

import json
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from .answer_table import Columns, aligned_table
from .value_text import ESCAPES, fraction_digits, value_text
from .warehouse import Row, WarehouseError

_NULL: Final = "\\N"


def answer_text(columns: Columns, rows: Sequence[Row], form: str) -> str:
    """The rows in a format. Raises WarehouseError for one that is not written here."""
    return _writer(form)(columns, rows)


def require_form(form: str) -> None:
    """Raises WarehouseError for a format that is not written here."""
    _writer(form)


def _tab_separated(columns: Columns, rows: Sequence[Row]) -> str:
    return _lines(columns, rows, "\t", _escaped)


def _comma_separated(columns: Columns, rows: Sequence[Row]) -> str:
    names = ",".join(_in_quotes(name) for name, _ in columns)
    return f"{names}\n{_lines(columns, rows, ',', _csv)}"


def _lines(
    columns: Columns, rows: Sequence[Row], separator: str, text: Callable[[Any, int], str]
) -> str:
    digits = [fraction_digits(kind) for _, kind in columns]
    return "".join(separator.join(map(text, row, digits)) + "\n" for row in rows)


def _json_arrays(columns: Columns, rows: Sequence[Row]) -> str:
    digits = [fraction_digits(kind) for _, kind in columns]
    return _json_answer(columns, [f"[{', '.join(map(_json, row, digits))}]" for row in rows])


def _json_objects(columns: Columns, rows: Sequence[Row]) -> str:
    digits = [fraction_digits(kind) for _, kind in columns]
    names = [_json(name) for name, _ in columns]
    records = []
    for row in rows:
        values = map(_json, row, digits)
        pairs = (f"{name}: {value}" for name, value in zip(names, values, strict=True))
        records.append(f"{{{', '.join(pairs)}}}")
    return _json_answer(columns, records)


def _json_answer(columns: Columns, records: list[str]) -> str:
    meta = [f'{{"name": {_json(name)}, "type": {_json(kind)}}}' for name, kind in columns]
    parts = [
        f'\t"{name}":\n\t[\n' + ",\n".join(f"\t\t{one}" for one in some) + "\n\t]"
        for name, some in (("meta", meta), ("data", records))
    ]
    return "{\n" + ",\n\n".join([*parts, f'\t"rows": {len(records)}']) + "\n}\n"


_WRITERS: Final[dict[str, Callable[[Columns, Sequence[Row]], str]]] = {
    "TSV": _tab_separated,
    "TabSeparated": _tab_separated,
    "CSVWithNames": _comma_separated,
    "JSONCompact": _json_arrays,
    "JSON": _json_objects,
    "PrettyCompactMonoBlock": aligned_table,
}


def _writer(form: str) -> Callable[[Columns, Sequence[Row]], str]:
    try:
        return _WRITERS[form]
    except KeyError:
        raise WarehouseError(f"no format {form} here; there are {', '.join(_WRITERS)}") from None


def _escaped(value: Any, digits: int) -> str:
    if value is None:
        return _NULL
    text = value_text(value, digits)
    return text.translate(ESCAPES) if isinstance(value, str | bytes) else text


def _csv(value: Any, digits: int) -> str:
    if value is None:
        return _NULL
    text = value_text(value, digits)
    return text if isinstance(value, int | float | Decimal) else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _json(value: Any, digits: int = 0) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "null"
    if isinstance(value, int | float | Decimal):
        return value_text(value, digits)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_json(part, digits) for part in value)}]"
    if isinstance(value, dict):
        pairs = (
            f"{_json(value_text(key, digits))}: {_json(part, digits)}"
            for key, part in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value_text(value, digits), ensure_ascii=False)
