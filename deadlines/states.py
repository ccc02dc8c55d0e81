"""The states of a deadline and their edges. Pure data."""

from typing import Final

from claimback.kernel.transitions import edges

DEADLINE_EDGES: Final = edges(
    "deadline",
    {
        "waiting": ["unknown", "open", "met", "missed", "superseded", "void", "waived"],
        "unknown": ["waiting", "open", "met", "missed", "superseded", "void", "waived"],
        "open": ["waiting", "unknown", "met", "missed", "waived", "superseded", "void"],
        "missed": ["unknown", "open", "met", "waived", "superseded", "void"],
        "met": ["open"],
        "waived": ["open"],
        "superseded": [],
        "void": [],
    },
)
"""`waiting` while its clock stands still, `unknown` until a fact is given; `open` has a date ahead or none at all.

Met late is met from missed, and `met_on` after the due date says so. Met opens again if the event that met it is
withdrawn, missed where another date is accepted or granted.
"""

PROPOSAL_EDGES: Final = edges(
    "proposal",
    {"proposed": ["accepted", "declined", "overtaken"], "accepted": [], "declined": [], "overtaken": []},
)
"""Overtaken: the clock gives yet another answer, or the same as the deadline has."""

LIVE: Final = ("waiting", "unknown", "open", "missed")
"""The states in which a deadline still asks for something."""

BREACH_EDGES: Final = edges(
    "breach",
    {"open": ["cured", "withdrawn"], "cured": ["open", "withdrawn"], "withdrawn": ["open", "cured"]},
)
"""Cured: done late. Withdrawn: it was none, or a member lets it go."""

RUN_EDGES: Final = edges("run", {"requested": ["running"], "running": ["done"], "done": []})
"""Of a run over the open cases of a firm."""

PAPER_EDGES: Final = edges(
    "paper",
    {"requested": ["making", "failed"], "making": ["made", "failed"], "failed": ["requested"], "made": []},
)
"""Of a paper of the docket that a worker makes."""
