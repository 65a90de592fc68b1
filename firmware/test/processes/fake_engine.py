"""A tiny engine for the twin's tests: judges frames as docs/protocol.md says and answers what a test tells it to.

One `Engine` may listen on HTTP, HTTPS and any number of serial paths; all of them share its counters and its state.
"""

import base64
import hashlib
import hmac
import os
import socket
import ssl
import termios
import threading
import time

LINE_MAX_CHARS = 160
WINDOW = 64


def derive(secret, direction):
    return hmac.new(secret, direction.encode(), hashlib.sha256).digest()


def sign(key, body):
    digest = hmac.new(key, body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


class Judge:
    """The counters of one device."""

    def __init__(self):
        self.high_water = 0
        self.seen = []

    def judge(self, counter):
        if counter in self.seen:
            return "duplicate"
        if counter > self.high_water:
            verdict, self.high_water = "accepted", counter
        elif self.high_water - counter <= WINDOW:
            verdict = "late"
        else:
            return "stale"
        self.seen = (self.seen + [counter])[-WINDOW:]
        return verdict


class Frame:
    def __init__(self, body, path, verdict):
        fields = body.split("|")
        self.body, self.path, self.verdict = body, path, verdict
        self.at = time.monotonic()
        self.device, self.counter, self.type = fields[1], int(fields[2], 16), fields[3]
        self.switch, self.press = int(fields[4]), int(fields[7], 16)
        self.uptime = int(fields[5], 16) / 1000  # the device's own seconds: a busy machine delays the arrival, not this
        self.reset_reason = fields[8] if self.type == "B" else None
        self.version = fields[9] if self.type == "B" else None

    def __repr__(self):
        return "<%s %s %s>" % (self.path, self.verdict, self.body)


class Engine:
    def __init__(self, secret, device):
        self.device = device
        self.set_secret(secret)
        self.judge = Judge()
        self.lock = threading.RLock()
        self.state = "A"
        self.frames = []          # every correctly signed frame, in order
        self.refused = 0          # HTTP requests answered with 401
        self.other_lines = []     # what came over a serial path and was no frame
        self.mute = set()         # paths on which frames are taken and not answered
        self.chunked = False
        self.close_after_reply = False
        self.status = None        # a status to answer with instead of an A1
        self._servers = []
        self._serial = []

    def set_secret(self, secret):
        self.up, self.down = derive(secret, "up"), derive(secret, "down")

    # What every path shares.

    def take(self, body, mac, path):
        """The signed reply, or None for a frame that isn't signed by this device."""
        with self.lock:
            known = body.startswith("S1|%s|" % self.device) and hmac.compare_digest(sign(self.up, body), mac)
            if not known:
                return None
            counter = int(body.split("|")[2], 16)
            frame = Frame(body, path, self.judge.judge(counter))
            self.frames.append(frame)
            kills = frame.type == "K" and frame.verdict in ("accepted", "late")
            if kills and self.state == "A" and not self.known(frame):
                self.state = "P"
            reply = "A1|%s|%016x|%s|%016x" % (self.device, counter, self.state, self.judge.high_water)
            return reply + "|" + sign(self.down, reply)

    def known(self, frame):
        """A press kills once."""
        return any(f.press == frame.press and f is not frame and f.verdict in ("accepted", "late") and f.type == "K"
                   for f in self.frames)

    def select(self, **wanted):
        with self.lock:
            return [f for f in self.frames if all(getattr(f, name) == value for name, value in wanted.items())]

    def close(self):
        for server in list(self._servers):
            server.close()
        for serial in list(self._serial):
            serial.close()

    # HTTP and HTTPS.

    def serve(self, path, certificate=None, port=0):
        server = HttpServer(self, path, certificate, port)
        self._servers.append(server)
        return server

    # USB.

    def open_serial(self, name, path="usb"):
        serial = Serial(self, name, path)
        self._serial.append(serial)
        return serial


class HttpServer:
    """Just enough HTTP/1.1 to be a keep-alive peer that takes pipelined requests; a library server hides the socket."""

    def __init__(self, engine, path, certificate, port):
        self.engine, self.path = engine, path
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", port))
        self.listener.listen(8)
        self.port = self.listener.getsockname()[1]
        self.connections = []
        self.accepted = 0
        self.requests = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        """As a killed process: the port is free and every connection is reset."""
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while self._serve_one(connection, stream):
                pass
        except OSError:
            pass
        finally:
            connection.close()

    def _serve_one(self, connection, stream):
        request = stream.readline().decode()
        if not request:
            return False
        headers = {}
        for line in iter(lambda: stream.readline().decode().strip(), ""):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers["content-length"])).decode()
        self.requests.append((request.split()[1], headers, body))
        token = headers.get("x-kill-token", "")
        engine = self.engine
        reply = engine.take(body, token[3:], self.path) if token.startswith("v1.") else None
        if self.path in engine.mute:
            return True
        if reply is None:
            engine.refused += 1
        status = engine.status or (200 if reply else 401)
        text = (reply + "\n") if status == 200 else '{"error":{"code":"refused"}}'
        head = "HTTP/1.1 %d X\r\nContent-Type: text/plain\r\nX-Long: %s\r\n" % (status, "l" * 300)
        if engine.close_after_reply:
            head += "Connection: close\r\n"
        if engine.chunked:
            half = len(text) // 2
            body = "".join("%x\r\n%s\r\n" % (len(part), part) for part in (text[:half], text[half:])) + "0\r\n\r\n"
            connection.sendall((head + "Transfer-Encoding: chunked\r\n\r\n" + body).encode())
        else:
            connection.sendall((head + "Content-Length: %d\r\n\r\n%s" % (len(text), text)).encode())
        return not engine.close_after_reply


class Serial:
    def __init__(self, engine, name, path):
        self.engine, self.path = engine, path
        self.fd = os.open(name, os.O_RDWR | os.O_NOCTTY)
        attributes = termios.tcgetattr(self.fd)
        attributes[0] = attributes[1] = attributes[3] = 0
        attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 0, 1
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)
        self.open = True
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def send(self, line):
        os.write(self.fd, (line + "\n").encode())

    def close(self):
        self.open = False
        self.thread.join()

    def _read(self):
        pending = b""
        try:
            while self.open:
                pending += os.read(self.fd, 4096)
                *lines, pending = pending.split(b"\n")
                for line in lines:
                    self._line(line)
        except OSError:
            pass
        finally:
            os.close(self.fd)

    def _line(self, line):
        if not line.startswith(b"S1|") or len(line) > LINE_MAX_CHARS:
            if line:
                self.engine.other_lines.append(line.decode(errors="replace"))
            return
        body, _, mac = line.decode(errors="replace").strip().rpartition("|")
        reply = self.engine.take(body, mac, self.path)
        if reply and self.path not in self.engine.mute:
            self.send(reply)
