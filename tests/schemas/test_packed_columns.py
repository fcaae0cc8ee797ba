"""Packed columns: nothing is lost, nothing is wider than it must be, and faults are named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.packed import PackedFault, join_names, pack, split_names, unpack

NAME = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1)


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_any_column_survives(values: list[int]) -> None:
    column = unpack(pack(np.array(values, np.int64)))
    assert column.dtype == np.int64
    assert column.tolist() == values


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_a_column_is_as_narrow_as_its_widest_value(values: list[int]) -> None:
    packed = pack(np.array(values, np.int64))
    bits = max((value if value >= 0 else ~value).bit_length() + 1 for value in values)
    least = next(width for width in (1, 2, 4, 8) if 8 * width >= bits)
    assert packed[0] == least
    assert len(packed) == 1 + least * len(values)


@pytest.mark.parametrize(
    ("value", "width"),
    [
        (0, 1),
        (127, 1),
        (128, 2),
        (-128, 1),
        (-129, 2),
        (2**15 - 1, 2),
        (2**15, 4),
        (-(2**15), 2),
        (-(2**15) - 1, 4),
        (2**31 - 1, 4),
        (2**31, 8),
        (-(2**31), 4),
        (-(2**31) - 1, 8),
        (2**63 - 1, 8),
        (-(2**63), 8),
    ],
)
def test_width(value: int, width: int) -> None:
    assert pack(np.array([value], np.int64))[0] == width


def test_the_bytes_are_little_endian() -> None:
    assert pack(np.array([1, -2, 300], np.int64)) == b"\x02\x01\x00\xfe\xff\x2c\x01"
    assert unpack(b"\x04\x00\x00\x00\x80").tolist() == [-(2**31)]


@pytest.mark.parametrize("packed", [b"\x01", b"\x02", b"\x04", b"\x08"])
def test_an_empty_column_has_any_width(packed: bytes) -> None:
    assert pack(np.zeros(0, np.int64)) == b"\x01"
    assert unpack(packed).tolist() == []


def test_an_unpacked_column_is_its_own_and_can_be_changed() -> None:
    packed = pack(np.array([1, 2], np.int64))
    column = unpack(packed)
    column[0] = 9
    assert unpack(packed).tolist() == [1, 2]


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\x00",
        b"\x03\x00\x00\x00",
        b"\x10",
        b"\xff\x00",
        b"\x02\x00",
        b"\x04\x00\x00",
        b"\x08\x01",
    ],
    ids=["nothing", "0 wide", "3 wide", "16 wide", "255 wide", "half of 2", "2 of 4", "1 of 8"],
)
def test_what_is_no_packed_column(packed: bytes) -> None:
    with pytest.raises(PackedFault, match=f"{len(packed)} bytes"):
        unpack(packed)


@given(st.binary())
def test_any_bytes_are_a_column_or_a_fault(packed: bytes) -> None:
    try:
        column = unpack(packed)
    except PackedFault:
        return
    assert len(packed) == 1 + packed[0] * len(column)


@given(st.lists(NAME))
def test_names_survive(names: list[str]) -> None:
    assert split_names(join_names(names)) == names


def test_names_are_one_a_row() -> None:
    assert join_names(["work:w-1", "work:作品"]) == "work:w-1\nwork:作品".encode()
    assert split_names(b"") == []
