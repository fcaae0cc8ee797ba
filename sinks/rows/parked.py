"""What is parked of a work, as columns of the row of its ownership picture."""

from typing import Any, Final

import pyarrow as pa

_TEXTS: Final = pa.list_(pa.string())

PARKED_COLUMNS: Final = {
    "parked_source": _TEXTS,
    "parked_event_id": _TEXTS,
    "parked_kind": _TEXTS,
    "parked_object_id": _TEXTS,
    "parked_revision": pa.list_(pa.int32()),
    "parked_recorded_at": pa.list_(pa.uint32()),
    "parked_refused_event_id": _TEXTS,
    "parked_refused_object_id": _TEXTS,
    "parked_refused_revision": pa.list_(pa.int32()),
    "parked_refused_topic": _TEXTS,
    "parked_refused_partition": pa.list_(pa.uint32()),
    "parked_refused_offset": pa.list_(pa.uint64()),
    "parked_refused_reasons": pa.list_(_TEXTS),
    "parked_waits_for": pa.list_(pa.uint32()),
    "parked_events": pa.uint32(),
    "overrun_sources": _TEXTS,
}
_AS_THEY_ARE: Final = [
    name.removeprefix("parked_")
    for name in PARKED_COLUMNS
    if name not in ("parked_recorded_at", "parked_events", "overrun_sources")
]


def parked_values(record: dict[str, Any]) -> dict[str, Any]:
    """Of an OwnershipPicture; instants in seconds."""
    parked = record["parked"]
    return {
        **{f"parked_{name}": [one[name] for one in parked] for name in _AS_THEY_ARE},
        "parked_recorded_at": [one["recorded_at"] // 1000 for one in parked],
        "parked_events": record["parked_events"],
        "overrun_sources": record["overrun_sources"],
    }
