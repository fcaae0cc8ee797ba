"""Fields of a JSON object from a stranger: every one checked, every fault kept."""

import json
from typing import Any, Final

MAX_DOCUMENT_BYTES: Final = 256 * 1024
MAX_TEXT: Final = 4_000
MAX_INTEGER: Final = 2**63 - 1
_HEX: Final = frozenset("0123456789abcdef")


class BadDocument(ValueError):
    """A document that cannot be checked, since it is not well formed. `faults` says all of it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def json_object(document: bytes) -> dict[str, Any]:
    """The object a document holds. Raises BadDocument for one that is too large, is no JSON, or
    says anything twice."""
    if len(document) > MAX_DOCUMENT_BYTES:
        raise BadDocument([f"the document has more than {MAX_DOCUMENT_BYTES} bytes"])
    try:
        found = json.loads(document.decode(), object_pairs_hook=_once)
    except BadDocument:
        raise
    except RecursionError as fault:
        raise BadDocument(["the document is nested too deeply"]) from fault
    except ValueError as fault:
        raise BadDocument([f"the document is not JSON in UTF-8: {str(fault)[:200]}"]) from fault
    if not isinstance(found, dict):
        raise BadDocument(["the document is not a JSON object"])
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadDocument(["the document has two fields of one name in one object"])
    return found


class JsonFields:
    """Reads the fields of one object; a faulty one reads as an empty value, and is noted.

    `close` notes the fields that nobody has read: what is not checked must not look as if it was.
    """

    def __init__(self, found: Any, where: str, faults: list[str]) -> None:
        self._where = where
        self._faults = faults
        self._unread: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
        if not isinstance(found, dict):
            self._note("", "is not an object")

    def text(self, name: str) -> str:
        value = self._take(name)
        if not isinstance(value, str):
            self._note(name, "is not a text")
        elif len(value) > MAX_TEXT:
            self._note(name, f"has {len(value)} characters, at most {MAX_TEXT}")
        elif not _encodable(value):
            self._note(name, "has half a surrogate pair")
        else:
            return value
        return ""

    def number(self, name: str) -> int:
        value = self._take(name)
        # In Python true is a number, too.
        if type(value) is not int:
            self._note(name, "is not a whole number")
        elif not 0 <= value <= MAX_INTEGER:
            self._note(name, "is not in 0 to 2^63 - 1")
        else:
            return value
        return 0

    def flag(self, name: str) -> bool:
        value = self._take(name)
        if not isinstance(value, bool):
            self._note(name, "is neither true nor false")
            return False
        return value

    def hex(self, name: str, length: int) -> bytes:
        """So many bytes, in lower-case hexadecimal digits."""
        return self._bytes(name, self._take(name), length)

    def hex_list(self, name: str, length: int, most: int) -> list[bytes]:
        value = self._take(name)
        if not isinstance(value, list):
            self._note(name, "is not a list")
        elif len(value) > most:
            self._note(name, f"has {len(value)} entries, at most {most}")
        else:
            return [self._bytes(f"{name}[{at}]", one, length) for at, one in enumerate(value)]
        return []

    def object(self, name: str) -> "JsonFields":
        return JsonFields(self._take(name), f"{self._where}{name}.", self._faults)

    def close(self) -> None:
        for name in self._unread:
            self._note(name[:100], "is not a field of this format")

    def _take(self, name: str) -> Any:
        # Without the field None is found, which no kind of field can be.
        return self._unread.pop(name, None)

    def _bytes(self, name: str, value: Any, length: int) -> bytes:
        if not isinstance(value, str) or len(value) != 2 * length or not _HEX.issuperset(value):
            self._note(name, f"is not {2 * length} digits, 0 to 9 and a to f")
            return b""
        return bytes.fromhex(value)

    def _note(self, name: str, what: str) -> None:
        place = f"{self._where}{name}".rstrip(".") or "the document"
        shown = place.encode("ascii", "backslashreplace").decode()
        self._faults.append(f"{shown}: {what}")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
