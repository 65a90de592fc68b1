"""Every limit of the gate, in one place, with its unit in its name. The TypeScript client has the same ones."""

SILENCE_S = 3.0
"""The engine sends a sign of life every second; after so long without one the gate is closed."""

FIRST_WORD_S = 5.0
"""A connection that has not brought a snapshot within this time is given up."""

RECONNECT_FIRST_S = 0.1
RECONNECT_MAX_S = 3.0

STEADY_S = 5.0
"""A connection that held so long was a good one: the next reconnect begins with the shortest delay again."""

CALL_S = 10.0
"""For one call of `trigger` or `reset`, between two bytes."""

LINE_BYTES = 64 * 1024
"""One line of the stream; a status is under 1 kB."""

EVENT_BYTES = 64 * 1024
"""One event of the stream, over all its lines."""

READ_BYTES = 16 * 1024
ANSWER_BYTES = 64 * 1024

TOKEN_CHARACTERS = 512

PENDING_HALTS = 64
"""Closings that wait for a callback which does not come to an end; further ones are dropped, and said so in the log."""

CLOSE_S = 1.0
"""How long `close()` waits for the reading thread to be gone."""
