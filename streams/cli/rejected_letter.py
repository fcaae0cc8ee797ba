"""One dead letter for people and for machines. Nothing a sender wrote reaches a terminal as is."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from rich.console import Console
from rich.pretty import Pretty
from rich.text import Text

from processors.faults import EventFault
from schemas.codecs import Codecs
from streams.rejected.letter import Letter, decoded_anyhow
from streams.rejected.standing import Standing
from streams.rejected.visible import hex_dump, visible

_MOST_ITEMS = 20
_MOST_CHARACTERS = 200


def print_letter(console: Console, letter: Letter, standing: Standing, codecs: Codecs) -> None:
    """Everything about it, bounded."""

    def say(text: str = "") -> None:
        console.print(Text(text))

    recorded = datetime.fromtimestamp(letter.recorded_millis / 1000, UTC).isoformat()
    say(f"{letter.place}, recorded {recorded}, {letter.lines} usage lines")
    since = f", {standing.refusals} refusals since" if standing.refusals else ""
    as_what = f" as {standing.accepted_at}" if standing.accepted_at else ""
    say(f"{standing.state.value}{as_what}{since}")
    for number, fault in enumerate(letter.faults_in_parts(), 1):
        say()
        for line in _fault_lines(fault):
            say(f"{number:>3}  {line}" if line.startswith("what") else f"     {line}")
    say()
    say(f"key      {_bytes_text(letter.key)}")
    for name, content in sorted(letter.headers.items()):
        say(f"header   {visible(name, _MOST_CHARACTERS)}: {_bytes_text(content)}")
    kept = len(letter.value or b"")
    say(f"message  {kept} bytes" + ("" if letter.whole else ", the beginning of a longer one"))
    found = decoded_anyhow(letter, codecs)
    if found is None:
        say(hex_dump(letter.value or b""))
        return
    topic, event = found
    if topic != letter.place.topic:
        say(f"It is an event of {topic}, sent to the wrong topic:")
    # Strings are shown as Python writes them, which escapes what is not printable.
    console.print(
        Pretty(_plain(event), max_length=_MOST_ITEMS, max_string=_MOST_CHARACTERS), markup=False
    )


def letter_json(letter: Letter, standing: Standing, codecs: Codecs) -> dict[str, Any]:
    """Everything about it; `event` is None where the message cannot be decoded."""
    found = decoded_anyhow(letter, codecs)
    return {
        "topic": letter.place.topic,
        "partition": letter.place.partition,
        "offset": letter.place.offset,
        "recorded_at_millis": letter.recorded_millis,
        "lines": letter.lines,
        "reason": letter.reason,
        "faults": [_fault_json(fault) for fault in letter.faults_in_parts()],
        "state": standing.state.value,
        "refusals_since": standing.refusals,
        "accepted_as": str(standing.accepted_at) if standing.accepted_at else None,
        "key_hex": None if letter.key is None else letter.key.hex(),
        "headers": {name: content.hex() for name, content in letter.headers.items()},
        "bytes_kept": len(letter.value or b""),
        "whole": letter.whole,
        "event_topic": None if found is None else found[0],
        "event": None if found is None else _plain(found[1]),
        "beginning_hex": None if found or letter.value is None else letter.value[:256].hex(),
    }


def _fault_lines(fault: EventFault | str) -> list[str]:
    if isinstance(fault, str):
        return [f"what   {visible(fault)}"]
    return [
        f"what   {visible(fault.code)}",
        f"where  {visible(fault.where)}",
        f"why    {visible(fault.why)}",
        f"mend   {visible(fault.mend)}",
    ]


def _fault_json(fault: EventFault | str) -> dict[str, str]:
    if isinstance(fault, str):
        return {"what": fault}
    return {"what": fault.code, "where": fault.where, "why": fault.why, "mend": fault.mend}


def _bytes_text(content: bytes | None) -> str:
    if content is None:
        return "(none)"
    try:
        return visible(content.decode(), _MOST_CHARACTERS)
    except UnicodeDecodeError:
        return f"0x{content[:_MOST_CHARACTERS].hex()}"


def _plain(value: Any) -> Any:
    """Columns as lists, a union's branch as its name beside its fields, bytes as hex."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, tuple):
        return {"type": value[0], **_plain(value[1])}
    if isinstance(value, bytes):
        return value.hex()
    return value
