"""One worker process of one stage, with a watchdog: Faust may hang when it stops."""

import asyncio
import gc
import logging
import signal
import sys
import threading
from typing import Any

from aiokafka.errors import KafkaError
from faust.worker import Worker
from prometheus_client import start_http_server

from schemas.codecs import codecs_of
from schemas.settings import Settings

from .agents.intake import add_intake
from .agents.matching import add_matching
from .agents.rejudging import Rejudging, rejudge
from .agents.rights import add_rights
from .app import make_app
from .broker_away import perhaps_away
from .ending import CRASH_EXIT_CODE, end_now
from .lease import Lease
from .metrics import WorkerMetrics
from .ordered_commits import OrderedCommitApp
from .recovery_watch import RecoveryWatch
from .refusal_limit import LIMIT_EXIT_CODE, RefusalLimitReached, limits_of, require_sound_start
from .topics_admin import TopicMismatch, TopicsMissing, require_topics

_ADD = {"intake": add_intake, "matching": add_matching, "rights": add_rights}

MISCONFIGURED_EXIT_CODE = 78
"""As in sysexits.h: starting again does not help."""

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

    def on_worker_shutdown(self) -> None:
        # Also reached when a service of Faust's has crashed, and may hang then, too.
        if self._signal_stop_time is None:
            self._watch(CRASH_EXIT_CODE)

    def _watch(self, code: int = 0) -> None:
        watchdog = threading.Timer(self.shutdown_seconds, _give_up, (code,))
        watchdog.daemon = True
        watchdog.start()


def _give_up(code: int) -> None:
    end_now("shutdown took too long; what is not acknowledged is read again", code=code)


def worker_app(
    stage: str, settings: Settings, instance: str, metrics: WorkerMetrics
) -> OrderedCommitApp:
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
    try:
        require_topics(settings.bootstrap, settings.partitions, settings.names)
    except (TopicMismatch, TopicsMissing) as fault:
        end_now(f"{stage} cannot work: {fault}", code=MISCONFIGURED_EXIT_CODE)
    if stage == "intake":
        _check_start(settings)
    app = worker_app(stage, settings, instance, metrics)
    if app.takeover is not None:
        RecoveryWatch(app.takeover.left, settings.recovery_stall_seconds).start()
    app.conf.datadir.mkdir(parents=True, exist_ok=True)
    app.lease = Lease(settings.session_timeout_seconds)
    app.lease.watch()
    worker: Any = WatchedWorker(app, loglevel="INFO")
    worker.shutdown_seconds = settings.shutdown_seconds
    worker.execute_from_commandline()


def _check_start(settings: Settings) -> None:
    """Ends the process before it joins its group if it would refuse what was accepted before."""
    if limits_of(settings) is None:
        return
    try:
        rejudged = asyncio.run(_rejudged_once_there_is_a_broker(settings))
        require_sound_start(rejudged)
        log.info("looked at %d events that were accepted before", sum(map(len, rejudged.values())))
    except RefusalLimitReached as reached:
        log.error("%s", reached)
        logging.shutdown()
        sys.exit(LIMIT_EXIT_CODE)


async def _rejudged_once_there_is_a_broker(settings: Settings) -> Rejudging:
    while True:
        try:
            return await rejudge(settings)
        except KafkaError as fault:
            if not perhaps_away(fault):
                raise
            log.warning("waiting for the broker and its topics: %s", fault)
            await asyncio.sleep(1.0)


if __name__ == "__main__":
    run_worker(sys.argv[1], Settings(), sys.argv[2])
