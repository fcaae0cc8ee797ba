"""The sink as a process: warehouse, migrations, SQL endpoint, and the writer until it is told to stop."""

import logging
import signal
from pathlib import Path
from types import FrameType

from schemas.codecs import codecs_of

from .migrate import migrate
from .opening import open_warehouse
from .sql_endpoint import SqlEndpoint
from .writer import WarehouseSink

log = logging.getLogger(__name__)


def run_sink(
    bootstrap: str, target: str, data: Path, registry_url: str | None, session_seconds: float
) -> None:
    """Blocks until SIGTERM or SIGINT; what was polled is inserted and committed before it returns."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    data.mkdir(parents=True, exist_ok=True)
    warehouse = open_warehouse(target, data)
    for name in migrate(warehouse):
        log.info("applied %s", name)
    sink = WarehouseSink(
        bootstrap,
        warehouse,
        codecs_of(registry_url).decode,
        session_timeout_seconds=session_seconds,
    )

    def stop(number: int, frame: FrameType | None) -> None:
        sink.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    endpoint = SqlEndpoint(warehouse, data)
    endpoint.start()
    try:
        sink.run()
    finally:
        endpoint.stop()
        warehouse.close()
