"""Seconds that have really passed."""

import sys
import time


def now_s() -> float:
    """Monotonic seconds from an arbitrary start, untouched by whoever sets the clock, a sleep of the machine included.

    `time.monotonic` stands still on Linux and macOS while a laptop sleeps: a gate that was open at night would be open in the
    morning until the first byte came.
    """
    if _COUNTS_SLEEP is not None:
        return time.clock_gettime(_COUNTS_SLEEP)
    return time.monotonic()


def _clock_that_counts_sleep():  # type: ignore[no-untyped-def]
    if sys.platform == "darwin":
        return time.CLOCK_MONOTONIC
    return getattr(time, "CLOCK_BOOTTIME", None)


_COUNTS_SLEEP = _clock_that_counts_sleep()
