"""Integer arrays read as columns, and packed columns: the same as read one by one, or a fault."""

import io
from collections.abc import Sequence

import numpy as np

from schemas.integer_arrays import MAX_INTEGERS, IntegerArrays
from schemas.packed import PackedFault, pack, unpack
from tests.fuzzing.target import Target
from tests.schemas.avro_bytes import number

_ARRAYS = {"int": 32, "long": 64}
_READER = IntegerArrays(
    {
        "type": "record",
        "name": "Only",
        "fields": [
            {
                "name": "body",
                "type": [
                    {
                        "type": "record",
                        "name": "Columns",
                        "fields": [
                            {"name": kind, "type": {"type": "array", "items": kind}}
                            for kind in _ARRAYS
                        ],
                    }
                ],
            }
        ],
    }
)


def run(data: bytes) -> None:
    _check_packed(data)
    try:
        record = _READER.read(io.BytesIO(b"\0" + data))
    except (EOFError, ValueError, IndexError):
        assert _one_by_one(data) is None
        return
    assert [record["body"][kind].tolist() for kind in _ARRAYS] == _one_by_one(data)


def _one_by_one(data: bytes) -> list[list[int]] | None:
    """Both arrays as Avro's specification has them; None for what is none."""
    place, found = 0, []
    for bits in _ARRAYS.values():
        values: list[int] = []
        while True:
            count, place = _number(data, place)
            if count is None:
                return None
            if count == 0:
                break
            size = None
            if count < 0:
                count = -count
                size, place = _number(data, place)
                if size is None:
                    return None
            if count > len(data) or len(values) + count > MAX_INTEGERS:
                return None
            start = place
            for _ in range(count):
                value, place = _number(data, place)
                if value is None or not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
                    return None
                values.append(value)
            if size is not None and place - start != size:
                return None
        found.append(values)
    return found


def _number(data: bytes, place: int) -> tuple[int | None, int]:
    for end in range(place + 1, place + 11):
        if end > len(data):
            return None, place
        if data[end - 1] < 128:
            value = sum((data[at] & 127) << 7 * (at - place) for at in range(place, end))
            whole = value < 1 << 64
            return (value // 2 if value % 2 == 0 else -(value // 2) - 1) if whole else None, end
    return None, place


def _check_packed(data: bytes) -> None:
    try:
        column = unpack(data)
    except PackedFault:
        return
    assert np.array_equal(unpack(pack(column)), column)
    assert len(column) == (len(data) - 1) // data[0]


def seeds() -> Sequence[bytes]:
    def array(*values: int) -> bytes:
        return number(len(values)) + b"".join(map(number, values)) + number(0)

    sized = number(-2) + number(2) + number(3) + number(4) + number(0)
    return [
        array() + array(), array(1, 2, 3) + array(-1, 2**40), sized + sized, b"\x01\xff\x7f",
        array(*range(50)) + array(*range(-2**63, -2**63 + 40)), b"\x08" + bytes(range(16)),
    ]  # fmt: skip


def giants() -> Sequence[bytes]:
    """Eight million of the shortest integers at once, and in blocks of one."""
    many = 4_000_000
    return [
        number(2 * many) + bytes(2 * many) + bytes(2),
        (number(1) + b"\0") * many + bytes(2),
        b"\x80" * 2 * many,
        number(2**62),
        number(-(2**63)) + number(5),
        b"\x08" + bytes(2 * many),
    ]


TARGET = Target(
    name="columns",
    says="arrays of integers and packed columns, against a reader that reads one by one",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=256,
    seconds=20,
)
