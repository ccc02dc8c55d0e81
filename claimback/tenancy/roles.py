"""What each role may do: one table of data. `manage.py roles` prints it and a snapshot test pins it."""

from typing import Final

OWNER, ATTORNEY, ADJUSTER, STAFF, BILLING, VIEWER, CLIENT = (
    "owner",
    "attorney",
    "public_adjuster",
    "case_staff",
    "billing",
    "viewer",
    "client",
)

ROLES: Final = {
    OWNER: "Runs the firm: members, tokens, policy, and all that an attorney may do.",
    ATTORNEY: "Decides: approves letters, waives grounds and deadlines.",
    ADJUSTER: "A licensed public adjuster: runs property cases and approves their letters.",
    STAFF: "Paralegals and assistants: do the work of a case, approve nothing.",
    BILLING: "Money only, and what is needed to understand it.",
    VIEWER: "Reads.",
    CLIENT: "The portal: sees the status of their own cases and the letters shared with them, and sends documents.",
}

ROLE_NAMES: Final = {role: role.replace("_", " ") for role in ROLES}
"""As pages show them."""

_EVERYBODY = frozenset(ROLES) - {CLIENT}
_WORKERS = frozenset({OWNER, ATTORNEY, ADJUSTER, STAFF})
_LICENSED = frozenset({OWNER, ATTORNEY, ADJUSTER})
_OWNERS = frozenset({OWNER})
_CLIENTS = frozenset({CLIENT})

# capability → (what it lets a member do, the roles that have it)
CAPABILITIES: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "firm.read": ("See the firm's name, members and roles.", _EVERYBODY),
    "firm.manage": ("Change the firm's settings and how its members sign in.", _OWNERS),
    "member.manage": ("Invite members, change their roles and licences, end their membership.", _OWNERS),
    "assistant.manage": (
        "Let the installation's language model read the firm's letters, and take that back.",
        _OWNERS,
    ),
    "support.grant": ("Let a person from the installation's support in for a limited time.", _OWNERS),
    "wall.manage": ("Keep a member from a case, and lift that.", _OWNERS),
    "portal.manage": ("Give clients access to the portal and share letters with them.", _LICENSED),
    "portal.read": ("See the status of one's own cases, and the letters shared.", _CLIENTS),
    "portal.write": ("Send documents to one's own cases.", _CLIENTS),
    "token.manage": ("Make and revoke API tokens of one's own.", _WORKERS | {BILLING}),
    "webhook.manage": ("Have changes told to programs of the firm's, and read the log of that.", _OWNERS),
    "changes.read": ("Poll which objects that one may read have changed.", _EVERYBODY),
    "export.run": ("Take lists that one may read out of the house as files.", _WORKERS | {BILLING}),
    "usage.read": ("See how much the firm uses, month by month.", _OWNERS),
    "audit.read": ("Read the firm's history of changes.", frozenset({OWNER, ATTORNEY})),
    "filter.save": (
        "Save filters of lists under a name, and share them with the firm; a viewer, for oneself.",
        _EVERYBODY,
    ),
    "bulk.send": (
        "Send several requests to the API at once; each is allowed what it is alone.",
        frozenset(ROLES) - {VIEWER},
    ),
    "client.read": ("See clients.", _EVERYBODY),
    "client.write": ("Add and change clients.", _WORKERS),
    "identifier.reveal": ("See sealed identifiers in full, for a reason that is kept.", _WORKERS),
    "insurer.read": ("See insurers and their addresses.", _EVERYBODY),
    "insurer.write": ("Add and change insurers.", _WORKERS),
    "policy.read": ("See policies and their provisions.", _EVERYBODY),
    "policy.write": ("Add and change policies and their provisions.", _WORKERS),
    "case.read": ("See cases with their parties and events.", _EVERYBODY),
    "case.write": ("Open and change cases, add parties, record events.", _WORKERS),
    "import.run": ("Bring in tables of clients and cases from other systems, and undo that.", _LICENSED),
    "case.close": ("Close and reopen cases.", _LICENSED),
    "conflict.decide": ("Clear a conflict check, or decline the case for what it found.", _WORKERS),
    "conflict.waive": ("Take a case in spite of a conflict, with a reason.", _LICENSED),
    "document.read": ("Open documents and evidence.", _WORKERS | {VIEWER}),
    "document.write": ("Upload documents, put evidence against grounds.", _WORKERS),
    "record.lock": ("Lock the administrative record at the final decision.", _LICENSED),
    "document.hold": ("Place and lift legal holds on cases and documents.", _LICENSED),
    "document.dispose": ("Set for how long documents are kept, and decide on their disposal.", _LICENSED),
    "denial.read": ("See denials, grounds and rebuttals.", _WORKERS | {VIEWER}),
    "denial.record": ("Confirm readings, record denials, argue against grounds.", _WORKERS),
    "ground.waive": ("Leave a ground unanswered, with a reason.", _LICENSED),
    "correspondence.read": ("See calls, letters and promises.", _WORKERS | {VIEWER}),
    "correspondence.write": ("Log calls, letters and promises.", _WORKERS),
    "offer.write": ("Record demands, offers, what the client allows, and what became of them.", _WORKERS),
    "offer.accept": ("Accept an offer, and make a final demand.", _LICENSED),
    "gate.waive": (
        "Settle though a gate is not passed, or ask a fee above a cap nobody read, with a reason.",
        _LICENSED,
    ),
    "task.read": ("See what is to be done.", _WORKERS | {VIEWER}),
    "task.write": ("Add, assign, complete and drop tasks; start playbooks.", _WORKERS),
    "deadline.read": ("See the docket and its working.", _EVERYBODY),
    "deadline.write": ("Close deadlines with what met them, set dates, decide on proposed ones.", _WORKERS),
    "deadline.confirm": ("Confirm, as a second person, the date of a deadline.", _WORKERS),
    "deadline.recheck": ("Compute every open docket again.", _LICENSED),
    "deadline.waive": ("Waive or void a deadline, with a reason.", _LICENSED),
    "remedy.decide": (
        "Call a rung of the ladder futile, leave one out, note the client's consent, enter what a suit would cost.",
        _LICENSED,
    ),
    "closure.write": ("Say on which days courts and agencies are closed.", _LICENSED),
    "feed.manage": ("Make and revoke calendar feeds of one's own.", _WORKERS | {BILLING}),
    "alert.acknowledge": ("Acknowledge reminders of deadlines.", _WORKERS),
    "alert.policy": ("Set when whom the firm reminds of deadlines.", _OWNERS),
    "money.read": ("See damages, offers, liens, costs, the ledger and statements.", _EVERYBODY),
    "money.write": ("Record damages, estimates, liens and costs.", _WORKERS | {BILLING}),
    "ledger.write": ("Post to the ledger of a case, and draft statements.", _LICENSED | {BILLING}),
    "statement.approve": ("Approve settlement statements, and pay out of trust.", _LICENSED),
    "report.read": ("See reports of outcomes, times and the pipeline.", frozenset({OWNER, ATTORNEY})),
    "report.money": ("See reports of recovery and fees.", frozenset({OWNER, ATTORNEY, BILLING})),
    "appraisal.write": ("Demand appraisals, name who sits, record items and awards.", _WORKERS),
    "fee.write": ("Record agreements on fees, and ask fees of clients.", _LICENSED | {BILLING}),
    "letter.read": ("See letters and their checks.", _WORKERS | {VIEWER}),
    "letter.write": ("Draft and edit letters.", _WORKERS),
    "template.manage": ("Publish and retire the firm's own templates of letters.", _LICENSED),
    "letter.approve": ("Approve a letter's exact bytes.", _LICENSED),
    "letter.send": ("Record sending, tracking and proof of delivery.", _WORKERS),
}

_OF_ROLE: Final = {
    role: frozenset(name for name, (_, roles) in CAPABILITIES.items() if role in roles) for role in ROLES
}
SUPPORT: Final = "support"
"""What the front door calls a person from the installation's support: a viewer who keeps nothing of their own."""
_OF_ROLE[SUPPORT] = frozenset(name for name in _OF_ROLE[VIEWER] if name.endswith(".read"))


def capabilities_of(role: str) -> frozenset[str]:
    """The capabilities of `role`. Raises KeyError for a role that is none."""
    return _OF_ROLE[role]
