"""Tells a bot that the gate has closed, on a thread of its own: what a bot does there can't hold up the gate."""

from __future__ import annotations

import logging
import queue
import threading
from typing import Callable, List, Optional, Tuple

from .limits import PENDING_HALTS

HaltCallback = Callable[[str], object]

_log = logging.getLogger("scram_gate")


class Halts:
    """The callbacks and the thread that runs them, one after another. The caller's lock guards `add` and `announce`."""

    def __init__(self) -> None:
        self._callbacks: List[HaltCallback] = []
        self._pending: "queue.Queue[Optional[Tuple[Tuple[HaltCallback, ...], str]]]" = queue.Queue(PENDING_HALTS)
        self._thread: Optional[threading.Thread] = None

    def add(self, callback: HaltCallback, closed_because: Optional[str]) -> None:
        """From here on the callback hears of every closing; of the present one too, if there is one."""
        self._callbacks.append(callback)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="scram-gate-halts", daemon=True)
            self._thread.start()
        if closed_because is not None:
            self._put(((callback,), closed_because))

    def announce(self, reason: str) -> None:
        if self._callbacks:
            self._put((tuple(self._callbacks), reason))

    def stop(self) -> None:
        """After what is pending, the thread ends."""
        if self._thread is not None:
            self._put(None)

    def _put(self, item: Optional[Tuple[Tuple[HaltCallback, ...], str]]) -> None:
        try:
            self._pending.put_nowait(item)
        except queue.Full:
            _log.error("an on_halt callback does not come to an end: a closing goes unheard")

    def _run(self) -> None:
        while True:
            item = self._pending.get()
            if item is None:
                return
            callbacks, reason = item
            for callback in callbacks:
                call(callback, reason)


def call(callback: HaltCallback, reason: str) -> None:
    """A callback that throws harms nothing but itself; one that calls sys.exit too, which ends no program from a thread."""
    try:
        callback(reason)
    except BaseException:
        _log.exception("an on_halt callback failed")
