"""What is known of the engine at this moment: written by the reading thread, read by whoever checks an order."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Callable, Iterator, NamedTuple, Optional

from .decision import ACCEPT, CLOSED, FORKED, NOT_YET, SILENT, Decision, reject
from .halts import HaltCallback, Halts, call
from .limits import SILENCE_S
from .status import Status


class _Word(NamedTuple):
    against: Optional[str]
    """Why the gate is closed; None while open."""
    heard_s: Optional[float]
    """When the last sign of life of this connection came; None while there is none."""


class Cache:
    """One value that is replaced whole, so that a check takes no lock and can't be held up by the reading thread.

    Connections are numbered: what comes of any but the latest is not believed.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._word = _Word(NOT_YET, None)
        self._connection = 0
        self._holds = 0
        self._is_closed = False
        self._halts = Halts()
        self._worded = threading.Event()

    def decide(self) -> Decision:
        # A fork copies this value and not the thread that keeps it true.
        if self.is_forked():
            return reject(FORKED)
        against, heard_s = self._word
        # Asked here and not of the reading thread, which may be stuck when it matters.
        if heard_s is not None and self._clock() - heard_s >= SILENCE_S:
            return reject(SILENT)
        return ACCEPT if against is None else reject(against)

    def is_forked(self) -> bool:
        return os.getpid() != self._pid

    def begin(self) -> int:
        """The number of a new connection. What was known stays as it is: nothing, after a loss."""
        with self._lock:
            self._connection += 1
            return self._connection

    def hear(self, connection: int, status: Optional[Status]) -> bool:
        """A sign of life, and the status that holds now; False when this connection is no longer the one to be believed."""
        with self._lock:
            if connection != self._connection or self._holds > 0 or self._is_closed:
                return False
            if status is not None:
                self._set(_Word(status.against_trading(), self._clock()))
                self._worded.set()
            return True

    def lose(self, connection: int, why: str) -> None:
        with self._lock:
            if connection == self._connection and not self._is_closed:
                self._shut(why)

    @contextlib.contextmanager
    def hold(self, why: str) -> Iterator[None]:
        """Shut while in the block, and after it until a connection that begins then brings a snapshot."""
        if self.is_forked():
            yield
            return
        self._forget(why, 1)
        try:
            yield
        finally:
            self._forget(why, -1)

    def close(self) -> None:
        """For good. The program knows what it does: its callbacks are not told."""
        with self._lock:
            self._is_closed = True
            self._word = _Word(CLOSED, None)
            self._worded.set()
            self._halts.stop()

    def on_halt(self, callback: HaltCallback) -> None:
        if self.is_forked():
            call(callback, FORKED)
            return
        with self._lock:
            self._halts.add(callback, self._word.against)

    def wait(self, timeout_s: float) -> None:
        """Until a snapshot is there, or the time is over."""
        if not self.is_forked():
            self._worded.wait(timeout_s)

    def _forget(self, why: str, holds: int) -> None:
        with self._lock:
            self._holds += holds
            self._connection += 1
            if not self._is_closed:
                self._shut(why)

    def _shut(self, why: str) -> None:
        self._worded.clear()
        self._set(_Word(why, None))

    def _set(self, word: _Word) -> None:
        was_open = self._word.against is None
        self._word = word
        if was_open and word.against is not None:
            self._halts.announce(word.against)
