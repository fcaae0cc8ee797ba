"""Ends a process that must not go on: nothing more is acknowledged, and whoever runs it starts it
again or gives it up with these words at the end of its log."""

import logging
import os
import sys
from typing import NoReturn

log = logging.getLogger(__name__)

CRASH_EXIT_CODE = 70
LAST_WORDS = "ending with code "


def end_now(why: str, *, code: int = CRASH_EXIT_CODE) -> NoReturn:
    """Ends at once, from any thread. Faust would log an error and go on, skip, or wait for ever.
    In an except clause the exception is told with the reason, in one line."""
    fault = sys.exc_info()[1]
    said = f": {type(fault).__name__}: {fault}" if fault is not None else ""
    log.critical("%s%d: %s%s", LAST_WORDS, code, why, said, exc_info=fault is not None)
    sys.stderr.flush()
    logging.shutdown()
    os._exit(code)
