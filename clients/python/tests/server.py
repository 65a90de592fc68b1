"""A server that says what a test wants, on a real socket."""

import json
import socket
import threading
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"

ARMED = {
    "state": "armed",
    "flat": None,
    "trading": True,
    "reason": None,
    "deadMan": None,
    "killId": None,
    "since": "2026-01-01T00:00:00.000Z",
    "paper": True,
}
KILLED = {"state": "killing", "trading": False, "reason": "kill switch engaged", "killId": "k"}


def event(name, data):
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


class Server:
    """Runs `serve(connection, request, number)` for every connection, each on a thread; `number` counts from 0."""

    def __init__(self, serve):
        self._serve = serve
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = []
        self.requests = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._run, args=(connection, len(self._open) - 1), daemon=True).start()

    def _run(self, connection, number):
        try:
            request = read_request(connection)
            self.requests.append(request)
            self._serve(connection, request, number)
        except OSError:
            pass
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Wakes the accepting thread, which a mere close leaves waiting.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def read_request(connection):
    text = b""
    while b"\r\n\r\n" not in text:
        part = connection.recv(4096)
        if not part:
            raise OSError("no request")
        text += part
    head, body = text.split(b"\r\n\r\n", 1)
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(4096)
    return (head + b"\r\n\r\n" + body).decode()


def alive(connection, *, every_s=0.1, for_s=30.0, until=None):
    """Signs of life, until the other end is gone, the time is over or `until` is set."""
    end = time.monotonic() + for_s
    while time.monotonic() < end and not (until is not None and until.wait(0)):
        connection.sendall(b": alive\n\n")
        time.sleep(every_s)


def steadily_armed(connection, request, number):
    connection.sendall(HEAD + event("snapshot", ARMED))
    alive(connection)


def eventually(ask, within_s=5.0):
    """The first answer that is true; the last one when none is in time."""
    end = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.005)
