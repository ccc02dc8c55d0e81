"""Acts on many rows of a list: chosen, looked at, done, and told row by row.

What is looked at is no guess: the services are called for the chosen rows, in order, and all of it is taken back. A
row that was changed after it was looked at is refused by its own service, as one that changed under a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from claimback.kernel.errors import FieldProblem, Refusal
from claimback.tenancy.admin_acts import Bulk
from claimback.tenancy.admin_forms import ActForm, uuid_or_none
from claimback.tenancy.admin_show import list_of, to
from claimback.tenancy.admin_site import admin_member, note_refused
from claimback.tenancy.member import Member
from claimback.tenancy.scope import acting

if TYPE_CHECKING:
    from claimback.tenancy.admin import FirmAdmin

MOST: Final = 100
"""Rows at once: so many are done within one request, and a person can still read what became of each."""

_PARTED: Final = ":"


class _TakenBack(Exception):
    """Ends a trial, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row; `refused` is why nothing does."""

    row: Any
    version: int | None
    refused: str = ""

    @property
    def link(self) -> Any:
        """The row's name, as a link to its page."""
        return to(self.row)

    @property
    def case(self) -> Any:
        """The case that it is on, if it is on one."""
        return to(getattr(self.row, "case", None)) if hasattr(self.row, "case_id") else ""

    @property
    def chosen(self) -> str:
        """How the page names the row when it is sent."""
        return f"{self.row.pk}{_PARTED}{self.version if self.version is not None else ''}"


def bulk_choose(page: FirmAdmin, request: HttpRequest, bulk: Bulk, rows: Any) -> HttpResponse:
    """The rows that were ticked in a list, to be looked at. More than `MOST` are refused with a sentence."""
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        told = _("At most %(most)d rows are done at once. Narrow the list by its filters, or tick fewer.")
        messages.error(request, told % {"most": MOST})
        return HttpResponseRedirect(request.get_full_path())
    chosen = [Outcome(row, getattr(row, "version", None)) for row in found]
    member = admin_member(request)
    form = bulk.form(member=member, row=None)
    if form.shown():
        return _page(page, request, bulk, form, chosen, step="fill")
    bound = bulk.form({}, member=member, row=None)
    bound.is_valid()
    return _page(page, request, bulk, bound, _tried(bulk, member, chosen, bound), step="look")


def bulk_view(page: FirmAdmin, request: HttpRequest, bulk: Bulk) -> HttpResponse:
    """What was chosen, looked at or done. Raises PermissionDenied."""
    member = admin_member(request)
    if not page.has_view_permission(request) or not bulk.act.allowed(member):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen, absent = _chosen(page, request)
    form = bulk.form(request.POST, member=member, row=None)
    if not form.is_valid() or request.POST.get("step") == "fill":
        return _page(page, request, bulk, form, chosen, step="fill", absent=absent)
    if request.POST.get("step") != "do":
        tried = _tried(bulk, member, chosen, form)
        return _page(page, request, bulk, form, tried, step="look", absent=absent)
    done = _done(bulk, member, chosen, form, request)
    return _page(page, request, bulk, form, done, step="done", absent=absent)


def _chosen(page: FirmAdmin, request: HttpRequest) -> tuple[list[Outcome], int]:
    """The rows that the page names and the member may see, in the list's order; and how many are not there."""
    said = [each.partition(_PARTED) for each in request.POST.getlist("row")[:MOST]]
    versions = {uuid_or_none(id): version for id, _parted, version in said}
    versions.pop(None, None)
    rows = page.get_queryset(request).filter(pk__in=list(versions))
    found = [Outcome(row, _number(versions[row.pk])) for row in rows]
    return found, len(said) - len(found)


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _tried(bulk: Bulk, member: Member, chosen: Sequence[Outcome], form: ActForm) -> list[Outcome]:
    """What would become of the rows, one after the other; all of it taken back."""
    found: list[Outcome] = []
    try:
        with transaction.atomic():
            found = [_one(bulk, member, each, form) for each in chosen]
            raise _TakenBack
    except _TakenBack:
        return found


def _done(
    bulk: Bulk, member: Member, chosen: Sequence[Outcome], form: ActForm, request: HttpRequest
) -> list[Outcome]:
    """What became of the rows. One that is refused leaves the others as they are done."""
    return [_one(bulk, member, each, form, request) for each in chosen]


def _one(
    bulk: Bulk, member: Member, each: Outcome, form: ActForm, request: HttpRequest | None = None
) -> Outcome:
    """One row by its service, under the capability that the act asks for; the refusal of a real one is told."""
    try:
        with transaction.atomic(), acting(bulk.act.capabilities[0]):
            bulk.act.call(member, each.row, each.version, form)
    except Refusal as refusal:
        if request is not None:
            note_refused(request, refusal)
        return Outcome(each.row, each.version, refused=_why(refusal, form))
    return Outcome(each.row, each.version)


def _why(refusal: Refusal, form: ActForm) -> str:
    """The refusal in the words of its fields, each under its field's name if it was filled in; or its own."""
    said = [_named(form, problem) for problem in refusal.errors] or [refusal.detail]
    return " ".join(dict.fromkeys(said))


def _named(form: ActForm, problem: FieldProblem) -> str:
    field = form.fields.get(problem.pointer.lstrip("/"))
    return f"{field.label}: {problem.detail}" if field is not None and field.label else problem.detail


def _page(
    page: FirmAdmin,
    request: HttpRequest,
    bulk: Bulk,
    form: ActForm,
    rows: Sequence[Outcome],
    *,
    step: str,
    absent: int = 0,
) -> HttpResponse:
    """The page of one step: `fill` asks for the form, `look` shows what will be, `done` what was."""
    opts = page.opts
    context = {
        **page.admin_site.each_context(request),
        "title": bulk.label,
        "subtitle": None,
        "opts": opts,
        "bulk": bulk,
        "step": step,
        "form": form,
        "media": page.media + form.media,
        "has_errors": form.has_problems(),
        "filled": [] if step == "fill" else [(each.label, _shown(each)) for each in form.shown()],
        "rows": rows,
        "has_cases": any(each.case for each in rows),
        "ready": [each for each in rows if not each.refused],
        "refused": [each for each in rows if each.refused],
        "absent": absent,
        "sent_to": reverse(f"admin:{opts.app_label}_{opts.model_name}_bulk_{bulk.name}"),
        "back": list_of(page.model),
    }
    return TemplateResponse(request, "admin/bulk.html", context)


def _shown(bound: forms.BoundField) -> str:
    """What was filled in, as a person reads it: of a choice its words."""
    value = bound.value()
    if isinstance(bound.field, forms.ModelChoiceField):
        row = (
            bound.field.queryset.filter(pk=value).first()
            if bound.field.queryset is not None and value
            else None
        )
        return str(row) if row else str(bound.field.empty_label or "")
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(bound.field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value or "–")
