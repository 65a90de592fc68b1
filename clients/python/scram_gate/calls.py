"""The two commands a program may give: a kill with the bot's token, a reset with the operator's."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any, Dict

from .address import Address
from .errors import GateError
from .limits import ANSWER_BYTES, CALL_S

_LANDED = "It may have landed: look at GET /status before you send it again."


def post(address: Address, path: str, token: str, body: Dict[str, Any]) -> Dict[str, Any]:
    """The engine's answer. Raises GateError for everything that is not a success."""
    connection = address.connection(CALL_S)
    try:
        try:
            connection.connect()
        except OSError as error:
            words = getattr(error, "strerror", None) or str(error)
            raise GateError(
                "unreachable",
                f"No engine answers at {address.text} ({words}).",
                "Start it, or give its device listener's address as url. Nothing was sent.",
            ) from None
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", path, body=json.dumps(body).encode(), headers=headers)
        response = connection.getresponse()
        return _read(response.status, response.read(ANSWER_BYTES), address)
    except (OSError, http.client.HTTPException) as error:
        words = "timed out" if isinstance(error, socket.timeout) else type(error).__name__
        raise GateError(
            "unanswered", f"The engine gave no answer ({words}).", _LANDED, may_have_landed=True
        ) from None
    finally:
        connection.close()


def _read(status: int, body: bytes, address: Address) -> Dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and 200 <= status < 300:
        return answer
    error = answer.get("error") if isinstance(answer, dict) else None
    may_have_landed = 200 <= status < 300 or status >= 500
    if not isinstance(error, dict) or not all(isinstance(error.get(key), str) for key in ("code", "message", "hint")):
        raise GateError(
            "misfit",
            f"{address.text} answered HTTP {status} with something that is not Scram's.",
            _LANDED if may_have_landed else "See that url is Scram's device listener.",
            may_have_landed=may_have_landed,
        )
    against = error.get("against")
    raise GateError(
        error["code"],
        error["message"],
        error["hint"],
        field=error.get("field"),
        against=against if isinstance(against, list) else (),
        may_have_landed=may_have_landed,
    )
