"""Forks of this process: whether they are safe, and what asks a process to end."""

import signal
import sys
import threading
from typing import Final

HAS_FORKS: Final = sys.platform == "linux"
"""Whether a process can be forked at all: macOS has libraries that do not bear it, and Windows no forks."""

ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals by which others ask a process to end."""


def can_fork() -> bool:
    """Tell whether this process can be forked now: another thread could hold a lock that a fork waits for."""
    return HAS_FORKS and threading.active_count() == 1


def end_when_asked() -> None:
    """Let a fork end as soon as it is asked to; what the process that was forked does then is none of its business."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
