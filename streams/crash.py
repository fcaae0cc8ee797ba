"""Ends a worker at once, acknowledging nothing: it is started again, from what is durable."""

import logging
import os
import sys
from typing import NoReturn

CRASH_EXIT_CODE = 70
LAST_WORDS = f"ending with code {CRASH_EXIT_CODE}: "

log = logging.getLogger(__name__)


def crash(why: str, *arguments: object) -> NoReturn:
    """Never returns. In an except clause the exception is logged with the reason, a log format."""
    fault = sys.exc_info()[1]
    said = f": {type(fault).__name__}: {fault}" if fault is not None else ""
    log.error("%s%s%s", LAST_WORDS, why % arguments, said, exc_info=fault is not None)
    sys.stderr.flush()
    logging.shutdown()
    os._exit(CRASH_EXIT_CODE)
