"""Keys of several parts, of which no two read the same."""


def joined(separator: str, *parts: object) -> str:
    """The parts with the separator between them; one within a part is percent-encoded."""
    mark = f"%{ord(separator):02X}"
    return separator.join(str(part).replace("%", "%25").replace(separator, mark) for part in parts)
