"""`gate_python.py URL CHECKS CALLS`: measures and says the same as gate-node.ts."""

import http.client
import json
import pathlib
import sys
import time
from urllib.parse import urlsplit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "clients" / "python"))

from scram_gate import Gate  # noqa: E402

url, checks, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
gate = Gate(url)
connection = http.client.HTTPConnection(urlsplit(url).netloc)
order = json.dumps({"symbol": "BTC/USD", "side": "buy", "quantity": "0.5"})


def check():
    begun_ns = time.perf_counter_ns()
    decision = gate.check_order("BTC/USD", "buy", "0.5")
    took_ns = time.perf_counter_ns() - begun_ns
    if not decision:
        raise SystemExit("the gate is closed")
    return took_ns


def call():
    begun_ns = time.perf_counter_ns()
    connection.request("POST", "/order-check", order, {"Content-Type": "application/json"})
    decision = json.loads(connection.getresponse().read())["decision"]
    took_ns = time.perf_counter_ns() - begun_ns
    if decision != "accept":
        raise SystemExit("the engine refuses")
    return took_ns


gate.wait_ready()
for _ in sys.stdin:
    found = {"checksNs": [check() for _ in range(checks)], "callsNs": [call() for _ in range(calls)]}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
