"""The page of a case: all that an attorney asks of it through the day, in a fixed number of queries."""

from datetime import date, datetime, time
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.html import format_html

from cases.admin.case import CaseAdmin
from cases.admin.conflicts import conflict_state
from cases.models import Case, Correspondence, Document, Event
from cases.policy_sheet import policy_in_force
from cases.selectors import (
    correspondence_list,
    document_list,
    event_list,
    evidence_list,
    party_list,
    promise_list,
)
from claimback.audit.admin import differences, operation
from claimback.audit.selectors import entries_of
from claimback.case_page.matrix import DenialRows, ground_matrix
from claimback.case_page.work import left_open, tasks_of_case
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import act_on, badge, day, instant, money, page_of, to, words
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_list
from deadlines.admin import countdown, due
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import Letter, Reading
from letters.selectors import dispatch_list, letter_list, reading_list

LATEST: Final = 40
"""How many of the latest events, log entries and changes are shown."""


class CasePage(CaseAdmin):
    """Cases, each with its docket, its letters and its history."""

    row_template = "admin/case.html"

    def title_of(self, row: Case) -> str:
        """Its number and title."""
        return f"{row.number} · {row.title}"

    def row_context(self, member: Member, row: Case) -> dict[str, Any]:
        """What the page shows, as far as the member may read it."""
        on = today(row.time_zone)
        deadlines = _deadlines(row)
        context: dict[str, Any] = {
            "case": row,
            "status": badge(row.status),
            "facts": _facts(row),
            "docket": [_deadline(member, deadline, on) for deadline in deadlines if deadline.state in LIVE],
            "settled": [
                _deadline(member, deadline, on) for deadline in deadlines if deadline.state not in LIVE
            ],
            "parties": list(party_list().filter(case_id=row.pk, ended_at=None).order_by("role", "name")),
            "may": {name.replace(".", "_"): member.may(name) for name in _ASKED},
            "add": {act.name.replace("-", "_"): act_on(row, act.name) for act in self.acts},
        }
        rows: list[Any] = [row, *deadlines]
        if member.may("denial.read"):
            context["matrix"] = ground_matrix(row.pk)
            context["readings"] = _readings(row)
            rows += _rows_of(context["matrix"]) + context["readings"]
        if member.may("document.read"):
            context["documents"] = _documents(row)
            context["read_address"] = reverse("admin:letters_reading_add")
            rows += context["documents"]
        if member.may("letter.read"):
            context["letters"] = _letters(row)
            context["draft_address"] = _draft_address(row, context.get("matrix", []))
            rows += context["letters"]
        if member.may("task.read"):
            context["tasks"] = tasks_of_case(member, row, on)
        if member.may("correspondence.read"):
            context["promises"] = _promises(row, on)
            context["left_open"] = left_open(row)
        context["timeline"] = _timeline(row, log=member.may("correspondence.read"))
        if member.may("audit.read"):
            context["history"] = _history(rows)
        context["waits"] = _waits(context)
        return context


_ASKED: Final = (
    "denial.read",
    "denial.record",
    "ground.waive",
    "document.read",
    "document.write",
    "letter.read",
    "letter.write",
    "correspondence.read",
    "correspondence.write",
    "task.read",
    "task.write",
    "case.write",
    "deadline.write",
    "deadline.waive",
    "audit.read",
)


def _facts(row: Case) -> list[tuple[str, Any]]:
    return [
        ("Client", to(row.client)),
        ("Insurer", to(row.insurer)),
        ("Plan type", row.get_plan_type_display() or "–"),
        ("Claim number", row.claim_number or "–"),
        ("Line", f"{row.get_line_of_business_display()}{_kind(row)}"),
        ("Jurisdiction", row.jurisdiction),
        ("Policy", to(row.policy)),
        *([("On the day of the loss", _policy_held(row))] if row.policy else []),
        ("Loss or service", day(row.loss_date)),
        *([("Diagnosis", str(row.diagnosis))] if row.diagnosis else []),
        ("In dispute", money(row.amount_disputed, row.currency)),
        ("Lead", to(row.lead)),
        ("Opened", day(row.opened_on)),
        ("Conflicts", conflict_state(row)),
        *([("Why", row.status_reason)] if row.status_reason else []),
    ]


def _policy_held(row: Case) -> Any:
    """Whether the policy was in force then, and why that is said."""
    found = policy_in_force(row.policy, row.loss_date)
    tone = {"in_force": "good", "not_in_force": "bad"}.get(found.state, "warn")
    return format_html("{} {}", badge(found.state, tone=tone), found.why)


def _kind(row: Case) -> str:
    return f", {row.get_claim_kind_display().lower()}" if row.claim_kind else ""


def _deadlines(row: Case) -> list[Deadline]:
    found = deadline_list().filter(case_id=row.pk).select_related("trigger_event", "met_event")
    return list(found.order_by("sort_on", "id"))


def _deadline(member: Member, row: Deadline, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "page": page_of(row),
        "due": due(row),
        "safe": day(row.safe_on) if row.safe_on and row.safe_on != row.due_on else "",
        "left": countdown(row, on),
        "overdue": row.state in LIVE and row.sort_on < on,
        "state": badge(row.state),
        "ours": row.duty_of == "ours",
        "needs": [words(fact) for fact in row.needs],
        "meet": act_on(row, "meet") if member.may("deadline.write") and row.state in LIVE else "",
        "met": day(row.met_on) if row.met_on else "",
        "late": bool(row.met_on and row.due_on and row.met_on > row.due_on),
    }


def _readings(row: Case) -> list[Reading]:
    found = reading_list().filter(document__case_id=row.pk).defer("pages", "findings", "confirmed")
    return list(found.select_related("document").order_by("-updated_at", "-id"))


def _documents(row: Case) -> list[Document]:
    uses = evidence_list().order_by("exhibit_number")
    found = document_list().filter(case_id=row.pk).select_related("file")
    return list(found.prefetch_related(Prefetch("uses", uses)).order_by("-created_at", "-id"))


def _letters(row: Case) -> list[Letter]:
    sent = dispatch_list().select_related("receipt").order_by("-sent_at", "-id")
    found = letter_list().filter(case_id=row.pk).defer("draft", "facts").select_related("author__user")
    return list(found.prefetch_related(Prefetch("dispatches", sent)).order_by("-updated_at", "-id"))


def _draft_address(row: Case, matrix: list[DenialRows]) -> str:
    answering = f"&denial_id={matrix[0].denial.pk}" if matrix else ""
    return f"{reverse('admin:letters_letter_add')}?case_id={row.pk}{answering}"


def _promises(row: Case, on: date) -> list[dict[str, Any]]:
    found = promise_list().filter(case_id=row.pk).order_by("due_on", "id")
    return [
        {
            "row": promise,
            "page": page_of(promise),
            "state": badge(promise.state),
            "due": day(promise.due_on),
            "over": promise.state in ("open", "confirmed") and promise.due_on < on,
            "settle": act_on(promise, "settle") if promise.state != "kept" else "",
        }
        for promise in found
    ]


def _timeline(row: Case, *, log: bool) -> list[dict[str, Any]]:
    """Events and the log in one line, the newest first."""
    events = event_list().filter(case_id=row.pk).select_related("document").order_by("-on", "-id")[:LATEST]
    entries = (
        correspondence_list()
        .filter(case_id=row.pk)
        .select_related("author__user")
        .order_by("-occurred_at", "-id")[:LATEST]
    )
    told = chain(map(_event, events), map(_entry, entries if log else []))
    return sorted(told, key=lambda item: item["at"], reverse=True)[:LATEST]


def _event(row: Event) -> dict[str, Any]:
    at = row.at or datetime.combine(row.on, time(), ZoneInfo(row.time_zone))
    return {
        "at": at,
        "when": instant(row.at) if row.at else day(row.on),
        "what": row.get_kind_display(),
        "page": page_of(row),
        "icon": "event_busy" if row.withdrawn else "event",
        "withdrawn": row.withdrawn,
        "proof": badge(row.proof_grade) if row.proof_grade else "",
        "text": row.withdrawn_reason or row.source,
        "questions": [],
    }


_ICONS: Final = {
    "phone": "call",
    "peer_to_peer": "call",
    "email": "mail",
    "letter": "mail",
    "fax": "fax",
    "portal": "language",
    "in_person": "groups",
}


def _entry(row: Correspondence) -> dict[str, Any]:
    with_whom = ", ".join(part for part in (row.counterpart, row.counterpart_id, row.call_reference) if part)
    return {
        "at": row.occurred_at,
        "when": instant(row.occurred_at),
        "what": row.subject or f"{row.get_channel_display()}, {row.get_direction_display().lower()}",
        "page": page_of(row),
        "icon": _ICONS.get(row.channel, "forum"),
        "withdrawn": False,
        "proof": "",
        "who": f"{row.get_direction_display()} · {row.author or 'came in by itself'}"
        + (f" · {with_whom}" if with_whom else ""),
        "text": row.body,
        "questions": [asked for asked in row.questions if asked["answer"]],
    }


def _rows_of(matrix: list[DenialRows]) -> list[Any]:
    return [
        row
        for part in matrix
        for row in (part.denial, *chain.from_iterable((g.ground, g.rebuttal) for g in part.grounds))
    ]


def _history(rows: list[Any]) -> list[dict[str, Any]]:
    """The latest changes of the rows on the page, with who made them."""
    names = {row.id: row.user.name for row in member_list().select_related("user")}
    entries = entries_of(row.pk for row in rows)[:12]
    return [
        {
            "when": instant(entry.at),
            "who": names.get(entry.member_id, "The system") if entry.member_id else "The system",
            "what": f"{words(entry.table.partition('_')[2])} {operation(entry)}",
            "changed": ", ".join(words(name.removesuffix("_id")) for name, _, _ in differences(entry))
            if entry.before
            else "",
            "page": page_of(entry),
        }
        for entry in entries
    ]


def _waits(context: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """What asks for a person now: a word, its address, how it stands."""
    found: list[tuple[str, str, Any]] = []
    for item in context["docket"]:
        if item["overdue"] and item["ours"]:
            found.append((f"Overdue: {item['row'].act}", item["page"], item["left"]))
        elif item["overdue"]:
            found.append((f"Unanswered: {item['row'].act}", item["page"], item["left"]))
    for reading in context.get("readings", []):
        if reading.state == "read":
            found.append(
                (f"Confirm the reading of “{reading.document.title}”", page_of(reading), badge("read"))
            )
        if reading.state == "failed":
            found.append((f"“{reading.document.title}” could not be read", page_of(reading), badge("failed")))
    for letter in context.get("letters", []):
        if letter.state in ("in_review", "approved", "failed"):
            found.append((_ASKS[letter.state].format(letter.subject), page_of(letter), badge(letter.state)))
    for task in context.get("tasks", []):
        if task["over"]:
            found.append((f"Task overdue: {task['row']}", task["page"], task["due"]))
    for promise in context.get("promises", []):
        if promise["over"]:
            found.append(
                (f"Promised, and the day is over: {promise['row']}", promise["page"], promise["due"])
            )
    for part in context.get("matrix", []):
        bare = [str(row.ground.number) for row in part.grounds if row.missing]
        if bare:
            found.append((f"Answers to complete: ground {', '.join(bare)}", "#grounds", ""))
    return found


_ASKS: Final = {
    "in_review": "Approve “{}”",
    "approved": "Send “{}”",
    "failed": "“{}” came back: send it again",
}
