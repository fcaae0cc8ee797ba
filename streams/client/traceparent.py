"""W3C Trace Context: the header by which an event can be followed through the pipeline."""

import re
import secrets
from typing import Final

_FORM: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def new_traceparent() -> str:
    """The start of a trace of its own, sampled."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def checked_traceparent(text: str) -> str:
    """The text itself. Raises ValueError when it is no traceparent of version 00."""
    if not _FORM.fullmatch(text):
        raise ValueError(
            f"{text[:80]!r} is no W3C traceparent; it reads 00-<32 hex>-<16 hex>-<2 hex>"
        )
    return text


def child_of(traceparent: str) -> str:
    """Another span of the same trace. Raises ValueError when it is no traceparent."""
    version, trace_id, _, flags = checked_traceparent(traceparent).split("-")
    return f"{version}-{trace_id}-{secrets.token_hex(8)}-{flags}"
