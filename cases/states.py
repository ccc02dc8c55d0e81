"""The states of a case, a conflict check, a rebuttal, a promise and so on, and their edges. Pure data."""

from typing import Final

from claimback.kernel.transitions import edges

CASE_EDGES: Final = edges(
    "case",
    {
        "intake": ["open", "closed", "deleted"],
        "open": ["in_appeal", "in_external_review", "in_negotiation", "in_litigation", "resolved", "closed"],
        "in_appeal": ["open", "in_external_review", "in_negotiation", "in_litigation", "resolved", "closed"],
        "in_external_review": ["open", "in_appeal", "in_negotiation", "in_litigation", "resolved", "closed"],
        "in_negotiation": ["open", "in_appeal", "in_external_review", "in_litigation", "resolved", "closed"],
        "in_litigation": ["in_negotiation", "resolved", "closed"],
        "resolved": ["open", "closed"],
        "closed": ["open", "deleted"],
        "deleted": ["intake", "closed"],
    },
)
"""`deleted`: left out of lists, with the reason; nothing is lost, and it comes back by the same edge."""

CLOSED_CASES: Final = ("closed", "deleted")
"""No clock runs in them."""

CONFLICT_EDGES: Final = edges(
    "conflict check",
    {
        "undecided": ["cleared", "waived", "declined"],
        "cleared": [],
        "waived": [],
        "declined": [],
    },
)

REBUTTAL_EDGES: Final = edges(
    "rebuttal",
    {
        "open": ["drafted", "answered", "waived"],
        "drafted": ["drafted", "open", "answered", "waived"],
        "answered": ["answered", "drafted", "waived"],
        "waived": ["open", "drafted"],
    },
)

EVIDENCE_USE_EDGES: Final = edges("use of evidence", {"put": ["taken_off"], "taken_off": ["put"]})

PROMISE_EDGES: Final = edges(
    "promise",
    {
        "open": ["kept", "broken", "confirmed"],
        "confirmed": ["kept", "broken"],
        "broken": ["kept"],
        "kept": [],
    },
)

PEER_APPOINTMENT_EDGES: Final = edges(
    "peer-to-peer appointment",
    {
        "proposed": ["agreed", "cancelled"],
        "agreed": ["agreed", "held", "missed", "cancelled"],
        "missed": ["agreed", "held", "cancelled"],
        "held": [],
        "cancelled": [],
    },
)
"""Agreed once more: at another time. Missed by what was recorded, it may have been held all the same."""

DISPOSAL_EDGES: Final = edges("disposal", {"decided": ["withdrawn", "final"], "withdrawn": [], "final": []})

TASK_EDGES: Final = edges(
    "task",
    {
        "waiting": ["open", "dropped"],
        "open": ["waiting", "done", "dropped"],
        "done": ["open"],
        "dropped": ["open"],
    },
)
"""A task waits while another is to be done first, or something has yet to happen."""

CLAIM_FILE_ITEM_EDGES: Final = edges(
    "item of the claim file",
    {
        "expected": ["requested", "received", "dropped"],
        "requested": ["requested", "received", "incomplete", "missing", "refused", "dropped"],
        "received": ["incomplete"],
        "incomplete": ["requested", "received", "refused", "dropped"],
        "missing": ["requested", "received", "refused", "dropped"],
        "refused": ["requested", "received", "dropped"],
        "dropped": ["expected"],
    },
)
"""`missing`: the file came without it. `refused`: withheld with a reason. `dropped`: not pursued, with our reason."""

OUTSTANDING: Final = ("requested", "incomplete", "missing", "refused")
"""Asked for, and not here whole."""

MAIL_EDGES: Final = edges("received mail", {"received": ["filed", "refused"], "filed": [], "refused": []})
"""`refused`: its file was refused, and stays in quarantine for a person to decide on."""
IMPORT_EDGES: Final = edges(
    "import",
    {
        "waiting": ["previewed", "refused"],
        "previewed": ["previewed", "checking", "given_up"],
        "checking": ["checked", "previewed"],
        "checked": ["previewed", "running", "given_up"],
        "running": ["done", "failed"],
        "failed": ["running", "undoing"],
        "done": ["undoing"],
        "undoing": ["undone", "done"],
        "undone": [],
        "refused": [],
        "given_up": [],
    },
)
"""A table is read, looked at, checked row by row, and only then brought in. What is undone is not done again."""

LIEN_EDGES: Final = edges(
    "lien",
    {
        "asserted": ["disputed", "negotiated", "resolved", "held_back", "released"],
        "disputed": ["negotiated", "resolved", "held_back", "released"],
        "negotiated": ["negotiated", "disputed", "resolved", "held_back", "released"],
        "resolved": ["negotiated", "held_back", "released", "paid"],
        "held_back": ["disputed", "negotiated", "resolved", "released"],
        "released": [],
        "paid": ["resolved"],
    },
)
"""`resolved`: its final amount is known. `held_back`: what it may come to is kept. A payment alone makes it paid, and
the payment's reversal resolved again."""

LIENS_OPEN: Final = ("asserted", "disputed", "negotiated")
"""What it comes to is not known, and nothing is kept back for it."""

COST_EDGES: Final = edges(
    "cost",
    {
        "advanced": ["reimbursed", "written_off", "withdrawn"],
        "reimbursed": ["advanced"],
        "written_off": [],
        "withdrawn": [],
    },
)
"""`written_off`: the firm bears it after all. `withdrawn`: entered in error."""

DAMAGE_EDGES: Final = edges(
    "damage item",
    {
        "claimed": ["supported", "approved", "withdrawn"],
        "supported": ["claimed", "supported", "approved", "withdrawn"],
        "approved": ["approved", "claimed", "supported", "paid", "withdrawn"],
        "paid": ["approved", "paid"],
        "withdrawn": ["claimed"],
    },
)
"""`supported`: proof is there for an amount of ours. `approved`: the insurer owes it. A step may be taken again with
another amount, and an approved item that is taken back stands where its proof leaves it.
"""

OFFER_EDGES: Final = edges(
    "demand or offer",
    {
        "draft": ["open", "withdrawn"],
        "open": ["accepted", "rejected", "countered", "withdrawn"],
        "accepted": ["set_aside"],
        "rejected": [],
        "countered": [],
        "withdrawn": [],
        "set_aside": [],
    },
)
"""`countered`: a counter-offer rejected it. `set_aside`: its acceptance came to nothing, or was recorded in error. One
that is open past its time is shown as expired; no hand moves it.
"""

EXPIRED: Final = "expired"

AUTHORITY_EDGES: Final = edges(
    "client's authority", {"given": ["withdrawn", "replaced"], "withdrawn": [], "replaced": []}
)
"""`replaced`: the client gave another for the same part of the claim."""
FEE_AGREEMENT_EDGES: Final = edges(
    "fee agreement",
    {"in_force": ["cancelled", "superseded", "ended"], "cancelled": [], "superseded": [], "ended": []},
)
"""`cancelled`: by the client, as the law lets them. `ended`: by either side, or as recorded in error."""

FEE_INVOICE_EDGES: Final = edges("fee invoice", {"issued": ["void"], "void": []})

TIME_ENTRY_EDGES: Final = edges(
    "time entry", {"unbilled": ["billed", "written_off"], "billed": ["unbilled"], "written_off": ["unbilled"]}
)


STATEMENT_EDGES: Final = edges(
    "statement",
    {
        "drafted": ["reviewed", "superseded"],
        "reviewed": ["approved", "superseded"],
        "approved": ["signed", "superseded"],
        "signed": ["disbursed", "superseded"],
        "disbursed": [],
        "superseded": [],
    },
)
"""What is wrong before it is disbursed is put right by another version."""

STATEMENTS_OPEN: Final = ("drafted", "reviewed", "approved", "signed")
ESTIMATE_EDGES: Final = edges(
    "estimate", {"current": ["replaced", "withdrawn"], "replaced": ["withdrawn"], "withdrawn": []}
)
"""`withdrawn`: entered in error. What a side thought before is `replaced`, and can still be compared."""
APPRAISAL_EDGES: Final = edges(
    "appraisal",
    {
        "demanded": ["appraisers_named", "refused", "withdrawn"],
        "refused": ["appraisers_named", "withdrawn"],
        "appraisers_named": ["umpire_requested", "umpire_named", "awarded", "withdrawn"],
        "umpire_requested": ["umpire_named", "awarded", "withdrawn"],
        "umpire_named": ["awarded", "withdrawn"],
        "awarded": ["paid", "set_aside"],
        "paid": [],
        "set_aside": [],
        "withdrawn": [],
    },
)
"""Two appraisers who agree need no umpire. `umpire_requested`: of the court. `set_aside`: by the court."""

APPRAISER_EDGES: Final = edges("appraiser", {"sitting": ["replaced"], "replaced": []})
