"""The gate."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Dict, Optional, TypeVar, Union

from .address import parse_address
from .cache import Cache
from .calls import post
from .clock import now_s
from .decision import KILL_ASKED, Decision
from .errors import GateError
from .halts import HaltCallback
from .limits import FIRST_WORD_S
from .link import Link
from .tokens import PathLike, token_source

Callback = TypeVar("Callback", bound=HaltCallback)


class Gate:
    """Follows one engine and answers from memory whether an order may be placed.

    Closed until the engine's first word, while the engine says so, and from the moment at which it is no longer heard: a lost
    connection at once, a silent one after 3 s. May be used from any thread. Opens a daemon thread, which doesn't keep the
    program alive. After a fork the child's copy stays closed; let the child open one of its own.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:5050",
        *,
        bot_token: Optional[str] = None,
        bot_token_file: Optional[PathLike] = None,
        operator_token: Optional[str] = None,
        operator_token_file: Optional[PathLike] = None,
    ) -> None:
        """`url`: the engine's device listener. Raises GateError when it is no address; whether an engine is there shows later.

        Tokens are needed for `trigger` (bot) and `reset` (operator) alone: as arguments, as files, or from the environment's
        SCRAM_BOT_TOKEN and SCRAM_OPERATOR_TOKEN.
        """
        self._address = parse_address(url)
        self._bot_token = token_source("bot", bot_token, bot_token_file)
        self._operator_token = token_source("operator", operator_token, operator_token_file)
        self._cache = Cache(now_s)
        self._link = Link(self._address, self._cache, now_s)
        self._link.start()

    def check_order(
        self,
        symbol: Optional[str] = None,
        side: Optional[str] = None,
        quantity: Union[str, int, float, None] = None,
    ) -> Decision:
        """Accept or reject, with the reason. Costs microseconds, waits for nothing, never raises.

        Scram's latch is for a whole account: the answer is the same whatever the order.
        """
        return self._cache.decide()

    def wait_ready(self, timeout_s: float = FIRST_WORD_S) -> Decision:
        """Waits for the engine's first word, at most so long, and then checks: for a program that places one order and ends."""
        self._cache.wait(timeout_s)
        return self._cache.decide()

    def tick(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Decorates one step of a bot: while the gate is closed it is not entered and None comes back, which is "no signal".

        For functions, methods and coroutine functions.
        """
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def asynchronous(*args: Any, **kwargs: Any) -> Any:
                return await function(*args, **kwargs) if self.check_order() else None

            return asynchronous

        @functools.wraps(function)
        def synchronous(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs) if self.check_order() else None

        return synchronous

    def on_halt(self, callback: Callback) -> Callback:
        """Calls back with the reason, once for each closing; at once if the gate is closed now. Can be used as a decorator.

        Callbacks run one after another on a thread of their own. One that raises is logged (logger `scram_gate`) and harms nothing.
        """
        self._cache.on_halt(callback)
        return callback

    def trigger(self, reason: str) -> Dict[str, Any]:
        """Fires the kill switch, with the bot's token. Returns `{"status": "killed", "killId", "state", "journaled"}`.

        From the call on this gate is closed, whatever comes of it, until the engine has been heard anew after the answer. Raises
        GateError.
        """
        with self._cache.hold(KILL_ASKED):
            return post(self._address, "/kill", self._bot_token(), {"reason": reason})

    def reset(self, reason: str) -> Dict[str, Any]:
        """Permits trading again, with the operator's token and a reason of 8 characters and 2 words at least.

        Raises GateError: `not_now`, with what stands `against` it, while the engine refuses. Starts no bot.
        """
        if not self._address.is_private:
            raise GateError(
                "forbidden",
                "The operator's token is not sent over an open network.",
                "Reset on the engine's own machine, or over https.",
                field="url",
            )
        return post(self._address, "/reset", self._operator_token(), {"reason": reason, "confirm": "RESET"})

    def close(self) -> None:
        """Ends the connection; the gate is closed for good."""
        # In a fork there is nothing to end: the thread is not there, and the connection is the parent's.
        if self._cache.is_forked():
            return
        self._cache.close()
        self._link.stop()

    def __enter__(self) -> "Gate":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
