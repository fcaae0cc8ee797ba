"""Whether intake has answered again all that the last head covers."""

from collections.abc import Mapping

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from processors.evidence.log import Place
from schemas.generation import Generation
from streams.app import app_id

from .inputs import InputTopics


class AnsweredInputs:
    """How far intake of a generation has answered the inputs: its receipts are durable before it
    commits. Every call blocks on the broker."""

    def __init__(self, bootstrap: str, generation: Generation, inputs: InputTopics) -> None:
        self._group = app_id("intake", generation)
        self._inputs = inputs
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap)

    def missing(self, covered: Mapping[Place, int]) -> list[str]:
        """What is covered and not yet answered, for people; empty when all is."""
        try:
            known = self._admin.list_group_offsets({self._group: None})[self._group]
        except KafkaError as fault:
            if not fault.retriable:
                raise
            return [f"not known yet: {fault}"]  # a broker that has just started says so
        found = []
        for place, end in covered.items():
            at = known.get(TopicPartition(*place))
            done = max(at.offset, 0) if at is not None else 0
            if done < end and not self._is_hole(place, done, end):
                found.append(f"{place.topic} {place.partition} from {done} to {end}")
        return found

    def _is_hole(self, place: Place, start: int, end: int) -> bool:
        """Markers of a sender's transaction are passed by a head, and nobody commits them."""
        return any(
            first <= start and last >= end for first, last in self._inputs.holes(place, start)
        )

    def close(self) -> None:
        self._admin.close()
