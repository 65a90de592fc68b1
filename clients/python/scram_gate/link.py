"""Keeps one connection to `GET /status/stream`, on a daemon thread, for as long as the gate lives."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import random
import socket
import threading
from typing import Callable, Optional

from .address import Address
from .cache import Cache
from .decision import SILENT, no_word
from .event_stream import BadStream, EventStream
from .limits import (
    ANSWER_BYTES,
    CLOSE_S,
    FIRST_WORD_S,
    READ_BYTES,
    RECONNECT_FIRST_S,
    RECONNECT_MAX_S,
    SILENCE_S,
    STEADY_S,
)
from .status import Status, next_status

PATH = "/status/stream"
LOST = no_word("the connection was lost")

_log = logging.getLogger("scram_gate")


class Link:
    def __init__(self, address: Address, cache: Cache, clock: Callable[[], float]) -> None:
        self._address = address
        self._cache = cache
        self._clock = clock
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._socket: Optional[socket.socket] = None
        self._thread = threading.Thread(target=self._run, name="scram-gate", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the connection and the thread."""
        self._stopping.set()
        with self._lock:
            self._shut_down(self._socket)
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            began_s = self._clock()
            number = self._cache.begin()
            why = self._connect(number)
            self._cache.lose(number, why)
            attempt = 0 if self._clock() - began_s >= STEADY_S else attempt + 1
            self._stopping.wait(reconnect_delay_s(attempt, random.random()))

    def _connect(self, number: int) -> str:
        """One connection from its beginning to its end; returns why it ended. Never raises: that would end the thread."""
        connection = self._address.connection(SILENCE_S)
        try:
            connection.connect()
            self._hold(connection.sock)
            # An answer that waits while this process is held up is as old as the question, for all that is known.
            asked_s = self._clock()
            connection.request("GET", PATH, headers={"Accept": "text/event-stream"})
            response = connection.getresponse()
            with response:
                return self._refusal(response) or self._read(number, response, asked_s)
        except socket.timeout:
            return SILENT
        except (http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionResetError):
            return LOST
        except (BadStream, http.client.HTTPException) as error:
            return no_word(f"{self._address.text} does not speak as Scram does ({_words(error)})")
        except OSError as error:
            return no_word(f"{self._address.text}: {_words(error)}")
        except Exception as error:
            _log.exception("the gate's own fault; it stays closed and tries again")
            return no_word(f"the gate failed ({type(error).__name__})")
        finally:
            # A forked child may hold the socket too: a close alone would leave it open at the engine.
            self._shut_down(connection.sock)
            self._hold(None)
            connection.close()

    def _hold(self, held: Optional[socket.socket]) -> None:
        with self._lock:
            self._socket = held
            if self._stopping.is_set():
                self._shut_down(held)

    @staticmethod
    def _shut_down(held: Optional[socket.socket]) -> None:
        # Ends the reading in the other thread, which a mere close would leave waiting.
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _refusal(self, response: http.client.HTTPResponse) -> Optional[str]:
        """Why this answer is no stream; None when it is one."""
        kind = (response.getheader("Content-Type") or "nothing").split(";")[0].strip().lower()
        if response.status == 200 and kind == "text/event-stream":
            return None
        said = engine_words(response.read1(ANSWER_BYTES)) if kind == "application/json" else None
        if said is not None:
            return no_word(said)
        what = f"HTTP {response.status} with {kind}"
        return no_word(f"{self._address.text} answered {what} instead of a stream: is it Scram's device listener?")

    def _read(self, number: int, response: http.client.HTTPResponse, asked_s: float) -> str:
        stream = EventStream()
        status: Optional[Status] = None
        began_s = alive_s = asked_s
        while True:
            chunk = response.read1(READ_BYTES)
            now_s = self._clock()
            # Bytes that waited while this process was stopped or the machine slept tell of then, not of now.
            if now_s - alive_s >= SILENCE_S:
                return SILENT
            if chunk == b"":
                return LOST
            for item in stream.feed(chunk):
                status = next_status(status, item)
                alive_s = now_s
                if not self._cache.hear(number, status):
                    return no_word("the connection was given up")
            if status is None and now_s - began_s >= FIRST_WORD_S:
                return no_word(f"{self._address.text} sends no snapshot")


def engine_words(body: bytes) -> Optional[str]:
    """The sentences of an engine's refusal; None when the body is none."""
    try:
        error = json.loads(body)["error"]
        return f"{error['message']} {error['hint']}"
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


def reconnect_delay_s(attempt: int, chance: float) -> float:
    """Doubling and capped, jittered over its upper half so that many bots don't come back as one. `chance` in [0, 1)."""
    full_s = min(RECONNECT_MAX_S, RECONNECT_FIRST_S * 2.0 ** min(attempt, 16))
    return full_s * (0.5 + chance / 2)


def _words(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text[:200]
