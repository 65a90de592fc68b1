import random
import unittest

from scram_gate.event_stream import BadStream, EventStream, StreamItem
from scram_gate.limits import EVENT_BYTES, LINE_BYTES
from scram_gate.link import reconnect_delay_s
from scram_gate.status import Status, next_status

STREAM = (
    'event: snapshot\ndata: {"a":\ndata: 1}\n\n: alive\n\ndata:no name, ä\r\n\r\nid: 7\nevent: empty\n\rdata: x\r\r'.encode()
)
ITEMS = [
    StreamItem("event", "snapshot", '{"a":\n1}'),
    StreamItem("comment"),
    StreamItem("event", "", "no name, ä"),
    StreamItem("event", "", "x"),
]


class TheStream(unittest.TestCase):
    def test_is_read_alike_however_it_is_cut(self):
        chance = random.Random(4)
        for _ in range(500):
            stream, items, at = EventStream(), [], 0
            while at < len(STREAM):
                size = chance.randint(1, 12)
                items += stream.feed(STREAM[at : at + size])
                at += size
            self.assertEqual(items, ITEMS)

    def test_takes_a_line_feed_alone_for_an_empty_line_after_a_cut_crlf(self):
        stream = EventStream()
        self.assertEqual([*stream.feed(b"data: x\r"), *stream.feed(b"\n")], [])
        self.assertEqual(list(stream.feed(b"\n")), [StreamItem("event", "", "x")])

    def test_says_nothing_of_half_a_line(self):
        self.assertEqual(list(EventStream().feed(b": aliv")), [])

    def test_bounds_a_line_that_never_ends(self):
        stream = EventStream()
        list(stream.feed(b"x" * LINE_BYTES))
        with self.assertRaisesRegex(BadStream, "a line over"):
            list(stream.feed(b"x"))

    def test_bounds_an_event_that_never_ends(self):
        stream = EventStream()
        with self.assertRaisesRegex(BadStream, "an event over"):
            for _ in range(EVENT_BYTES):
                list(stream.feed(b"data: 123456789\n"))

    def test_refuses_what_is_not_utf8(self):
        with self.assertRaisesRegex(BadStream, "UTF-8"):
            list(EventStream().feed(b"data: \xff\n"))


class TheStatus(unittest.TestCase):
    armed = Status(True, None)

    def event(self, name, data):
        return StreamItem("event", name, data)

    def test_is_replaced_by_a_snapshot_and_changed_by_a_change(self):
        snapshot = self.event("snapshot", '{"state":"armed","trading":true,"reason":null,"new":[]}')
        self.assertEqual(next_status(None, snapshot), self.armed)
        change = self.event("change", '{"trading":false,"reason":"kill switch engaged"}')
        killed = next_status(self.armed, change)
        self.assertEqual(killed, Status(False, "kill switch engaged"))
        self.assertEqual(next_status(killed, self.event("change", '{"flat":true}')), killed)
        self.assertEqual(next_status(killed, snapshot), self.armed)

    def test_takes_no_change_before_a_snapshot_and_no_event_it_does_not_know(self):
        self.assertIsNone(next_status(None, self.event("change", '{"trading":true,"reason":null}')))
        self.assertEqual(next_status(self.armed, self.event("news", '{"trading":false}')), self.armed)

    def test_refuses_what_is_not_scrams(self):
        wrong = {
            "snapshot": ["{}", "[]", "no", '{"state":"armed","trading":1,"reason":null}', "[" * 50_000],
            "change": ['{"trading":"true"}', '{"reason":5}', "null"],
        }
        for name, bodies in wrong.items():
            for body in bodies:
                with self.subTest(name=name, body=body[:20]), self.assertRaises(BadStream):
                    next_status(self.armed, self.event(name, body))

    def test_is_closed_with_words_also_where_the_engine_gives_none(self):
        self.assertEqual(Status(False, None).against_trading(), "the engine gives no reason")
        self.assertIsNone(self.armed.against_trading())


class Reconnecting(unittest.TestCase):
    def test_waits_longer_each_time_up_to_three_seconds_and_never_in_step(self):
        self.assertEqual([reconnect_delay_s(n, 0.0) for n in (0, 1, 2, 9, 10**6)], [0.05, 0.1, 0.2, 1.5, 1.5])
        self.assertAlmostEqual(reconnect_delay_s(99, 0.999), 3.0, places=2)


if __name__ == "__main__":
    unittest.main()
