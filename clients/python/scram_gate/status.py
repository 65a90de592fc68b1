"""What the gate reads from the engine's status: whether trading is permitted, and if not, why."""

from __future__ import annotations

import json
from typing import Any, Dict, NamedTuple, Optional

from .decision import NO_REASON
from .event_stream import BadStream, StreamItem


class Status(NamedTuple):
    trading: bool
    reason: Optional[str]

    def against_trading(self) -> Optional[str]:
        """Why the gate is closed; None when it is open."""
        return None if self.trading else self.reason or NO_REASON


def next_status(status: Optional[Status], item: StreamItem) -> Optional[Status]:
    """The status after an item: a snapshot replaces it, a change is laid over it, anything else leaves it.

    A change before its connection's snapshot counts for nothing. Raises BadStream for a snapshot or change that is not Scram's.
    """
    if item.kind != "event":
        return status
    if item.name == "snapshot":
        fields = _fields(item)
        if not {"state", "trading", "reason"} <= fields.keys():
            raise BadStream("a snapshot that is not Scram's")
        return _status(fields, Status(False, None))
    if item.name == "change" and status is not None:
        return _status(_fields(item), status)
    return status


def _status(fields: Dict[str, Any], before: Status) -> Status:
    trading = fields.get("trading", before.trading)
    reason = fields.get("reason", before.reason)
    if not isinstance(trading, bool) or not (reason is None or isinstance(reason, str)):
        raise BadStream("a status that is not Scram's")
    return Status(trading, reason)


def _fields(item: StreamItem) -> Dict[str, Any]:
    try:
        fields = json.loads(item.data)
    # A few kilobytes of brackets are enough to exhaust Python's stack.
    except (ValueError, RecursionError):
        raise BadStream(f"a {item.name} that is not JSON") from None
    if not isinstance(fields, dict):
        raise BadStream(f"a {item.name} that is no object")
    return fields
