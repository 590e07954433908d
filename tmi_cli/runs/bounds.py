"""Bounds that the system sets to a process, where it can."""

from __future__ import annotations

import contextlib


def bind(*, memory: int, seconds: float) -> None:
    """Bound this process to ``memory`` bytes, and to ``seconds`` of work from now on; Windows cannot this way.

    Who asked for more memory gets a MemoryError; who works for longer is ended.
    """
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
        spent = resource.getrusage(resource.RUSAGE_SELF)
        until = int(spent.ru_utime + spent.ru_stime + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
