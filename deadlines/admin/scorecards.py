"""The buttons above what others missed: the scorecards of insurers, and one of them as a document of a case."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from cases.models import Document
from cases.selectors import cases_kept
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice
from claimback.tenancy.admin_show import Section, list_of, page_of
from claimback.tenancy.admin_site import admin_member
from deadlines.models import CalendarFeed
from deadlines.scorecard.paper import notes_of, tables_of
from deadlines.scorecard.selectors import Scorecard
from deadlines.services.scorecards import SHOWS, scorecard_file, scorecards_read

_WHOSE = {"insurer": _("Each insurer"), "group": _("Each group of companies")}


class AskForm(ActForm):
    """Of which days, and by what. Its fields are the parameters of the API."""

    by = choice(_WHOSE, initial="insurer", label=_("One for"))
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("Up to"), required=False)

    def shown(self) -> list[forms.BoundField]:
        """Without the version: it is of no row."""
        return [self[name] for name in ("by", "from_on", "to_on")]


class FileForm(ActForm):
    """On which case, and of which days."""

    model = CalendarFeed  # its reference to a case is chosen as this one
    columns = ("case",)
    rows = {"case": cases_kept}

    by = choice(
        {"insurer": _("The insurer of the case"), "group": _("All of its group")},
        initial="insurer",
        label=_("Of"),
    )
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("Up to"), required=False)

    def prepare(self) -> None:
        """A case is needed here."""
        self.fields["case_id"].required = True
        self.fields["case_id"].help_text = gettext("It is filed there, and of its insurer.")
        self.order_fields(["case_id", "by"])


def _opens(made: Document) -> str:
    return page_of(made)


FILE = Act(
    name="scorecard",
    label=_("File a scorecard"),
    service=scorecard_file,
    capabilities=("document.write", *SHOWS),
    form=FileForm,
    explain=_(
        "A PDF of counts from the firm's own cases against the case's insurer, without any client's name, as a "
        "document of the case. Cases that any member is walled off from are not counted."
    ),
    done=_("It is a document of the case now."),
    lands=_opens,
)


class ShowsScorecards(FirmAdmin):
    """Adds the buttons to the list of what others missed."""

    actions_list = ["scorecards", "file_scorecard"]

    @action(  # type: ignore[untyped-decorator]
        description=_("Scorecards"), url_path="scorecards", icon="leaderboard"
    )
    def scorecards(self, request: HttpRequest) -> HttpResponse:
        """Every insurer's, of the days asked for."""
        member = admin_member(request)
        if not all(member.may(capability) for capability in SHOWS):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        asked = {name: request.GET.get(name, "") for name in ("by", "from_on", "to_on")}
        form = AskForm({**asked, "by": asked["by"] or "insurer"}, member=member)
        cards: list[Scorecard] = []
        if form.is_valid():
            cards = scorecards_read(actor=member, **form.values())
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": gettext("Scorecards of insurers"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": list_of(self.model),
            "file": reverse("admin:deadlines_breach_file_scorecard") if FILE.allowed(member) else "",
            "cards": [(card, notes_of(card), _sections(card)) for card in cards],
        }
        return TemplateResponse(request, "admin/scorecards.html", context)

    @action(  # type: ignore[untyped-decorator]
        description=_("File a scorecard"), url_path="file-scorecard", icon="attach_file_add"
    )
    def file_scorecard(self, request: HttpRequest) -> HttpResponse:
        """The form, and the document that it makes."""
        return self.act_view(request, FILE, None)


def _sections(card: Scorecard) -> list[Section]:
    return [Section(table.title, table.columns, table.rows, "") for table in tables_of(card)]
