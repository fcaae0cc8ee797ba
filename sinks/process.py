"""The sink as a process: warehouse, migrations, SQL endpoint, and the writer until told to stop."""

import logging
import signal
from types import FrameType

from prometheus_client import start_http_server

from schemas.codecs import codecs_of
from schemas.settings import Settings

from .memory import keep_freed_memory
from .metrics import SinkMetrics
from .migrate import migrate
from .opening import open_warehouse
from .sql_endpoint import SqlEndpoint
from .writer import WarehouseSink, output_consumer

log = logging.getLogger(__name__)


def run_sink(settings: Settings) -> None:
    """Blocks until SIGTERM or SIGINT; what was polled is inserted and committed first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    keep_freed_memory()
    metrics = SinkMetrics()
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, settings.metrics_host, metrics.registry)
    settings.data.mkdir(parents=True, exist_ok=True)
    warehouse = open_warehouse(settings.warehouse, settings.data)
    for name in migrate(warehouse):
        log.info("applied %s", name)
    sink = WarehouseSink(
        output_consumer(settings.bootstrap, settings.session_timeout_seconds),
        warehouse,
        codecs_of(settings.registry_url).decode,
        metrics=metrics,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        sink.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    endpoint = SqlEndpoint(warehouse, settings.data)
    endpoint.start()
    try:
        sink.run()
    finally:
        endpoint.stop()
        warehouse.close()


if __name__ == "__main__":
    run_sink(Settings())
