"""Where the engine's device listener is."""

from __future__ import annotations

import http.client
import ssl
from typing import NamedTuple
from urllib.parse import urlsplit

from .errors import GateError


class Address(NamedTuple):
    scheme: str
    host: str
    port: int

    @property
    def text(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def is_private(self) -> bool:
        """Encrypted, or within this machine: fit for the operator's token."""
        return self.scheme == "https" or self.host in ("localhost", "::1") or self.host.startswith("127.")

    def connection(self, timeout_s: float) -> http.client.HTTPConnection:
        """A connection that is not yet made. It follows no redirect and asks no proxy."""
        if self.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout_s, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)


def parse_address(url: str) -> Address:
    """Raises GateError for what is no address of a listener; the path and the query of one are empty."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _bad(url) from None
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and parts.username is None
    if parts.scheme not in ("http", "https") or not host or not host.isascii() or not is_bare:
        raise _bad(url)
    return Address(parts.scheme, host, port or (443 if parts.scheme == "https" else 80))


def _bad(url: str) -> GateError:
    # What was meant for the user's part of an address may be a secret, so it is not repeated.
    shown = url if "@" not in url else "(with a user in it)"
    return GateError(
        "bad_request",
        f"url {shown!r} is no address of a device listener.",
        'Give it as "http://127.0.0.1:5050".',
        field="url",
    )
