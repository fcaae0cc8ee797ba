"""The disks of a stack under torture: one for state, one for the broker's log."""

import shutil
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from .small_disk import MountedDisk

_STATE_MIB: Final = 6 * 1024
_LOG_MIB: Final = 12 * 1024
"""Far more than is needed: memory is only used for what is written."""


class DataDisks:
    """To be used in a `with` statement around the stack. `mounted` says whether real disks can be
    filled; `why_not` says why else."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = MountedDisk(root, _STATE_MIB)
        self.log = MountedDisk(root / "kafka", _LOG_MIB)
        self.mounted = False
        self.why_not = ""
        self.keep = False
        """To be set when the data must outlive this: the disks are then left mounted."""

    def __enter__(self) -> Self:
        self._unmount()  # what a killed run has left
        shutil.rmtree(self.root, ignore_errors=True)
        try:
            self.state.mount()
            self.log.mount()
            self.mounted = True
        except OSError as fault:
            self.why_not = str(fault)
            self._unmount()
            self.root.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self.keep:
            self._unmount()

    def _unmount(self) -> None:
        self.log.unmount()
        self.state.unmount()
