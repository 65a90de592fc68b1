#!/usr/bin/env python3
"""Writes test/vectors.json with Python's own HMAC, so the vectors don't come from the code that they test.

    make_vectors.py          rewrites the file
    make_vectors.py --check  exits with 1 when the file differs from what would be written
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SECRET = bytes(range(32))
OTHER_SECRET = bytes(range(100, 132))
DEVICE = "1a2b3c4d"


def key(direction, secret=SECRET):
    return hmac.new(secret, direction.encode(), hashlib.sha256).digest()


def mac(direction, body, secret=SECRET):
    digest = hmac.new(key(direction, secret), body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def frame(name, counter, kind, switch, uptime_ms, edge_ms, press, reason=None, version=None):
    body = "S1|%s|%016x|%s|%d|%08x|%08x|%016x" % (
        DEVICE, counter, kind, switch, uptime_ms % 2**32, edge_ms % 2**32, press)
    if kind == "B":
        body += "|%s|%s" % (reason, version)
    fields = {"device": DEVICE, "counter": "%016x" % counter, "type": kind, "switch": switch,
              "uptimeMs": uptime_ms, "edgeMs": edge_ms, "press": "%016x" % press}
    if kind == "B":
        fields.update(resetReason=reason, version=version)
    signature = mac("up", body)
    path = "/kill" if kind == "K" else "/heartbeat"
    request = ("POST %s HTTP/1.1\r\nHost: scram.local:5050\r\nContent-Type: text/plain\r\n"
               "X-Kill-Token: v1.%s\r\nContent-Length: %d\r\n\r\n%s" % (path, signature, len(body), body))
    return {"name": name, "frame": fields, "body": body, "mac": signature, "httpRequest": request}


def reply(name, acknowledged, state, high_water):
    body = "A1|%s|%016x|%s|%016x" % (DEVICE, acknowledged, state, high_water)
    return {"name": name, "acknowledged": "%016x" % acknowledged, "state": state,
            "highWater": "%016x" % high_water, "body": body, "mac": mac("down", body)}


def refused(name, line):
    return {"name": name, "line": line}


def signed(direction, body, secret=SECRET):
    return body + "|" + mac(direction, body, secret)


def refused_replies():
    good = "A1|%s|0000000000000002|P|0000000000000002" % DEVICE
    return [
        refused("signed with the upward key", signed("up", good)),
        refused("signed for another secret", signed("down", good, OTHER_SECRET)),
        refused("another device", signed("down", good.replace(DEVICE, "1a2b3c4e"))),
        refused("unknown state", signed("down", good.replace("|P|", "|Q|"))),
        refused("upper-case hex", signed("down", good.replace("0000000000000002|P", "000000000000000A|P"))),
        refused("short counter", signed("down", good.replace("0000000000000002|P", "2|P"))),
        refused("a field too many", signed("down", good + "|0")),
        refused("another version", signed("down", good.replace("A1|", "A2|"))),
        refused("one bit of the mac", signed("down", good)[:-1] + "w"),
        refused("same bits, another spelling", signed("down", good)[:-1] + "R"),
        refused("padded mac", signed("down", good) + "="),
        refused("a frame instead of a reply",
                signed("up", "S1|%s|0000000000000002|K|1|00000bb8|00000bb3|0000000000000002" % DEVICE)),
        refused("empty", ""),
    ]


def pairing():
    secret = OTHER_SECRET.hex()
    body = "P1|%s|%s" % (DEVICE, secret)
    line = signed("down", body, OTHER_SECRET)
    return {"secret": secret, "line": line,
            "refused": [
                refused("a damaged secret", line.replace("64", "65", 1)),
                refused("another device", signed("down", body.replace(DEVICE, "1a2b3c4e"), OTHER_SECRET)),
                refused("signed with the old secret", signed("down", body)),
                refused("no mac", body),
            ]}


def judgement():
    """What an engine says of a row of correctly signed counters; contract order: seen, above, within 64 below, else."""
    steps = [(1000, "accepted"), (1000, "duplicate"), (1002, "accepted"), (1001, "late"), (1001, "duplicate"),
             (938, "late"), (937, "stale"), (1066, "accepted"), (1002, "duplicate"), (1003, "late"),
             (999, "stale"), (2**62, "accepted"), (1067, "stale"), (2**62 - 64, "late"), (2**62 - 65, "stale"),
             (2**63 - 1, "accepted")]
    return [{"counter": "%016x" % counter, "verdict": verdict} for counter, verdict in steps]


def vectors():
    frames = [
        frame("the contract's vector", 2, "K", 1, 3000, 2995, 2),
        frame("boot, closed", 1, "B", 0, 12, 0, 0, "poweron", "1.0.0"),
        frame("boot, thrown", 1025, "B", 1, 1100, 7, 1024, "task_wdt", "1.0.0"),
        frame("boot, longest reason and version", 3, "B", 0, 12, 0, 0, "twelve_chars", "sixteen-chars-16"),
        frame("heartbeat, closed", 3, "H", 0, 4000, 0, 0),
        frame("heartbeat, open", 4, "H", 1, 5000, 2995, 2),
        frame("heartbeat, inconsistent", 5, "H", 2, 5000, 0, 0),
        frame("kill repeated under a new counter", 5, "K", 1, 3100, 2995, 2),
        frame("kill that survived its release", 9, "K", 0, 9000, 2995, 2),
        frame("kill over inconsistent wiring", 10, "K", 2, 3200, 2995, 2),
        frame("release", 11, "R", 0, 9500, 2995, 2),
        frame("fault", 12, "F", 2, 10000, 0, 0),
        frame("smallest counter", 1, "H", 0, 0, 0, 0),
        frame("counter over 2^53", 2**53 + 1, "H", 0, 1, 0, 0),
        frame("counter just below 2^62", 2**62 - 1, "K", 1, 1, 1, 2**62 - 1),
        frame("largest counter", 2**64 - 1, "K", 1, 2**32 - 1, 2**32 - 2, 2**64 - 1),
        frame("uptime past 49.7 days", 77, "H", 0, 2**32 + 5, 0, 0),
    ]
    replies = [reply("the contract's vector", 2, "P", 2)]
    replies += [reply("state " + state, 256, state, 256) for state in "APDXU"]
    replies += [reply("high-water above", 256, "A", 300), reply("largest", 2**64 - 1, "D", 2**64 - 1),
                reply("high-water below", 256, "A", 1)]
    return {"about": "Test vectors of the device protocol; docs/protocol.md explains them. Written by make_vectors.py.",
            "secret": SECRET.hex(), "device": DEVICE,
            "keys": {"up": key("up").hex(), "down": key("down").hex()},
            "frames": frames, "replies": replies, "refusedReplies": refused_replies(),
            "pairing": pairing(), "judgement": judgement()}


def main():
    text = json.dumps(vectors(), indent=2) + "\n"
    path = HERE / "vectors.json"
    if "--check" in sys.argv[1:]:
        return 0 if path.exists() and path.read_text() == text else 1
    path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
