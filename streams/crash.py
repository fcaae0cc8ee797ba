"""Ends a worker at once, acknowledging nothing: it is started again, from what is durable."""

import logging
import os
import sys
from typing import NoReturn

CRASH_EXIT_CODE = 70

log = logging.getLogger(__name__)


def crash(why: str, *arguments: object) -> NoReturn:
    """Never returns. In an except clause the exception is logged with the reason, a log format."""
    log.error(why, *arguments, exc_info=sys.exc_info()[0] is not None)
    sys.stderr.flush()
    logging.shutdown()
    os._exit(CRASH_EXIT_CODE)
