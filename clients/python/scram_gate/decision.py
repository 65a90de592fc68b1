"""What the gate answers, and the reasons it has of its own; all others are the engine's words."""

from typing import NamedTuple, Optional

from .limits import SILENCE_S

NOT_YET = "no word from the engine yet"
SILENT = f"no sign of life from the engine for {SILENCE_S:g} s"
CLOSED = "this program has closed its gate"
FORKED = "this process was forked after its gate was opened: open a gate of its own"
KILL_ASKED = "this program asked for a kill"
NO_REASON = "the engine gives no reason"


def no_word(why: str) -> str:
    """The reason while there is no connection: `why` is what came of the last one."""
    return f"no word from the engine: {why}"


class Decision(NamedTuple):
    """Accept or reject. True in a condition when it accepts, so that `if gate.check_order():` does what it says."""

    decision: str
    """`accept` or `reject`, as `POST /order-check` answers."""
    reason: Optional[str] = None
    """Why it rejects; None when it accepts."""

    @property
    def accepted(self) -> bool:
        return self.decision == "accept"

    def __bool__(self) -> bool:
        return self.accepted


ACCEPT = Decision("accept")


def reject(reason: str) -> Decision:
    return Decision("reject", reason)
