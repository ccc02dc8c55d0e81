"""The page of how cases like one of ours ended, by public record: other pages lead here with `?case_id=`."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from cases.selectors import case_list, cases_kept
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_forms import ActForm, LinesField
from claimback.tenancy.admin_show import Section, list_of, to
from claimback.tenancy.admin_site import admin_member
from deadlines.admin.shares import bar
from deadlines.models import CalendarFeed
from deadlines.outcomes.like_cases import LikeCases, like_cases
from deadlines.outcomes.likeness import TERM_LENGTH, TERMS_LIMIT

READS = ("case.read", "denial.read")


class LikeForm(ActForm):
    """Which case, and what to look for. Its fields are the parameters of the page."""

    model = CalendarFeed  # its reference to a case is chosen as this one
    columns = ("case",)
    rows = {"case": cases_kept}

    terms = LinesField(
        longest=TERM_LENGTH,
        help_text=_(
            "Of the diagnosis, the treatment or the damage, one a line. The case's own diagnosis is sealed: "
            "it is not looked for, and what is typed here stands in the address of the page."
        ),
    )

    def prepare(self) -> None:
        """A case is needed here."""
        self.fields["case_id"].required, self.fields["case_id"].help_text = True, ""
        self.order_fields(["case_id", "terms"])

    def shown(self) -> list[forms.BoundField]:
        """Without the version: it is of no row."""
        return [self["case_id"], self["terms"]]


class ShowsLikeCases(FirmAdmin):
    """Adds the button to the list of loaded records."""

    actions_list = ["like_cases"]

    @action(  # type: ignore[untyped-decorator]
        description=_("Cases like one of ours"), url_path="like-cases", icon="compare_arrows"
    )
    def like_cases(self, request: HttpRequest) -> HttpResponse:
        """The counts beside the case that is asked for; the form alone while none is."""
        member = admin_member(request)
        if not all(member.may(capability) for capability in READS):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        form = LikeForm(request.GET or None, member=member)
        found, case = None, None
        if request.GET and form.is_valid():
            asked = form.values()
            case = case_list().filter(id=asked["case_id"]).first()
            found = like_cases(case, asked["terms"][:TERMS_LIMIT]) if case else None
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": gettext("Cases like one of ours"),
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": list_of(self.model),
            "case": to(case) if case else "",
            "found": found,
            "sections": _sections(found) if found else [],
        }
        return TemplateResponse(request, "admin/like_cases.html", context)


def _sections(found: LikeCases) -> list[Section]:
    if found.about is None:
        return []
    columns = [gettext("Number"), gettext("Of those for the claimant"), gettext("Share, 95 % interval")]
    steps = [
        [step.words, f"{step.tally.n:,}", f"{step.tally.count:,}", bar(step.tally)] for step in found.steps
    ]
    closest = [
        [tally.value or "(blank)", f"{tally.n:,}", f"{tally.count:,}", bar(tally)] for tally in found.closest
    ]
    return [
        Section(gettext("From wide to narrow"), [gettext("Rows"), *columns], steps, ""),
        Section(
            gettext("The closest"), [gettext("Treatment or keyword"), *columns], closest, gettext("None.")
        ),
    ]
