"""Avro records with long integer arrays: those are read as numpy columns, the rest by fastavro.

A usage block is mostly such arrays. Read value by value they cost more than all that is done with
them; here the bytes of a column's variable-length integers are taken apart in a few array steps.
"""

import io
from typing import Any, Final

import fastavro
import numpy as np
from numpy.typing import NDArray

from .strict_reading import read_integer, strict_walk

Column = NDArray[np.int64]
_Bytes = NDArray[np.uint8]

_CONTINUES: Final = 0x80
_SEVEN_BITS: Final = np.uint8(0x7F)
_BITS: Final = {"int": 32, "long": 64}
_MOST_BYTES: Final = 10
"""Of a 64-bit integer; the last of ten may only hold its highest bit."""

MAX_INTEGERS: Final = 200_000
"""Of one array. A block has 10,000 lines at most; far beyond that it is not worth its memory."""

_FEW: Final = 32
"""Integers that are read sooner one by one than by whole columns."""


class IntegerArrays:
    """Reads records whose body, the last field, has arrays of integers next to one another.

    `prefix` and `suffix` are what a record says before and after them; both may be any schema.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        """Takes a schema as fastavro has parsed it. Raises ValueError when it has no such body."""
        *envelope, last = schema["fields"]
        if last["name"] != "body" or len(last["type"]) != 1:
            raise ValueError(f"{schema['name']} has no body of one kind as its last field")
        body = last["type"][0]
        places = [place for place, field in enumerate(body["fields"]) if _is_integers(field)]
        if not places or places != list(range(places[0], places[-1] + 1)):
            raise ValueError(f"{body['name']} has no integer arrays next to one another")
        fields = body["fields"]
        self._columns = [(fields[at]["name"], _BITS[fields[at]["type"]["items"]]) for at in places]
        before = {**body, "fields": fields[: places[0]]}
        after = {**body, "fields": fields[places[-1] + 1 :]}
        self._before = _StrictPart({**schema, "fields": [*envelope, {**last, "type": [before]}]})
        self._after = _StrictPart(after)

    def read(self, stream: io.BytesIO) -> dict[str, Any]:
        """The record, its integer arrays as columns. Raises what fastavro does for bytes that are
        no such record; EOFError and ValueError for arrays."""
        record = self._before.read(stream)
        columns = _ColumnReader(stream.getbuffer(), stream.tell())
        read = {name: columns.read(bits) for name, bits in self._columns}
        stream.seek(columns.place)
        rest = self._after.read(stream)
        record["body"].update(read)
        record["body"].update(rest)
        return record


class _StrictPart:
    """Reads a record as fastavro does. What fastavro would not write so is walked as well."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = _parsed(schema)
        self._strictly = strict_walk(schema)

    def read(self, stream: io.BytesIO) -> dict[str, Any]:
        start = stream.tell()
        record: Any = fastavro.schemaless_reader(stream, self._schema, None)
        written = io.BytesIO()
        fastavro.schemaless_writer(written, self._schema, record)
        message = stream.getbuffer()
        if message[start : stream.tell()] != written.getbuffer():
            self._strictly(message, start)
        return record  # type: ignore[no-any-return]


class _ColumnReader:
    def __init__(self, message: memoryview, place: int) -> None:
        self._message = message
        self._bytes: _Bytes = np.frombuffer(message, np.uint8)
        self._ends = np.flatnonzero(self._bytes[place:] < _CONTINUES) + place
        """Where an integer would end, were all that is left integers."""
        self.place = place

    def read(self, bits: int) -> Column:
        """The array at `place`, in blocks as Avro writes them; goes on behind it."""
        blocks: list[Column] = []
        few: list[int] = []
        read = 0
        while (count := self._integer()) != 0:
            size = None
            if count < 0:
                # The bytes of the block are said, too, for readers that skip it.
                count, size = -count, self._integer()
            start = self.place
            if count > len(self._message) - self.place:
                raise EOFError(f"{count} integers do not fit in what is left")
            read += count
            if read > MAX_INTEGERS:
                raise ValueError(f"an array of more than {MAX_INTEGERS} integers")
            if count <= _FEW:
                few.extend(self._integer() for _ in range(count))
            else:
                if few:
                    blocks.append(np.array(few, np.int64))
                    few = []
                blocks.append(self._integers(count))
            if size is not None and self.place != start + size:
                raise ValueError("a block that is not as long as it says")
        if few or not blocks:
            blocks.append(np.array(few, np.int64))
        column = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        if len(column) and not -1 << (bits - 1) <= column.min() <= column.max() < 1 << (bits - 1):
            raise ValueError(f"an integer of more than {bits} bits")
        return column

    def _integer(self) -> int:
        """The one at `place`, as Python reads it: an array may come in thousands of blocks."""
        try:
            value, self.place = read_integer(self._message, self.place)
        except IndexError:
            raise EOFError("an integer does not fit in what is left") from None
        return value

    def _integers(self, count: int) -> Column:
        first = int(np.searchsorted(self._ends, self.place))
        last = first + count
        if last > len(self._ends):
            raise EOFError(f"{count} integers do not fit in what is left")
        ends = self._ends[first:last]
        starts = np.empty_like(ends)
        starts[0], starts[1:] = self.place, ends[:-1] + 1
        self.place = int(ends[-1]) + 1
        return _zigzag(_unsigned(self._bytes, starts, ends - starts))


def _unsigned(message: _Bytes, starts: Column, more: Column) -> NDArray[np.uint64]:
    """Integers of seven bits a byte, the lowest first; `more` bytes follow the first of each."""
    longest = int(more.max())
    if longest >= _MOST_BYTES or (
        longest == _MOST_BYTES - 1 and (message[starts[more == longest] + longest] > 1).any()
    ):
        raise ValueError("an integer of more than 64 bits")
    values = (message[starts] & _SEVEN_BITS).astype(np.uint64)
    shortest = int(more.min())
    for byte in range(1, longest + 1):
        if byte <= shortest:
            bits = (message[starts + byte] & _SEVEN_BITS).astype(np.uint64)
            values |= bits << np.uint64(7 * byte)
        else:
            longer = np.flatnonzero(more >= byte)
            bits = (message[starts[longer] + byte] & _SEVEN_BITS).astype(np.uint64)
            values[longer] |= bits << np.uint64(7 * byte)
    return values


def _zigzag(values: NDArray[np.uint64]) -> Column:
    """Avro's signed integers: the lowest bit is the sign."""
    halves = (values >> np.uint64(1)).view(np.int64)
    signs = (values & np.uint64(1)).view(np.int64)
    signed: Column = halves ^ -signs
    return signed


def _is_integers(field: dict[str, Any]) -> bool:
    kind = field["type"]
    return isinstance(kind, dict) and kind.get("type") == "array" and kind["items"] in _BITS


def _parsed(schema: dict[str, Any]) -> Any:
    plain = {name: part for name, part in schema.items() if not name.startswith("__")}
    return fastavro.parse_schema(plain)
