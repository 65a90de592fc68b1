"""The one exception of this package."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence


class GateError(Exception):
    """Why a call has not done what it was asked to.

    `code`     the engine's (`bad_request`, `unauthenticated`, `forbidden`, `not_now`, …), or one of the way there: `unreachable` (no
               connection, nothing was sent), `unanswered` (sent, and no answer), `misfit` (an answer, but not Scram's)
    `message`  what is wrong, in a sentence; the engine's own where there is one
    `hint`     what to do about it
    `field`    the field of the request that is at fault, if any
    `against`  what stands against a reset, each with its `message`
    `may_have_landed`  whether the command may have taken effect all the same
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str,
        *,
        field: Optional[str] = None,
        against: Sequence[Mapping[str, Any]] = (),
        may_have_landed: bool = False,
    ) -> None:
        super().__init__(f"{message} {hint}")
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field
        self.against = tuple(against)
        self.may_have_landed = may_have_landed
