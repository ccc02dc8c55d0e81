"""Words that rows of the docket store, with what they mean. Pure data: models and doors need no more of the rules."""

from typing import Final

DETAILS: Final = {
    "general": "The case's number, whose duty, and the act in general words",
    "act": "The case's number, whose duty, and the act as the law has it",
    "case": "The act, and the case with its title and client",
}
"""How much a feed tells, the least first."""

CAUSES: Final = {
    "event": "An event",
    "fact": "A fact of the case",
    "case": "The case",
    "policy": "The policy",
    "rule": "A rule of law",
    "calendar": "A calendar",
    "clock": "The clock",
}
"""What may have changed."""

OUTCOMES: Final = {
    "upheld": "Upheld",
    "overturned": "Overturned",
    "overturned_in_part": "Overturned in part",
}
"""Of a review of California's."""

CALIFORNIA, TEXAS = "california_imr", "texas_complaints"
RECORDS: Final = {
    CALIFORNIA: "Independent medical reviews of California",
    TEXAS: "Complaints to the Texas Department of Insurance",
}
"""The public records of outcomes."""
