"""The kill switch that people run today: a Flask application with a token, a flag file, and one call per position, in a row.

Kept as it is found in the wild (`app.run`, `requests.post` per order), with two favours: it knows its positions beforehand, and it
stops at nothing, so that a call that fails costs the others no time.
"""

import argparse
import hmac
import os

import requests
from flask import Flask, jsonify, request

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--broker-port", type=int, default=0)
parser.add_argument("--flag-file", required=True)
parser.add_argument("--token", required=True)
options = parser.parse_args()

app = Flask(__name__)
positions = []


@app.get("/status")
def status():
    return jsonify(state="killed" if os.path.exists(options.flag_file) else "armed")


@app.post("/positions")
def remember_positions():
    """Not part of the measurement: a bot knows what it holds."""
    positions[:] = request.get_json()
    if os.path.exists(options.flag_file):
        os.remove(options.flag_file)
    return "", 204


@app.post("/kill")
def kill():
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given, f"Bearer {options.token}"):
        return jsonify(error="unauthorized"), 401
    with open(options.flag_file, "w") as flag:
        flag.write("killed\n")
    for order in positions:
        try:
            requests.post(f"http://127.0.0.1:{options.broker_port}/v1/orders", json=order, timeout=5)
        except requests.RequestException:
            continue
    return jsonify(status="killed")


app.run(host="127.0.0.1", port=options.port, threaded=True)
