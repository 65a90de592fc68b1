"""Server-sent events, cut out of bytes with a bound on everything."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple

from .limits import EVENT_BYTES, LINE_BYTES


class BadStream(Exception):
    """What comes is no stream of events, or one without bounds."""


class StreamItem(NamedTuple):
    """A comment (the keep-alive) or a whole event. A line that is not yet whole is neither."""

    kind: str
    """`comment` or `event`."""
    name: str = ""
    data: str = ""


class EventStream:
    """Fed with bytes as they come, cut wherever the network cuts them; ends a line at LF, CR or CR LF, as the standard says."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._after_cr = False
        self._name = ""
        self._data: List[str] = []
        self._event_bytes = 0

    def feed(self, chunk: bytes) -> Iterator[StreamItem]:
        """The items that this chunk completes. Raises BadStream."""
        for byte_line in self._lines(chunk):
            try:
                line = byte_line.decode("utf-8")
            except UnicodeDecodeError:
                raise BadStream("a line that is not UTF-8") from None
            if line == "":
                yield from self._dispatch()
            elif line.startswith(":"):
                yield StreamItem("comment")
            else:
                self._take(line, len(byte_line))

    def _lines(self, chunk: bytes) -> Iterator[bytes]:
        # The LF of a CR LF that was cut in two belongs to the line before.
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r")
        whole = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for end in whole[:-1]:
            self._keep(end)
            line = bytes(self._rest)
            self._rest.clear()
            yield line
        self._keep(whole[-1])

    def _keep(self, part: bytes) -> None:
        if len(self._rest) + len(part) > LINE_BYTES:
            raise BadStream(f"a line over {LINE_BYTES} bytes")
        self._rest += part

    def _take(self, line: str, size: int) -> None:
        self._event_bytes += size
        if self._event_bytes > EVENT_BYTES:
            raise BadStream(f"an event over {EVENT_BYTES} bytes")
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)

    def _dispatch(self) -> Iterator[StreamItem]:
        item = StreamItem("event", self._name, "\n".join(self._data))
        is_event = bool(self._data)
        self._name, self._data, self._event_bytes = "", [], 0
        if is_event:
            yield item
