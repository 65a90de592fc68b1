import asyncio
import http.client
import os
import sys
import threading
import time
import unittest
from unittest import mock

from scram_gate import Decision, Gate, GateError
from scram_gate.address import parse_address
from scram_gate.cache import Cache
from scram_gate.decision import SILENT
from scram_gate.link import Link
from tests.server import ARMED, HEAD, KILLED, Server, alive, eventually, event, steadily_armed

ACCEPT = Decision("accept")


def silence(seconds):
    """The limit of three seconds made short, so that a test need not wait for it."""
    return mock.patch.multiple("scram_gate.link", SILENCE_S=seconds), mock.patch("scram_gate.cache.SILENCE_S", seconds)


class GateCase(unittest.TestCase):
    def server(self, serve):
        server = Server(serve)
        self.addCleanup(server.__exit__)
        return server

    def gate(self, url, **options):
        gate = Gate(url, **options)
        self.addCleanup(gate.close)
        return gate

    def short_silence(self, seconds=0.8):
        for patch in silence(seconds):
            patch.start()
            self.addCleanup(patch.stop)

    def assert_opens(self, gate, within_s=5.0):
        self.assertEqual(gate.wait_ready(within_s), ACCEPT)

    def assert_closes(self, gate, why, within_s=5.0):
        seen = set()

        def is_closed():
            reason = gate.check_order().reason
            seen.add(reason)
            return reason is not None and why in reason

        self.assertTrue(eventually(is_closed, within_s), f"wanted {why!r}, saw {seen}")


class OneConnection(GateCase):
    def test_a_snapshot_that_waited_while_the_process_was_held_up_is_not_believed(self):
        now = [100.0]
        answer = http.client.HTTPConnection.getresponse

        def held_up(connection):
            response = answer(connection)
            now[0] += 12.0
            return response

        def serve(connection, _, __):
            connection.sendall(HEAD + event("snapshot", ARMED))
            connection.recv(1)

        cache = Cache(lambda: now[0])
        link = Link(parse_address(self.server(serve).url), cache, lambda: now[0])
        with mock.patch.object(http.client.HTTPConnection, "getresponse", held_up):
            self.assertEqual(link._connect(cache.begin()), SILENT)
        self.assertFalse(cache.decide().accepted)

    def test_a_connection_that_is_given_up_ends_at_the_engine_also_where_a_child_holds_its_socket(self):
        ended = threading.Event()
        copies = []

        def serve(connection, _, __):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")
            while connection.recv(1024):
                pass
            ended.set()

        class Copied(Link):
            def _hold(self, held):
                # As a fork does: a second descriptor of the same socket.
                if held is not None:
                    copies.append(held.dup())
                super()._hold(held)

        self.addCleanup(lambda: [copy.close() for copy in copies])
        cache = Cache(time.monotonic)
        link = Copied(parse_address(self.server(serve).url), cache, time.monotonic)
        link._connect(cache.begin())
        self.assertTrue(ended.wait(5.0))
        self.assertEqual(len(copies), 1)


class TheGate(GateCase):
    def test_opens_with_a_snapshot_and_shuts_with_a_change(self):
        speaks = threading.Event()
        self.addCleanup(speaks.set)
        kill = threading.Event()

        def serve(connection, _, __):
            speaks.wait(10)
            connection.sendall(HEAD + event("snapshot", ARMED))
            alive(connection, until=kill, every_s=0.02)
            connection.sendall(event("change", KILLED))
            alive(connection)

        gate = self.gate(self.server(serve).url)
        self.assertFalse(gate.check_order())
        speaks.set()
        self.assert_opens(gate)
        self.assertTrue(gate.check_order("BTC/USD", "buy", "0.5").accepted)
        kill.set()
        self.assert_closes(gate, "kill switch engaged")

    def test_is_closed_before_the_first_snapshot_whatever_else_comes(self):
        def serve(connection, _, __):
            connection.sendall(HEAD + event("change", {"trading": True, "reason": None}))
            alive(connection)

        gate = self.gate(self.server(serve).url)
        self.assertEqual(gate.wait_ready(0.3), Decision("reject", "no word from the engine yet"))

    def test_gives_up_a_stream_that_never_brings_a_snapshot(self):
        def serve(connection, _, __):
            connection.sendall(HEAD)
            alive(connection, every_s=0.02)

        with mock.patch("scram_gate.link.FIRST_WORD_S", 0.2):
            self.assert_closes(self.gate(self.server(serve).url), "sends no snapshot")

    def test_shuts_at_once_when_the_connection_is_lost_and_opens_with_the_next(self):
        lose = threading.Event()
        back = threading.Event()

        def serve(connection, _, number):
            if number > 0:
                back.wait(5)
            connection.sendall(HEAD + event("snapshot", ARMED))
            alive(connection, until=None if number > 0 else lose, every_s=0.02)

        gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        lose.set()
        self.assert_closes(gate, "the connection was lost", within_s=1.0)
        back.set()
        self.assert_opens(gate)

    def test_shuts_after_three_silent_seconds_and_not_before(self):
        def serve(connection, _, number):
            connection.sendall(HEAD + event("snapshot", ARMED))
            time.sleep(10)

        gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        opened = time.monotonic()
        while gate.check_order() and time.monotonic() - opened < 10:
            time.sleep(0.01)
        silent_s = time.monotonic() - opened
        self.assertTrue(2.8 < silent_s < 4.0, silent_s)
        self.assert_closes(gate, "no sign of life from the engine for 3 s")

    def test_takes_no_part_of_a_line_for_a_sign_of_life(self):
        self.short_silence()

        def serve(connection, _, number):
            connection.sendall(HEAD + event("snapshot", ARMED))
            if number == 0:
                alive(connection, for_s=1.6)
            for _ in range(100):
                connection.sendall(b":")
                time.sleep(0.05)

        gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        time.sleep(1.3)
        self.assertTrue(gate.check_order())
        self.assert_closes(gate, "no sign of life")

    def test_does_not_believe_bytes_that_waited_while_the_reader_was_stuck(self):
        self.short_silence()
        now = [0.0]
        begun = []

        def serve(connection, _, number):
            begun.append(number)
            if number > 0:
                time.sleep(5)
            connection.sendall(HEAD + event("snapshot", ARMED))
            alive(connection, every_s=0.02)

        with mock.patch("scram_gate.gate.now_s", lambda: now[0]):
            gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        # A machine that slept: signs of life are there to be read, but the clock that counts sleep has moved on.
        now[0] = 3600.0
        self.assertEqual(gate.check_order().reason, "no sign of life from the engine for 3 s")
        self.assertTrue(eventually(lambda: len(begun) > 1), "it went on with the old connection")
        self.assertFalse(gate.check_order())

    def test_stays_open_on_its_connection_while_somebody_sets_the_clock(self):
        server = self.server(steadily_armed)
        gate = self.gate(server.url)
        self.assert_opens(gate)
        for moved_s in (3600, -3600):
            with mock.patch("time.time", lambda moved_s=moved_s: 1_800_000_000 + moved_s):
                time.sleep(0.3)
                self.assertEqual(gate.check_order(), ACCEPT)
        self.assertEqual(len(server.requests), 1)

    def test_needs_no_lock_that_a_busy_thread_may_hold(self):
        gate = self.gate(self.server(steadily_armed).url)
        self.assert_opens(gate)
        with gate._cache._lock:
            self.assertEqual(gate.check_order(), ACCEPT)

    def test_stays_closed_once_it_was_closed(self):
        gate = self.gate(self.server(steadily_armed).url)
        self.assert_opens(gate)
        gate.close()
        self.assertEqual(gate.check_order().reason, "this program has closed its gate")
        time.sleep(0.3)
        self.assertEqual(gate.check_order().reason, "this program has closed its gate")

    def test_leaves_no_thread_behind(self):
        before = threading.active_count()
        gate = Gate("http://127.0.0.1:9")
        gate.on_halt(lambda _: None)
        gate.close()
        self.assertTrue(eventually(lambda: threading.active_count() <= before))


class WrongThings(GateCase):
    def test_an_engine_that_is_not_there_yet(self):
        import socket

        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        gate = self.gate(f"http://127.0.0.1:{port}")
        self.assert_closes(gate, "Connection refused")

    def test_answers_that_are_no_stream(self):
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
        moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/status/stream\r\nContent-Length: 0\r\n\r\n"
        body = b'{"error":{"code":"too_many","message":"Too many streams are open.","hint":"Close one."}}'
        full = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        ssh = b"SSH-2.0-OpenSSH_9.2\r\n"
        stranger = HEAD + event("snapshot", {"hello": "world"})
        endless = HEAD + b"data: " + b"x" * 70_000
        half_a_chunk = HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + b"40\r\nevent: snapshot\n"
        wanted = {
            page: "HTTP 200 with text/html",
            moved: "HTTP 302",
            full: "Too many streams are open. Close one.",
            ssh: "does not speak as Scram does",
            stranger: "a snapshot that is not Scram's",
            endless: "a line over 65536 bytes",
            half_a_chunk: "the connection was lost",
            b"": "the connection was lost",
        }
        for said, why in wanted.items():
            with self.subTest(why):
                server = Server(lambda connection, _, __, said=said: connection.sendall(said))
                with server, Gate(server.url) as gate:
                    self.assert_closes(gate, why)

    def test_addresses_that_are_none(self):
        for url in ("127.0.0.1:5050", "ftp://x", "http://", "http://x/status", "http://u:secret@x", "http://x:99999", "http://[::1"):
            with self.subTest(url), self.assertRaises(GateError) as caught:
                Gate(url)
            self.assertEqual((caught.exception.code, caught.exception.field), ("bad_request", "url"))
            self.assertNotIn("secret", str(caught.exception))


class OnHalt(GateCase):
    def test_is_called_once_for_each_closing_with_the_reason(self):
        step = threading.Semaphore(0)

        def serve(connection, _, number):
            connection.sendall(HEAD + event("snapshot", ARMED))
            if number > 0:
                return alive(connection)
            alive(connection, for_s=0.2)
            connection.sendall(event("change", KILLED))
            connection.sendall(event("change", {"reason": "dead man's switch triggered"}))
            alive(connection, for_s=0.2)
            connection.sendall(event("change", {"trading": True, "reason": None}))
            step.acquire(timeout=5)

        gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        reasons = []
        gate.on_halt(reasons.append)
        self.assertTrue(eventually(lambda: reasons))
        self.assertTrue(eventually(gate.check_order))
        self.assertEqual(reasons, ["kill switch engaged"])
        step.release()
        self.assertTrue(eventually(lambda: len(reasons) > 1))
        self.assertIn("the connection was lost", reasons[1])
        self.assert_opens(gate)
        self.assertEqual(len(reasons), 2)

    def test_is_called_at_once_when_the_gate_is_closed_already(self):
        reasons = []
        self.gate("http://127.0.0.1:9").on_halt(reasons.append)
        self.assertTrue(eventually(lambda: reasons))
        self.assertTrue(reasons[0].startswith("no word from the engine"))
        time.sleep(0.5)
        self.assertEqual(len(reasons), 1)

    def test_a_callback_that_raises_or_hangs_harms_nothing(self):
        lose = threading.Event()

        def serve(connection, _, number):
            connection.sendall(HEAD + event("snapshot", ARMED))
            alive(connection, until=None if number > 0 else lose, every_s=0.02)

        gate = self.gate(self.server(serve).url)
        self.assert_opens(gate)
        heard = []
        hang = threading.Event()
        self.addCleanup(hang.set)

        @gate.on_halt
        def throws(reason):
            raise RuntimeError(reason)

        gate.on_halt(sys.exit)
        gate.on_halt(heard.append)
        gate.on_halt(lambda _: hang.wait(10))
        with self.assertLogs("scram_gate", "ERROR"):
            lose.set()
            self.assertTrue(eventually(lambda: heard))
        self.assert_opens(gate)


class Tick(GateCase):
    def test_is_entered_while_open_and_gives_none_while_closed(self):
        speaks = threading.Event()
        self.addCleanup(speaks.set)

        def serve(*of):
            speaks.wait(10)
            steadily_armed(*of)

        gate = self.gate(self.server(serve).url)
        entered = []

        class Bot:
            @gate.tick
            def step(self, price, *, size):
                """One step."""
                entered.append((price, size))
                return "buy"

        @gate.tick
        async def later(price):
            entered.append(price)
            return "sell"

        self.assertIsNone(Bot().step(1, size=2))
        speaks.set()
        self.assert_opens(gate)
        self.assertEqual(Bot().step(1, size=2), "buy")
        self.assertEqual(asyncio.run(later(3)), "sell")
        self.assertEqual((Bot.step.__name__, Bot.step.__doc__), ("step", "One step."))
        gate.close()
        self.assertIsNone(Bot().step(1, size=2))
        self.assertIsNone(asyncio.run(later(3)))
        self.assertEqual(entered, [(1, 2), 3])


@unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
class Fork(GateCase):
    def test_leaves_the_child_closed_and_the_parent_open(self):
        server = self.server(steadily_armed)
        gate = self.gate(server.url)
        self.assert_opens(gate)
        reading, writing = os.pipe()
        # A lock that is held at the fork is held in the child for ever.
        with gate._cache._lock:
            child = os.fork()
            if child == 0:
                heard = []
                gate.on_halt(heard.append)
                gate.close()
                os.write(writing, f"{gate.check_order().reason}|{heard}".encode())
                os._exit(0)
        os.close(writing)
        self.addCleanup(os.close, reading)
        said = os.read(reading, 4096).decode()
        os.waitpid(child, 0)
        why = "this process was forked after its gate was opened: open a gate of its own"
        self.assertEqual(said, f"{why}|['{why}']")
        time.sleep(0.3)
        self.assertEqual(gate.check_order(), ACCEPT)
        self.assertEqual(len(server.requests), 1, "the child has cut its parent's connection")


if __name__ == "__main__":
    unittest.main()
