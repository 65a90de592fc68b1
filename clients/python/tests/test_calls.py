import json
import os
import pathlib
import tempfile
import time
import unittest
from unittest import mock

from scram_gate import Gate, GateError
from tests.server import ARMED, HEAD, Server, alive, event
from tests.test_gate import GateCase

TOKEN = "t" * 43
KILLED = {"status": "killed", "killId": "k-1", "state": "killing", "journaled": True}


def answer(status, body):
    text = json.dumps(body).encode() if not isinstance(body, bytes) else body
    return b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(text)) + text


class Commands(GateCase):
    def engine(self, said):
        """A stream that is always armed beside commands that are answered with `said`."""
        streams = []

        def serve(connection, request, _):
            if request.startswith("GET"):
                streams.append(1)
                # A later stream brings no snapshot: what is checked is that the earlier one is no longer believed.
                connection.sendall(HEAD + (event("snapshot", ARMED) if len(streams) == 1 else b""))
                return alive(connection)
            connection.sendall(said)

        return self.server(serve)

    def call_of(self, server):
        return next(request for request in server.requests if request.startswith("POST"))

    def test_a_kill_shows_the_bots_token_and_the_gate_is_shut_when_it_returns(self):
        server = self.engine(answer(200, KILLED))
        gate = self.gate(server.url, bot_token=TOKEN)
        self.assert_opens(gate)
        self.assertEqual(gate.trigger("prices look wrong"), KILLED)
        self.assertEqual(gate.check_order().reason, "this program asked for a kill")
        time.sleep(0.3)
        self.assertFalse(gate.check_order())
        head, body = self.call_of(server).split("\r\n\r\n")
        self.assertTrue(head.startswith("POST /kill HTTP/1.1"))
        self.assertIn(f"Authorization: Bearer {TOKEN}", head)
        self.assertEqual(json.loads(body), {"reason": "prices look wrong"})

    def test_a_kill_that_is_refused_raises_the_engines_words_and_shuts_the_gate_all_the_same(self):
        error = {"code": "unauthenticated", "message": "A valid token is needed.", "hint": "Send it."}
        gate = self.gate(self.engine(answer(401, {"error": error})).url, bot_token=TOKEN)
        self.assert_opens(gate)
        with self.assertRaisesRegex(GateError, "A valid token is needed. Send it.") as caught:
            gate.trigger("x")
        self.assertEqual((caught.exception.code, caught.exception.may_have_landed), ("unauthenticated", False))
        self.assertFalse(gate.check_order())

    def test_a_reset_shows_the_operators_token_and_says_what_stands_against_it(self):
        against = [{"code": "killing", "message": "The kill is at work."}]
        error = {"code": "not_now", "message": "Not now.", "hint": "Wait.", "against": against}
        server = self.engine(answer(409, {"error": error}))
        with self.assertRaises(GateError) as caught:
            self.gate(server.url, operator_token=TOKEN, bot_token="b" * 43).reset("prices are back")
        self.assertEqual(caught.exception.against, tuple(against))
        self.assertIn(f"Authorization: Bearer {TOKEN}", self.call_of(server))
        self.assertEqual(json.loads(self.call_of(server).split("\r\n\r\n")[1]), {"reason": "prices are back", "confirm": "RESET"})

    def test_the_operators_token_never_crosses_an_open_network(self):
        gate = self.gate("http://192.0.2.1:5050", operator_token=TOKEN)
        with self.assertRaises(GateError) as caught:
            gate.reset("prices are back")
        self.assertEqual(caught.exception.field, "url")

    def test_what_is_no_answer_of_scram(self):
        cases = [
            (answer(200, b"<html>"), "misfit", True),
            (answer(302, b""), "misfit", False),
            (answer(500, b"oops"), "misfit", True),
            (answer(404, {"error": "no"}), "misfit", False),
            (b"", "unanswered", True),
            (b"SSH-2.0\r\n", "unanswered", True),
        ]
        for said, code, landed in cases:
            with self.subTest(said=said), self.assertRaises(GateError) as caught:
                self.gate(self.engine(said).url, bot_token=TOKEN).trigger("x")
            self.assertEqual((caught.exception.code, caught.exception.may_have_landed), (code, landed))

    def test_no_engine_is_a_kill_that_was_not_sent(self):
        with self.assertRaises(GateError) as caught:
            self.gate("http://127.0.0.1:9", bot_token=TOKEN).trigger("x")
        self.assertEqual((caught.exception.code, caught.exception.may_have_landed), ("unreachable", False))


class Tokens(GateCase):
    def token_shown(self, **options):
        server = self.server(lambda connection, request, _: connection.sendall(answer(200, KILLED)))
        self.gate(server.url, **options).trigger("x")
        call = next(request for request in server.requests if request.startswith("POST"))
        return next(line.split(" ")[2] for line in call.split("\r\n") if line.startswith("Authorization"))

    def test_come_from_an_argument_a_file_or_the_environment(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, SCRAM_BOT_TOKEN="from-environment"):
            file = pathlib.Path(folder, "bot.token")
            file.write_text("from-file\n")
            self.assertEqual(self.token_shown(bot_token="given", bot_token_file=file), "given")
            self.assertEqual(self.token_shown(bot_token_file=file), "from-file")
            self.assertEqual(self.token_shown(), "from-environment")

    def test_that_are_missing_or_broken_are_an_error_that_does_not_show_them(self):
        cases = [
            ({}, "This takes the bot's token"),
            ({"bot_token_file": "/nowhere/bot.token"}, "bot_token_file can't be read"),
            ({"bot_token": "hidden\r\nX-Evil: 1"}, "What bot_token gives is no token"),
            ({"bot_token": ""}, "What bot_token gives is no token"),
            ({"bot_token": "hidden" * 200}, "What bot_token gives is no token"),
        ]
        for options, words in cases:
            with self.subTest(words), self.assertRaises(GateError) as caught:
                self.gate("http://127.0.0.1:9", **options).trigger("x")
            self.assertIn(words, str(caught.exception))
            self.assertNotIn("hidden", str(caught.exception))
            self.assertEqual(caught.exception.code, "unauthenticated")

    def test_are_in_no_dump_of_the_gate(self):
        gate = self.gate("http://127.0.0.1:9", bot_token="hidden-token", operator_token="hidden-too")
        self.assertNotIn("hidden", repr(vars(gate)))


if __name__ == "__main__":
    unittest.main()
