"""A namespaced identifier, and the fault of a text that is none."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Identifier:
    """``str`` of it is the canonical text, the key everything is matched by.

    Comes from ``parse``: the constructor itself checks nothing.
    """

    namespace: str
    value: str

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"


class FaultCode(StrEnum):
    """What is wrong with an identifier; receipts and dead letters carry it."""

    NO_NAMESPACE = "no_namespace"
    BAD_NAMESPACE = "bad_namespace"
    EMPTY_VALUE = "empty_value"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    BIDI_CONTROL = "bidi_control"
    WHITESPACE = "whitespace"
    NON_ASCII = "non_ascii"
    BAD_FORMAT = "bad_format"
    BAD_CHECK_DIGIT = "bad_check_digit"
    PLACEHOLDER = "placeholder"


class IdentifierFault(ValueError):
    """``text`` is no identifier: ``why`` says what is wrong, ``mend`` what to send instead.

    ``text`` is kept as it came. The message shows it escaped and cut, so that it can be logged.
    """

    def __init__(self, code: FaultCode, text: str, why: str, mend: str) -> None:
        super().__init__(code, text, why, mend)
        self.code = code
        self.text = text
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:80]!a} {self.why}; {self.mend}"
