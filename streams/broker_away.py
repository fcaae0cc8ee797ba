"""Which faults of the client say no more than that the broker is not there yet."""

from typing import Final

from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError

_PERHAPS: Final = (KafkaConnectionError, KafkaTimeoutError)


def perhaps_away(fault: KafkaError) -> bool:
    """Whether to try again helps."""
    return fault.retriable or isinstance(fault, _PERHAPS)
