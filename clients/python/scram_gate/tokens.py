"""The tokens a bot may hold. They are looked up when they are needed, and shown to nobody but the engine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Callable, Optional, Union

from .errors import GateError
from .limits import TOKEN_CHARACTERS

PathLike = Union[str, "os.PathLike[str]"]
TokenSource = Callable[[], str]


def token_source(name: str, given: Optional[str], file: Optional[PathLike]) -> TokenSource:
    """Where the token called `name` (`bot` or `operator`) comes from: the argument, else the file, else the environment.

    The token stays within the function that is returned, so that no dump of an object has it. That raises GateError.
    """
    variable = f"SCRAM_{name.upper()}_TOKEN"

    def find() -> str:
        if given is not None:
            return _checked(given, f"{name}_token")
        if file is not None:
            return _checked(_read(file, f"{name}_token_file"), f"{name}_token_file")
        token = os.environ.get(variable)
        if token is None:
            raise GateError(
                "unauthenticated",
                f"This takes the {name}'s token.",
                f"Give {name}_token_file (Scram's data folder has {name}.token), {name}_token, or {variable}.",
                field=f"{name}_token",
            )
        return _checked(token, variable)

    return find


def _read(file: PathLike, field: str) -> str:
    try:
        with Path(file).expanduser().open(encoding="ascii") as opened:
            return opened.read(TOKEN_CHARACTERS + 2)
    except (OSError, ValueError, RuntimeError) as error:
        words = error.strerror if isinstance(error, OSError) else "no text"
        raise GateError(
            "unauthenticated", f"{field} can't be read ({words}).", f"See that {file} exists and is yours.", field=field
        ) from None


def _checked(token: str, field: str) -> str:
    token = token.strip()
    if len(token) > TOKEN_CHARACTERS or re.fullmatch(r"[\x21-\x7e]+", token) is None:
        raise GateError(
            "unauthenticated",
            f"What {field} gives is no token.",
            "Copy it whole, as it stands in Scram's data folder.",
            field=field,
        )
    return token
