"""Seconds that have really passed."""

import sys
import time
from typing import Optional


def _clock_that_counts_sleep() -> Optional[int]:
    if sys.platform == "darwin":
        return time.CLOCK_MONOTONIC
    return getattr(time, "CLOCK_BOOTTIME", None)


_CLOCK = _clock_that_counts_sleep()


def now_s() -> float:
    """Monotonic seconds from an arbitrary start, untouched by whoever sets the clock, a sleep of the machine included.

    `time.monotonic` stands still on Linux and macOS while a laptop sleeps: a gate that was open at night would be open in the
    morning until the first byte came.
    """
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
