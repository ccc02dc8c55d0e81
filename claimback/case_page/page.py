"""The page of a case: all that an attorney asks of it through the day, in a fixed number of queries.

Each part is read by a module of its own; what the member may not read is left out of the context.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from cases.admin.case import CaseAdmin
from cases.models import Case
from claimback.audit.models import Entry
from claimback.case_page import contact, head, ladder, money, papers, people, work
from claimback.case_page.acts import HEAD, MENU, placed
from claimback.case_page.breaches import breaches
from claimback.case_page.counts import Counted, counted
from claimback.case_page.history import history, rows_of
from claimback.case_page.matrix import ground_matrix, reasons
from claimback.kernel.clock import today
from claimback.reports.pages import report_urls
from claimback.tenancy.admin_show import badge, list_of, page_of
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.member import Member
from claimback.usage.pages import usage_urls
from deadlines.admin.rung_decisions import COST_ACT, DECIDE_ACT
from letters.admin.filings import FILING_ACT
from letters.models import Chronology


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the page: its anchor, its name, how much of it asks for something, its template."""

    anchor: str
    name: str
    asks: int
    template: str


class CasePage(CaseAdmin):
    """Cases, each with its docket, its letters and its history."""

    row_template = "admin/case.html"
    acts = [*CaseAdmin.acts, DECIDE_ACT, COST_ACT, FILING_ACT]

    def title_of(self, row: Case) -> str:
        """Its number and title."""
        return f"{row.number} · {row.title}"

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """None in the page's bar: its acts stand in the case's head, and at what they are about."""
        return []

    def get_urls(self) -> list[URLPattern]:
        """The ladder's own page and the reports, before the pages of acts."""
        view = self.admin_site.admin_view(self.ladder_view)
        return [
            path("<uuid:object_id>/ladder/", view, name="cases_case_ladder"),
            *report_urls(self.admin_site),
            *usage_urls(self.admin_site),
            *super().get_urls(),
        ]

    def ladder_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Every rung of the case's ladder, and the open ones in order. Raises Http404, PermissionDenied."""
        row, member = self._found(request, object_id), admin_member(request)
        if not member.may("deadline.read"):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Ladder · {case}").format(case=self.title_of(row)),
            "subtitle": None,
            "opts": self.opts,
            "original": row,
            "back": page_of(row),
            "acts": placed(self.acts, member, row),
            **ladder.whole(member, row),
        }
        return TemplateResponse(request, "admin/ladder.html", context)

    def row_context(self, member: Member, row: Case) -> dict[str, Any]:
        """What the page shows, as far as the member may read it."""
        on = today(row.time_zone)
        acts = placed(self.acts, member, row)
        deadlines = work.deadlines(row) if member.may("deadline.read") else []
        context: dict[str, Any] = {
            "case": row,
            "status": badge(row.status),
            "facts": head.facts(row),
            "counts": counted(member, row),
            "acts": acts,
            "head_acts": acts[HEAD],
            "menu_acts": acts[MENU],
            "may": {name.replace(".", "_"): member.may(name) for name in _ASKED},
            "docket": work.docket(member, row, deadlines, on),
            "breaches": breaches(row, on) if member.may("deadline.read") else {},
            "steps": ladder.panel(member, row) if member.may("deadline.read") else {},
            "parties": people.parties(row),
            "conflicts": people.conflicts(member, row),
            "policy": people.policy(row) if member.may("policy.read") else {},
            "claim_file": papers.claim_file(member, row),
            "money": money.panel(row) if member.may("money.read") else {},
        }
        rows: list[Any] = [row, *deadlines, *_readable(context, member, row, on)]
        if member.may("audit.read"):
            context["history"] = history(rows)
            context["history_list"] = list_of(Entry, f"row_id={row.pk}")
        context["next"] = head.next_dates(context["docket"])
        context["amounts"] = [
            *head.amounts(row, context["policy"]),
            *(head.moved(row) if member.may("money.read") else []),
        ]
        context["waits"] = head.waits(member, row, context)
        context["tabs"] = _tabs(context)
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
    "client.read",
    "policy.read",
    "policy.write",
    "deadline.read",
    "money.read",
    "audit.read",
)


def _readable(context: dict[str, Any], member: Member, row: Case, on: date) -> list[Any]:
    """Put into the context what not every role reads, and answer the rows whose history is shown."""
    rows: list[Any] = []
    if member.may("task.read"):
        lines = work.task_lines(row, on, may_write=member.may("task.write"))
        context["tasks"] = [line for line in lines if line.row.state == "open"]
        context["later"] = [line for line in lines if line.row.state == "waiting"]
        context["playbooks"] = work.playbooks(row)
        context["workers"] = work.workers(row) if member.may("task.write") else []
        rows += [line.row for line in lines]
    if member.may("denial.read"):
        context["matrix"] = ground_matrix(row.pk)
        context["reasons"] = reasons(context["matrix"])
        context["readings"] = papers.readings(row)
        rows += rows_of(context["matrix"]) + context["readings"]
    if member.may("document.read"):
        latest = papers.documents(row)
        context["folders"] = papers.by_folder(latest)
        context["shown_documents"] = papers.DOCUMENTS_SHOWN
        context["read_address"] = reverse("admin:letters_reading_add")
        context["record"] = papers.record(member, row)
        rows += latest
    if member.may("letter.read"):
        context["letters"] = papers.letters(row)
        context["draft_address"] = papers.draft_address(row, context.get("matrix", []))
        rows += context["letters"]
    log = member.may("correspondence.read")
    context["timeline"] = contact.timeline(row, log=log)
    if log:
        context["promises"] = contact.promises(row, on)
        context["appointments"] = contact.appointments(row)
        context["open_questions"] = contact.open_questions(row)
        context["mail"] = contact.mail(row)
        context["chronology"] = f"{reverse('admin:letters_chronology_add')}?case_id={row.pk}"
        context["chronologies"] = list_of(Chronology, f"case__id__exact={row.pk}")
    return rows


def _tabs(context: dict[str, Any]) -> list[Tab]:
    """The parts that there are for this member, each with how much in it asks for somebody."""
    counts: dict[str, Counted] = context["counts"]
    bare = sum(bool(row.missing) for part in context.get("matrix", []) for row in part.grounds)
    owed = sum(item["owed"] for item in context.get("promises", []))
    overdue = sum(item["overdue"] for item in context["docket"]["live"])
    tasks = counts["tasks"].n if "tasks" in counts else 0
    tabs = [
        Tab("work", _("Work"), tasks + overdue, "work"),
        *([Tab("matrix", _("Grounds and letters"), bare, "argument")] if "matrix" in context else []),
        Tab("contact", _("Contact"), owed, "contact"),
        *([Tab("papers", _("Documents"), 0, "papers")] if "folders" in context else []),
        Tab("file", _("Claim file and record"), context["claim_file"]["outstanding"], "file"),
        *([Tab("money", _("Money"), context["money"]["unproven"], "money")] if context["money"] else []),
        Tab("people-and-policy", _("People and policy"), int(context["conflicts"]["open"]), "people"),
        *([Tab("changes", _("History"), 0, "changes")] if "history" in context else []),
    ]
    return [Tab(t.anchor, t.name, t.asks, f"admin/case/{t.template}.html") for t in tabs]
