"""The groups in which the OpenAPI document shows its operations, by the first word of their paths inside a firm."""

from typing import Final, NamedTuple


class Group(NamedTuple):
    """Operations of one subject: the group's name, what it is about, and the words with which their paths begin."""

    name: str
    about: str
    segments: tuple[str, ...]


GROUPS: Final = (
    Group(
        "cases",
        "The matter: one client's fight over one claim, with who is on it and what is to be done.",
        (
            "cases",
            "parties",
            "walls",
            "tasks",
            "my-tasks",
            "playbooks",
            "playbook-runs",
            "checklists",
            "search",
        ),
    ),
    Group(
        "clients",
        "Whom the firm represents: intake, conflicts of interest, what was signed, access to the portal.",
        (
            "intakes",
            "clients",
            "client-authorities",
            "conflict-check",
            "conflict-checks",
            "portal-accesses",
        ),
    ),
    Group(
        "insurers",
        "Carriers, their groups and administrators, and where appeals go.",
        ("insurers", "insurer-addresses"),
    ),
    Group(
        "policies",
        "The contract: provisions, coverages, limits, deductibles, endorsements and the insured's duties.",
        (
            "policies",
            "provisions",
            "coverages",
            "limits",
            "deductibles",
            "endorsements",
            "policy-duties",
        ),
    ),
    Group(
        "documents",
        "Files sent to the store and kept with hash, versions and custody; evidence, holds and disposal.",
        (
            "uploads",
            "files",
            "documents",
            "document-pages",
            "former-versions",
            "evidence",
            "record-entries",
            "administrative-records",
            "legal-holds",
            "retention-rules",
            "due-for-disposal",
            "disposals",
        ),
    ),
    Group(
        "denials",
        "Adverse decisions as read and confirmed: their grounds, and what answers each.",
        ("readings", "denials", "grounds", "rebuttal-evidence"),
    ),
    Group(
        "claim-files",
        "The demand for everything the insurer used, and what came of it.",
        ("claim-file-requests", "claim-file-items"),
    ),
    Group(
        "correspondence",
        "The log of contact in both directions: letters, mail, calls, peer-to-peer talks, promises.",
        (
            "correspondence",
            "calls",
            "promises",
            "peer-to-peer-appointments",
            "peer-to-peer-calls",
            "peer-to-peer-invitations",
            "mail-addresses",
            "received-mail",
        ),
    ),
    Group(
        "deadlines",
        "The law applied to what happened: events, facts, dates with their working, breaches, remedies.",
        (
            "events",
            "clock-facts",
            "deadlines",
            "deadline-proposals",
            "date-changes",
            "impact-runs",
            "breaches",
            "reference-rates",
            "rung-decisions",
            "closures",
        ),
    ),
    Group(
        "docket",
        "The docket on paper and in calendars, and the court's papers.",
        (
            "docket-list",
            "docket-certificate",
            "docket-control-form",
            "docket-papers",
            "docket-paper-parts",
            "calendar",
            "calendar-feeds",
            "calendar-feed-settings",
        ),
    ),
    Group(
        "alerts",
        "Reminders of deadlines, and whom they reach when.",
        ("alerts", "alert-policies", "alert-policies-in-force", "refused-addresses"),
    ),
    Group(
        "law",
        "The catalogue of rules and authorities, and how like disputes ended in the public record.",
        ("law", "authorities", "outcomes"),
    ),
    Group(
        "letters",
        "What the firm writes: drafts from templates, comments, the check, approval, chronologies, the assistant.",
        (
            "letters",
            "letter-comments",
            "letter-templates",
            "firm-templates",
            "letterheads",
            "chronologies",
            "assistant",
            "assistant-permissions",
        ),
    ),
    Group(
        "packets",
        "The PDF that goes out: letter, index, exhibits, Bates numbers, manifest.",
        ("packets", "packet-items", "packet-parts"),
    ),
    Group(
        "dispatches", "Handing over exact bytes, and the proof of it.", ("dispatches", "dispatch-channels")
    ),
    Group(
        "damages",
        "Heads of loss with their proof, and estimates side by side.",
        ("damages", "damage-entries", "damage-proofs", "estimates", "estimate-lines", "line-pairings"),
    ),
    Group(
        "negotiation",
        "Demands and offers, and what was settled in part.",
        ("offers", "offer-steps", "settled-parts"),
    ),
    Group(
        "appraisals",
        "The clause's procedure: appraisers, umpire, items, award.",
        ("appraisals", "appraisers", "appraisal-items"),
    ),
    Group(
        "fees",
        "Fee agreements under their caps, time, invoices and costs.",
        ("fee-agreements", "time-entries", "fee-invoices", "costs", "litigation-costs"),
    ),
    Group(
        "settlements",
        "Statements that add up to the cent, liens, and the ledger of money held.",
        (
            "statements",
            "statement-lines",
            "liens",
            "lien-steps",
            "ledger-transactions",
            "ledger-entries",
            "ledger-export",
        ),
    ),
    Group("saved-filters", "What members ask a list by again and again, under a name.", ("saved-filters",)),
    Group("bulk", "Several requests in one, each through its own door.", ("bulk",)),
    Group("portal", "What a client sees of their own cases, and sends.", ("portal",)),
    Group(
        "reports",
        "Rates, times, money and scorecards over all that a member may see.",
        ("reports", "insurer-scorecards"),
    ),
    Group("exports", "Any list as a file: asked for, made, downloaded for some days.", ("exports",)),
    Group(
        "history",
        "What was done in the firm and by whom, and how much it uses.",
        ("audit-entries", "usage"),
    ),
    Group("imports", "Rows from other systems: mapped, tried, taken in, taken back.", ("imports",)),
    Group(
        "members",
        "Who works in the firm: invitations, roles, licences, tokens, sign-in, support.",
        (
            "firm",
            "members",
            "invitations",
            "roles",
            "licences",
            "tokens",
            "sign-in",
            "support",
        ),
    ),
    Group(
        "webhooks",
        "What callers are told: endpoints, deliveries, and the same changes for those who ask.",
        ("webhook-endpoints", "webhook-deliveries", "changes"),
    ),
)
"""In the order in which they are shown: from the first call of a client to the money, then the firm itself."""
