"""A bot in Python: `python_bot.py GATE_URL VENUE_URL TICK_MS`. It does and says the same as node-bot.ts."""

import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "clients" / "python"))

from scram_gate import Gate  # noqa: E402

gate_url, venue_url, tick_ms = sys.argv[1:]
gate = Gate(gate_url)


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def now_ms():
    return int(time.time() * 1000)


@gate.on_halt
def halted(reason):
    say(halt=reason, atMs=now_ms())


@gate.tick
def trade(tick):
    order = {
        "type": "market",
        "symbol": "BTC/USD",
        "side": "buy" if tick % 2 == 0 else "sell",
        "quantity": "0.001",
        "clientOrderId": f"python-bot-{tick}",
    }
    request = urllib.request.Request(
        f"{venue_url}/v1/orders", json.dumps(order).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError as refused:
        refused.close()
    return order["clientOrderId"]


tick = 0
while True:
    at_ms = now_ms()
    say(tick=tick, atMs=at_ms, orderId=trade(tick))
    time.sleep(int(tick_ms) / 1000)
    tick += 1
