"""Ending in time and tidily where the system asks for it (SIGTERM), as a scheduler does after its time limit."""

from __future__ import annotations

import _thread
import signal
import sys
import time

DEFECT = 3
STOPPED = 128 + signal.SIGINT
ENDED = 128 + signal.SIGTERM


class Ended(BaseException):
    """The system asked the process to end; no part of the program may take it for an error of its own."""


def stop_when_told() -> None:
    """From now on SIGTERM raises ``Ended``: what is half-written is taken away on the way out."""
    signal.signal(signal.SIGTERM, _end)
    sys.unraisablehook = _ask_again


def stop_no_more() -> None:
    """The work is done, or undone: asked to end now, the process just goes on ending."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, frame: object) -> None:
    # Asked twice, it still takes away the whole of what is half-written.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Ended


def _ask_again(lost: sys.UnraisableHookArgs) -> None:
    """Where Python can raise nothing (a destructor, a callback of the import system), ask again a moment later."""
    if lost.exc_type is Ended:
        signal.signal(signal.SIGTERM, _end)
        _thread.start_new_thread(_tell_main, (_thread.get_ident(), signal.SIGTERM))
    elif lost.exc_type is KeyboardInterrupt:
        _thread.start_new_thread(_tell_main, (_thread.get_ident(), signal.SIGINT))
    else:
        sys.__unraisablehook__(lost)


def _tell_main(thread: int, number: signal.Signals) -> None:
    # Not before the thread is out of where nothing can be raised.
    time.sleep(0.01)
    if hasattr(signal, "pthread_kill"):
        # Sent to the thread itself, it also wakes it from waiting.
        signal.pthread_kill(thread, number)
    else:
        signal.raise_signal(number)
