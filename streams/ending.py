"""Ends a process that must not go on: nothing more is acknowledged, and whoever runs it starts it
again or gives it up with these words at the end of its log."""

import logging
import os
import sys
from typing import NoReturn

log = logging.getLogger(__name__)

CRASH_EXIT_CODE = 70


def end_now(why: str, *, code: int = CRASH_EXIT_CODE) -> NoReturn:
    """Ends at once, from any thread. Faust would log an error and go on, skip, or wait for ever."""
    log.critical("%s", why, exc_info=sys.exc_info()[0] is not None)
    sys.stderr.flush()
    logging.shutdown()
    os._exit(code)
