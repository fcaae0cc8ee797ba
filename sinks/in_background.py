"""One call in a thread of its own, so that its caller can do something else until it is done."""

import threading
from collections.abc import Callable


class InBackground:
    """Starts at once. The thread does not keep the process from ending."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._fault: BaseException | None = None
        self._done = threading.Event()
        threading.Thread(target=self._run, name="in-background", daemon=True).start()

    def _run(self) -> None:
        try:
            self._call()
        except BaseException as fault:
            self._fault = fault
        finally:
            self._done.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done within so long."""
        return self._done.wait(seconds)

    def done(self) -> bool:
        return self._done.is_set()

    def result(self) -> None:
        """To be called once it is done: raises what the call raised."""
        if self._fault is not None:
            raise self._fault
