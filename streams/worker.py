"""One worker process of one stage, with a watchdog: Faust may hang when it stops."""

import gc
import logging
import os
import signal
import sys
import threading
from typing import Any

import faust
from faust.worker import Worker
from prometheus_client import start_http_server

from schemas.codecs import codecs_of
from schemas.settings import Settings

from .agents.intake import add_intake
from .agents.matching import add_matching
from .agents.rights import add_rights
from .app import make_app
from .metrics import WorkerMetrics
from .silence import SilenceWatch

_ADD = {"intake": add_intake, "matching": add_matching, "rights": add_rights}

log = logging.getLogger(__name__)


class WatchedWorker(Worker):
    """Ends the process if a stop takes too long; what was not acknowledged is read again."""

    shutdown_seconds = 10.0

    def _on_sigterm(self) -> None:
        self._watch()
        super()._on_sigterm()

    def _on_sigint(self) -> None:
        self._watch()
        super()._on_sigint()

    def _watch(self) -> None:
        watchdog = threading.Timer(self.shutdown_seconds, _give_up)
        watchdog.daemon = True
        watchdog.start()


def _give_up() -> None:
    log.error("shutdown took too long, ending the process; nothing unacknowledged is lost")
    logging.shutdown()
    os._exit(0)


def worker_app(stage: str, settings: Settings, instance: str, metrics: WorkerMetrics) -> faust.App:
    """The app of a stage with its agents. Raises KeyError for an unknown stage."""
    app = make_app(stage, settings, instance)
    _ADD[stage](app, settings, codecs_of(settings.registry_url), metrics)
    return app


def collect_seldom() -> None:
    """State is many small objects that stay. Looking through all of them for circles, of which
    there are few, took a third of the time of a large work."""
    gc.set_threshold(50_000, 20, 50)


def run_worker(stage: str, settings: Settings, instance: str) -> None:
    """Blocks until the worker is told to stop."""
    collect_seldom()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    metrics = WorkerMetrics(stage)
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, settings.metrics_host, metrics.registry)
    app = worker_app(stage, settings, instance, metrics)
    app.conf.datadir.mkdir(parents=True, exist_ok=True)
    SilenceWatch(settings.session_timeout_seconds).start()
    worker: Any = WatchedWorker(app, loglevel="INFO")
    worker.shutdown_seconds = settings.shutdown_seconds
    worker.execute_from_commandline()


if __name__ == "__main__":
    run_worker(sys.argv[1], Settings(), sys.argv[2])
