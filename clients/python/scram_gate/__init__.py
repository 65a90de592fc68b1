"""The gate that a bot asks before every order: shut while Scram's kill switch is engaged, and whenever Scram is not heard.

    from scram_gate import Gate

    gate = Gate()                        # http://127.0.0.1:5050

    @gate.tick
    def tick():                          # not entered while the gate is closed
        ...

Needs nothing but Python 3.9. See docs/gate.md of Scram.
"""

from .decision import Decision
from .errors import GateError
from .gate import Gate

__all__ = ["Decision", "Gate", "GateError"]
