"""The buttons above the docket: it is printed at once by the API, or a worker makes a paper of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from cases.selectors import cases_kept
from claimback.kernel.clock import today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference
from claimback.tenancy.admin_show import list_of
from claimback.tenancy.admin_site import admin_member
from claimback.tenancy.selectors import colleagues
from deadlines.models import DUTY_OF, CalendarFeed
from deadlines.services.printed import DAYS


def _paper_form(kind: str) -> str:
    """The form of a paper that a worker makes, however long it is."""
    return f"{reverse('admin:deadlines_docketpaper_add')}?kind={kind}"


class PrintForm(ActForm):
    """Which part of the docket is printed. Its fields are the parameters of the API."""

    model = CalendarFeed  # its reference to a case is chosen as this one
    columns = ("case",)
    rows = {"case": cases_kept}

    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(
        label=_("Up to"), required=False, help_text=format_lazy(_("Without it: {days} days."), days=DAYS)
    )

    def prepare(self) -> None:
        """Whose cases and whose duties; all of them unless one is chosen."""
        self.fields["case_id"].help_text = gettext("Without one: all cases that you may see.")
        self.fields["member_id"] = reference(
            colleagues().select_related("user").order_by("user__name"),
            label=gettext("Led by"),
            required=False,
            empty_label=gettext("Anybody"),
        )
        self.fields["duty_of"] = choice(
            DUTY_OF,
            label=gettext("Whose duty"),
            required=False,
            help_text=gettext("Without one: everybody's."),
        )

    def shown(self) -> list[forms.BoundField]:
        """Without the version: it is of no row."""
        return [self[name] for name in ("from_on", "to_on", "case_id", "member_id", "duty_of")]


class PrintsDocket(FirmAdmin):
    """Adds the button to the list of deadlines."""

    actions_list = ["print_docket", "make_certificate", "make_control_form"]

    @action(  # type: ignore[untyped-decorator]
        description=_("Certificate"), url_path="certificate", icon="verified"
    )
    def make_certificate(self, request: HttpRequest) -> HttpResponse:
        """On to the form of papers, which asks for the day's certificate as things stand."""
        return self._paper(request, "certificate")

    @action(  # type: ignore[untyped-decorator]
        description=_("Control form"), url_path="control-form", icon="checklist"
    )
    def make_control_form(self, request: HttpRequest) -> HttpResponse:
        """On to the form of papers, which asks for the control form."""
        return self._paper(request, "control_form")

    def _paper(self, request: HttpRequest, kind: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return HttpResponseRedirect(_paper_form(kind))

    @action(  # type: ignore[untyped-decorator]
        description=_("Print"), url_path="print", icon="print"
    )
    def print_docket(self, request: HttpRequest) -> HttpResponse:
        """The form; sent, it opens the PDF beside this page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        member = admin_member(request)
        form = PrintForm(member=member, initial={"from_on": today(member.time_zone)})
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": gettext("Print the docket"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": list_of(self.model),
            "paper": _paper_form("list"),
            "printed_at": f"/api/v1/firms/{member.firm_slug}/docket-list",
        }
        return TemplateResponse(request, "admin/docket_print.html", context)
