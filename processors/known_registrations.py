"""The registrations of a partition's works, read from its state when a work changes, and the
references they claim as matching is told of them."""

from typing import Any

from schemas import topics

from .facts_state import KEY_BYTES, Decode
from .outputs import Output
from .partitioning import partition_of
from .registration import Registration, claim_of, reference_claims
from .reports import RecordedAt


class KnownRegistrations:
    """Keys of the facts by work code, one after another; the facts stay in `state` as they came."""

    def __init__(self, decode: Decode, state: dict[bytes, bytes]) -> None:
        self._decode = decode
        self._state = state
        self._keys: dict[int, bytes] = {}

    def add(self, work: int, key: bytes) -> Registration:
        """Adds the one of this key, which is in `state`."""
        assert len(key) == KEY_BYTES
        self._keys[work] = self._keys.get(work, b"") + key
        return self._read(key)

    def of_work(self, work: int) -> list[Registration]:
        """All revisions of all registrations, withdrawals included."""
        keys = self._keys.get(work, b"")
        return [
            self._read(keys[start : start + KEY_BYTES]) for start in range(0, len(keys), KEY_BYTES)
        ]

    def _read(self, key: bytes) -> Registration:
        fact = self._decode(topics.FACTS, self._state[key])
        event = self._decode(topics.REGISTRATIONS, fact["body"][1]["message"])
        kind, body = event["body"]
        withdrawn = kind.endswith("RegistrationWithdrawn")
        return Registration(
            event["event_id"],
            event["source"],
            body["registration_id"],
            body["revision"],
            body["work"],
            "Other" if withdrawn else body["kind"],
            "" if withdrawn else body["title"],
            () if withdrawn else tuple(body["references"]),
            () if withdrawn else tuple(claim_of(claim) for claim in body["claims"]),
            event["occurred_at"],
            RecordedAt(fact["recorded_at"], fact["partition"], fact["offset"]),
            withdrawn,
        )


def claim_outputs(
    work: str,
    before: list[Registration],
    now: list[Registration],
    version: int,
    partitions: int,
) -> list[Output]:
    """What matching is told when the references of a work changed: all its claims, by partition."""
    had, has = reference_claims(before), reference_claims(now)
    if had == has:
        return []
    recorded_at = max(one.recorded_at for one in now)
    outputs = []
    for home in sorted({partition_of(reference, partitions) for reference in (*had, *has)}):
        mine = [one for one in sorted(has) if partition_of(one, partitions) == home]
        body = {
            "work": work,
            "version": version,
            "references": mine,
            "claimed_at": [has[one] for one in mine],
        }
        record: dict[str, Any] = {
            "recorded_at": recorded_at.millis,
            "partition": recorded_at.partition,
            "offset": recorded_at.offset,
            "body": ("rightstream.references.ReferenceClaims", body),
        }
        outputs.append(Output(topics.REFERENCES, work.encode(), record, home))
    return outputs
