"""Avro's binary encoding by hand, to write what no encoder would."""

_MASK = 2**64 - 1


def number(value: int) -> bytes:
    """A long as Avro writes it: zigzag, seven bits a byte, least first."""
    rest = ((value << 1) ^ (value >> 63)) & _MASK
    written = bytearray()
    while rest > 0x7F:
        written.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes((*written, rest))


def text(value: bytes) -> bytes:
    """A string, or bytes: its length before it."""
    return number(len(value)) + value
