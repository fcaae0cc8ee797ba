"""Run a command that dies with its parent: `python exec_bound.py PARENT_PID command ...`.

Asks the kernel (Linux) to send SIGKILL when the parent is gone, also when the parent itself was
killed with -9, and then becomes the command: same pid, and the request survives exec. Elsewhere it
only becomes the command; a ledger of pids cleans up at the next start. Started by path and with
`-I -S`, so that it imports nothing of this project: 20 ms.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CANNOT_RUN = 127


def main(arguments: list[str]) -> int:
    """Never returns if the command can be run; otherwise the exit code."""
    parent, command = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            print(f"prctl: {os.strerror(ctypes.get_errno())}", file=sys.stderr)
            return CANNOT_RUN
    if os.getppid() != parent:
        # The parent died before the request was in place, so no signal will come for it.
        return CANNOT_RUN
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"cannot run {command[0]}: {error.strerror}", file=sys.stderr)
    return CANNOT_RUN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
