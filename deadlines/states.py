"""The states of a deadline and their edges. Pure data."""

from typing import Final

from claimback.kernel.transitions import edges

DEADLINE_EDGES: Final = edges(
    "deadline",
    {
        "waiting": ["open", "met", "superseded", "void", "waived"],
        "unknown": ["waiting", "open", "superseded", "void", "waived"],
        "open": ["met", "missed", "waived", "superseded", "void"],
        "missed": ["met", "waived", "superseded", "void"],
        "met": ["open"],
        "waived": ["open"],
        "superseded": [],
        "void": [],
    },
)
"""`waiting` for its trigger, `unknown` until a fact is given; met late is met from missed, the lateness kept."""

LIVE: Final = ("waiting", "unknown", "open", "missed")
"""The states in which a deadline still asks for something."""
