"""The base of every admin page of a firm's rows, and the firm's own page.

Pages show; services write. A row's page is for reading; its buttons are acts, each a form posted to one service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from unfold.admin import ModelAdmin
from unfold.enums import ActionVariant

from claimback.accounts.sessions import session_strength
from claimback.kernel.clock import now
from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_bulk import bulk_choose, bulk_view
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.admin_lists import list_column, list_filter
from claimback.tenancy.admin_paging import BoundedPaginator
from claimback.tenancy.admin_show import NOTHING, Section, act_on, address_of, label, list_of, page_of, shown
from claimback.tenancy.admin_site import admin_member, member_or_none, note_refused
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm, Membership
from claimback.tenancy.scope import acting
from claimback.tenancy.selectors import firm_rows
from claimback.tenancy.session_door import proof_page

SHOWN_BUTTONS = 4
"""More acts than these go into a menu: a row's name stays readable beside them."""

_BOOKKEEPING = frozenset({"id", "firm", "version", "created_at", "updated_at"})


class FirmAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows of the firm in the URL, read through the one door that `rows` names."""

    read_capability: ClassVar[str]
    add_act: ClassVar[Act | None] = None
    acts: ClassVar[Sequence[Act]] = ()
    bulk: ClassVar[Sequence[Bulk]] = ()
    also_related: ClassVar[Sequence[str]] = ()
    row_template: ClassVar[str] = "admin/firm_row.html"
    empty: ClassVar[str | Promise] = ""

    actions = None
    list_per_page = 50
    empty_value_display = NOTHING
    paginator = BoundedPaginator
    list_filter_sheet = True
    show_full_result_count = False
    change_list_template = "admin/firm_list.html"

    def rows(self, member: Member) -> QuerySet[Any]:
        """The rows that this page shows."""
        raise TypeError(f"{type(self).__name__} names no rows")

    def title_of(self, row: Any) -> str:
        """What the row's page is called."""
        return str(row)

    def sections(self, member: Member, row: Any) -> list[Section]:
        """What a row's page shows under its own columns."""
        return []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of the door with the names that are shown beside them, in the page's order."""
        rows = self.rows(admin_member(request))
        names = [name for name in self.list_display if isinstance(name, str)]
        rows = rows.select_related(*self._related(names), *self.also_related)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """One row with all that it refers to; None for absent, another firm's and walled off alike."""
        rows = self.rows(admin_member(request))
        names = [field.name for field in self.opts.fields]
        try:
            return rows.select_related(*self._related(names), *self.also_related).get(pk=object_id)
        except (self.model.DoesNotExist, ValueError, ValidationError):
            return None

    def _related(self, names: Sequence[str]) -> list[str]:
        """Which references among these columns to read along, members with their users."""
        found = {field.name: field for field in self.opts.fields if isinstance(field, ForeignKey)}
        return [
            f"{name}__user" if found[name].related_model is Membership else name
            for name in names
            if name in found and name != "firm"
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, each as `admin_lists` shows it."""
        return [list_column(self.model, name) for name in super().get_list_display(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """The columns that lead to the row, as `get_list_display` made them of their names; by default the first."""
        if not self.list_display_links:
            return super().get_list_display_links(request, list_display)
        names = super().get_list_display(request)
        return [
            column
            for name, column in zip(names, list_display, strict=True)
            if name in self.list_display_links
        ]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The filters, codes in words."""
        return [list_filter(self.model, name) for name in super().get_list_filter(request)]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the member sees any of these pages."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the member has the page's capability to read."""
        member = member_or_none(request)
        return member is not None and member.may(self.read_capability)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether there is a service for it and the member has its capabilities."""
        member = member_or_none(request)
        return member is not None and self.add_act is not None and self.add_act.allowed(member)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never by Django's own form: changes are acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: nothing that a user gave is lost."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """An address for each act, before Django's own."""

        def view(act: Act) -> Callable[..., HttpResponse]:
            def opened(request: HttpRequest, object_id: str) -> HttpResponse:
                return self.act_view(request, act, self._found(request, object_id))

            return opened

        opts = self.opts
        return [
            *(
                path(
                    f"<uuid:object_id>/{act.name}/",
                    self.admin_site.admin_view(view(act)),
                    name=f"{opts.app_label}_{opts.model_name}_{act.name}",
                )
                for act in self.acts
            ),
            *(
                path(
                    f"bulk/{bulk.name}/",
                    self.admin_site.admin_view(partial(self.bulk_view, bulk=bulk)),
                    name=f"{opts.app_label}_{opts.model_name}_bulk_{bulk.name}",
                )
                for bulk in self.bulk
            ),
            *super().get_urls(),
        ]

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    def bulk_view(self, request: HttpRequest, *, bulk: Bulk) -> HttpResponse:
        """An act on the rows that were chosen in the list. Raises PermissionDenied."""
        return bulk_view(self, request, bulk)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What the member may do with many rows at once; each leads to a page that shows it before it is done."""
        member = member_or_none(request)
        if member is None or IS_POPUP_VAR in request.GET:
            return {}

        def chosen(bulk: Bulk) -> Callable[..., HttpResponse]:
            return lambda page, asked, rows: bulk_choose(page, asked, bulk, rows)

        return {
            bulk.name: (chosen(bulk), bulk.name, bulk.label) for bulk in self.bulk if bulk.act.allowed(member)
        }

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with what to do while it is empty. Rows that were ticked are posted, and nothing is written."""
        if request.method != "GET" and request.POST.get("action") not in self.get_actions(request):
            return HttpResponseNotAllowed(["GET"])
        rows = self.get_queryset(request)
        context = {"empty_list": self.empty, "has_rows": rows.exists, **(extra_context or {})}
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form of a new row."""
        if self.add_act is None:
            raise PermissionDenied
        return self.act_view(request, self.add_act, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A row's page, for reading."""
        row = self._found(request, object_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        context = {
            **self.admin_site.each_context(request),
            "title": self.title_of(row),
            "row_title": self.title_of(row),
            "subtitle": None,
            "opts": self.opts,
            "original": row,
            "actions_detail": self.buttons(request, row),
            **self.row_context(admin_member(request), row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.row_template, context)

    def row_context(self, member: Member, row: Any) -> dict[str, Any]:
        """What the template of a row's page shows."""
        return {"facts": self.facts(row), "sections": self.sections(member, row)}

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The row's own columns, each with its name."""
        left_out = {*_BOOKKEEPING, *(self.exclude or ())}
        columns = [column for column in self.opts.fields if column.name not in left_out]
        return [(label(column), shown(row, column)) for column in columns]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """On to the audit's page of this row, for who may see the row."""
        row = self._found(request, object_id)
        return HttpResponseRedirect(_history_address(row))

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The acts that the member may do and the row's state has room for, and its history."""
        member = admin_member(request)
        made = [
            _button(
                str(act.label),
                act.icon,
                act_on(row, act.name),
                ActionVariant.PRIMARY if act.variant == "primary" else ActionVariant.DEFAULT,
            )
            for act in self.acts
            if act.allowed(member) and act.fits(row)
        ]
        if member.may("audit.read"):
            made.append(_button(gettext("History"), "history", _history_address(row), ActionVariant.DEFAULT))
        if len(made) <= SHOWN_BUTTONS:
            return made
        rest = {
            "title": gettext("More"),
            "icon": None,
            "variant": ActionVariant.DEFAULT,
            "items": made[SHOWN_BUTTONS - 1 :],
        }
        return [*made[: SHOWN_BUTTONS - 1], rest]

    def act_view(self, request: HttpRequest, act: Act, row: Any) -> HttpResponse:
        """The form of an act. Posted, it calls the service; what that refuses is said with the input kept."""
        member = admin_member(request)
        if not act.allowed(member):
            raise PermissionDenied
        if act.reauthenticate and not session_strength(request).recent(now()):
            return HttpResponseRedirect(proof_page(request))
        if request.method == "POST":
            form = act.form(
                request.POST, request.FILES, member=member, row=row, initial=_initial(act, member, row)
            )
            if form.is_valid():
                made = self._run(request, act, member, row, form)
                if made is not None:
                    return self._done(request, act, row, made)
        else:
            form = act.form(member=member, row=row, initial={**_initial(act, member, row), **_asked(request)})
        context = {
            **self.admin_site.each_context(request),
            **self._about(request, act, row),
            "subtitle": None,
            "act": act,
            "form": form,
            "media": self.media + form.media,
            "has_errors": form.has_problems(),
        }
        return TemplateResponse(request, form.template, context)

    def _about(self, request: HttpRequest, act: Act, row: Any) -> dict[str, Any]:
        """What the pages of an act say: what is done, to which row, and where it leads back to."""
        title = "" if row is None else self.title_of(row)
        return {
            "title": f"{act.label}: {title}" if title else act.label,
            "row_title": title,
            "opts": self.opts,
            "original": row,
            "back": self._opened_from(request) if row is None else page_of(row),
        }

    def _opened_from(self, request: HttpRequest) -> str:
        """The page of the case that the link to a new row's form names, else the list of the rows."""
        case_id = request.GET.get("case_id", "")
        if case_id and hasattr(self.model, "case_id"):
            return address_of(self.opts.get_field("case").related_model, case_id)
        return list_of(self.model)

    def _run(self, request: HttpRequest, act: Act, member: Member, row: Any, form: ActForm) -> Any:
        """What the service made; None where it refused, with all that it wrote undone.

        In the history it is done under the capability that the act asks for, as over the API.
        """
        try:
            with transaction.atomic(), acting(act.capabilities[0]):
                return act.run(member, row, form)
        except Refusal as refusal:
            note_refused(request, refusal)
            form.refuse(refusal)
            return None

    def _done(self, request: HttpRequest, act: Act, row: Any, made: Any) -> HttpResponse:
        if act.answer:
            context = {
                **self.admin_site.each_context(request),
                **self._about(request, act, row),
                "made": made,
            }
            return TemplateResponse(request, act.answer, context, headers={"Cache-Control": "no-store"})
        if act.done:
            messages.success(request, str(act.done))
        if act.lands is not None:
            return HttpResponseRedirect(act.lands(made))
        if row is None and isinstance(made, Model):
            return HttpResponseRedirect(page_of(made))
        return HttpResponseRedirect(page_of(row) if row is not None else list_of(self.model))


def _initial(act: Act, member: Member, row: Any) -> dict[str, Any]:
    """What the form shows at first: the version of the row, and its columns where the act changes them."""
    if row is None:
        return {}
    shown_at_first = act.form(member=member, row=row).initial_of(row) if act.changes else {}
    return {"version": getattr(row, "version", None), **shown_at_first}


def _asked(request: HttpRequest) -> Mapping[str, Any]:
    """What a link into the form fills in."""
    return {name: value for name, value in request.GET.items() if name != "version"}


def _history_address(row: Model) -> str:
    return f"{reverse('admin:audit_entry_changelist')}?{urlencode({'row_id': row.pk})}"


def _button(title: str, icon: str, address: str, variant: ActionVariant) -> dict[str, Any]:
    return {"title": title, "icon": icon, "path": address, "variant": variant, "attrs": {}, "dialog": None}


@admin.register(Firm)
class FirmItselfAdmin(FirmAdmin):
    """The firm."""

    read_capability = "firm.read"
    list_display = ["name", "kind", "time_zone", "docket_email"]

    def rows(self, member: Member) -> QuerySet[Firm]:
        """The one firm."""
        return firm_rows()
