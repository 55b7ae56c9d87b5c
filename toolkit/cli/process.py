"""What holds for the process of a command: nothing is printed by a library, nothing dumped, and a stop is an exception.

Libraries quote what they work on when they warn, log, or fail in a thread. What the operator has to know is said by the
commands, in words of their own.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import warnings
from contextlib import suppress
from types import FrameType

if sys.platform != "win32":
    import resource

EXIT_SIGNALLED = 128  # and the number of the signal, as shells have it
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last is what Windows sends when a console is closed
# How many new objects, and how many looks at those, there must be before the next look for garbage. Records, cells and
# findings stay, and none points in a circle: with Python's own figures a tenth of a merge was looking through them.
_COLLECTING = (50_000, 50, 50)
_PATIENCE = 3.0  # seconds in which a run undoes what it began; who asks again meanwhile is not heard


class StopRequest(BaseException):
    """Somebody or the system wants the run to end; nothing that it began to write may stay.

    No KeyboardInterrupt: the library that parses the command line makes an ordinary end of that one.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


def prepare_process() -> None:
    """Make the process quiet and private, and let signals stop it like Ctrl-C does."""
    _open_standard_streams()
    gc.set_threshold(*_COLLECTING)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    sys.unraisablehook = lambda _: None
    if sys.platform != "win32":
        with suppress(ValueError, OSError):  # a dump would hold what was read
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    heed_signals()


def _open_standard_streams() -> None:
    """Put nothing where a standard stream is closed: else the next file that is opened takes its place and output."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def heed_signals() -> None:
    """Let every signal that asks to stop raise StopRequest; one that is ignored stays so, as `nohup` wants it."""
    last = [-_PATIENCE]

    def stop(number: int, _: FrameType | None) -> None:
        if time.monotonic() - last[0] >= _PATIENCE:
            last[0] = time.monotonic()
            raise StopRequest(number)

    for name in _STOPPING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError, OSError):  # not the main thread
                signal.signal(number, stop)


def ignore_signals() -> None:
    """Let the process end undisturbed."""
    for name in _STOPPING:
        if (number := getattr(signal, name, None)) is not None:
            with suppress(ValueError, OSError):
                signal.signal(number, signal.SIG_IGN)
