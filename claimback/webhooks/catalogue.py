"""What is told outside of changes: each kind of change by name, as data. Pure; `selectors` finds them in the history.

A change is told as ids and a link. Whoever is told reads the object through its own door, and no client's data is in a
message that passes through other hands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

ADDED, CHANGED = "insert", "update"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: an operation on a table, with `states` only one that brings a row into one of them.

    `path` is the list of the API under which the row is read, `capability` what a member needs for that.
    """

    name: str
    meaning: str
    table: str
    path: str
    capability: str
    operation: str
    states: tuple[str, ...] = ()

    @property
    def object(self) -> str:
        """What the row is called: the first half of the name."""
        return self.name.partition(".")[0]

    def fits(self, operation: str, became: str | None) -> bool:
        """Whether this operation, which left the row's state or status at `became` if it touched it, is of the kind."""
        return operation == self.operation and (not self.states or became in self.states)


@dataclass(frozen=True, slots=True)
class _Object:
    """A kind of row that is told of, with the steps of its life that have a name of their own: verb → states."""

    what: str
    table: str
    path: str
    capability: str
    steps: Mapping[str, str]


_OBJECTS: Final = {
    "case": _Object(
        "A case",
        "cases_case",
        "cases",
        "case.read",
        {
            "in_appeal": "in_appeal",
            "in_external_review": "in_external_review",
            "in_negotiation": "in_negotiation",
            "in_litigation": "in_litigation",
            "resolved": "resolved",
            "closed": "closed",
        },
    ),
    "client": _Object("A client", "cases_client", "clients", "client.read", {}),
    "policy": _Object("A policy", "cases_policy", "policies", "policy.read", {}),
    "party": _Object("A party", "cases_party", "parties", "case.read", {}),
    "event": _Object("An event of a case", "cases_event", "events", "case.read", {}),
    "document": _Object("A document", "cases_document", "documents", "document.read", {}),
    "evidence": _Object("A piece of evidence", "cases_evidence", "evidence", "document.read", {}),
    "denial": _Object("A denial", "cases_denial", "denials", "denial.read", {}),
    "ground": _Object("A ground of a denial", "cases_ground", "grounds", "denial.read", {}),
    "reading": _Object(
        "A reading of a letter",
        "letters_reading",
        "readings",
        "denial.read",
        {"read": "read", "confirmed": "confirmed", "failed": "failed"},
    ),
    "correspondence": _Object(
        "A call or letter", "cases_correspondence", "correspondence", "correspondence.read", {}
    ),
    "promise": _Object(
        "An insurer's promise",
        "cases_promise",
        "promises",
        "correspondence.read",
        {"kept": "kept", "broken": "broken"},
    ),
    "task": _Object("A task", "cases_task", "tasks", "task.read", {"done": "done", "dropped": "dropped"}),
    "deadline": _Object(
        "A deadline",
        "deadlines_deadline",
        "deadlines",
        "deadline.read",
        {"met": "met", "missed": "missed", "waived": "waived", "superseded": "superseded", "void": "void"},
    ),
    "deadline_proposal": _Object(
        "A proposed date",
        "deadlines_deadlineproposal",
        "deadline-proposals",
        "deadline.read",
        {"accepted": "accepted", "declined": "declined"},
    ),
    "breach": _Object(
        "A duty that somebody else missed",
        "deadlines_breach",
        "breaches",
        "deadline.read",
        {"cured": "cured"},
    ),
    "letter": _Object(
        "A letter",
        "letters_letter",
        "letters",
        "letter.read",
        {
            "in_review": "in_review",
            "approved": "approved",
            "sent": "sent",
            "delivered": "delivered",
            "failed": "failed",
        },
    ),
    "dispatch": _Object(
        "A sending of a letter",
        "letters_dispatch",
        "dispatches",
        "letter.read",
        {"sent": "sent", "delivered": "delivered", "returned": "returned", "refused": "refused"},
    ),
    "packet": _Object(
        "A packet", "letters_packet", "packets", "letter.read", {"built": "built", "failed": "failed"}
    ),
    "offer": _Object(
        "A demand or offer",
        "cases_offer",
        "offers",
        "money.read",
        {
            "open": "open",
            "accepted": "accepted",
            "rejected": "rejected",
            "countered": "countered",
            "withdrawn": "withdrawn",
        },
    ),
    "statement": _Object(
        "A settlement statement",
        "cases_statement",
        "statements",
        "money.read",
        {"approved": "approved", "signed": "signed", "disbursed": "disbursed"},
    ),
    "fee_invoice": _Object(
        "A fee invoice", "cases_feeinvoice", "fee-invoices", "money.read", {"void": "void"}
    ),
    "lien": _Object("A lien", "cases_lien", "liens", "money.read", {"resolved": "resolved", "paid": "paid"}),
    "ledger_transaction": _Object(
        "A transaction of the ledger", "cases_ledgertransaction", "ledger-transactions", "money.read", {}
    ),
    "import": _Object(
        "An import", "cases_importjob", "imports", "import.run", {"done": "done", "failed": "failed"}
    ),
    "export": _Object(
        "An export", "exports_export", "exports", "export.run", {"made": "made", "failed": "failed"}
    ),
    "member": _Object("A member", "tenancy_membership", "members", "firm.read", {}),
}


def _kinds() -> Iterator[Kind]:
    """Of each object its addition, then its named steps, then any other change: the first that fits names a change."""
    for name, thing in _OBJECTS.items():
        place = (thing.table, thing.path, thing.capability)
        yield Kind(f"{name}.added", f"{thing.what} was added.", *place, ADDED)
        for verb, state in thing.steps.items():
            words = state.replace("_", " ")
            yield Kind(f"{name}.{verb}", f"{thing.what} is now {words}.", *place, CHANGED, (state,))
        yield Kind(f"{name}.changed", f"{thing.what} was changed in another way.", *place, CHANGED)


KINDS: Final = {kind.name: kind for kind in _kinds()}
"""Every kind of change by its name."""

NAMES: Final = tuple(KINDS)


@cache
def _of_table() -> Mapping[str, tuple[Kind, ...]]:
    return {
        table: tuple(kind for kind in KINDS.values() if kind.table == table)
        for table in {kind.table for kind in KINDS.values()}
    }


def tables() -> frozenset[str]:
    """The tables of which something is told."""
    return frozenset(_of_table())


def kind_of(table: str, operation: str, became: str | None) -> Kind | None:
    """The kind of one change of a row; None for what is not told."""
    return next((kind for kind in _of_table().get(table, ()) if kind.fits(operation, became)), None)
