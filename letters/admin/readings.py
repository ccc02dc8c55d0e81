"""Pages of readings: what a letter says, as proposals, and their confirmation."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.selectors import document_list
from cases.services.denials import ADVERSE
from cases.vocabulary import DECISIONS
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, named, text
from claimback.tenancy.admin_show import Section, act_on, badge, page_of, plain, prose, to, words
from claimback.tenancy.member import Member
from letters.admin.page_pictures import PagePicturesAdmin
from letters.admin.reading_findings import all_groups
from letters.admin.reading_form import ConfirmForm
from letters.admin.reading_notice import notice_section
from letters.admin.reading_pages import pane
from letters.models import Reading
from letters.reading.corrections import KEPT
from letters.selectors import reading_list, readings_told
from letters.services import readings
from letters.states import READING_EDGES, STAGES, UNDER_WAY


class RequestForm(ActForm):
    """The document to read."""

    model = Reading
    columns = ("document",)
    rows = {"document": document_list}


class SetAsideForm(ActForm):
    """Why no denial comes of a reading."""

    reason = text(max_length=300)


def of_case(made: Reading) -> str:
    """To the ground matrix of the case."""
    case: Case = made.document.case
    return f"{page_of(case)}#grounds"


RETRY_ACT = Act(
    name="retry",
    label=_("Read once more"),
    icon="refresh",
    service=readings.reading_retry,
    capabilities=("denial.record",),
    row_id="reading_id",
    fits=lambda row: "requested" in READING_EDGES.next(row.state),
    done=_("It is being read once more."),
)
SET_ASIDE_ACT = Act(
    name="set-aside",
    label=_("Set aside"),
    icon="archive",
    service=readings.reading_set_aside,
    capabilities=("denial.record",),
    row_id="reading_id",
    form=SetAsideForm,
    explain=_("For the wrong file, or a letter that you record by hand."),
    fits=lambda row: "set_aside" in READING_EDGES.next(row.state),
    done=_("The reading is set aside."),
)


@admin.register(Reading)
class ReadingAdmin(PagePicturesAdmin):
    """Readings of letters that came."""

    read_capability = "denial.read"
    list_display = ["document", "case", "state_badge", "requested_by", "updated_at"]
    list_filter = ["state"]
    search_fields = ["document__title", "document__case__number"]
    ordering = ["-updated_at", "-id"]
    also_related = ["document__case", "file"]
    row_template = "admin/reading.html"
    empty = _("No readings yet. Put a denial letter on a case as a document, then have it read.")
    add_act = Act(
        name="add",
        label=_("Have a document read"),
        service=readings.reading_request,
        capabilities=("denial.record",),
        form=RequestForm,
        explain=_("A worker reads it within a minute. Nothing is believed until you confirm it."),
        done=_("The document is being read."),
    )
    acts = [
        Act(
            name="confirm",
            label=_("Confirm"),
            icon="verified",
            service=readings.reading_confirm,
            capabilities=("denial.record",),
            row_id="reading_id",
            form=ConfirmForm,
            fits=lambda row: row.state == "read",
            done=_("The denial is recorded with its grounds, and its deadlines are open."),
            variant="primary",
            lands=of_case,
        ),
        RETRY_ACT,
        SET_ASIDE_ACT,
    ]
    bulk = [
        Bulk(act=RETRY_ACT, label=_("Read once more"), says=_("A worker reads the letters once more.")),
        Bulk(
            act=SET_ASIDE_ACT,
            label=_("Set aside"),
            says=_("No denial comes of the readings, for one reason."),
            form=SetAsideForm,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Reading]:
        """The door to readings."""
        return reading_list()

    @admin.display(description=_("Case"))
    def case(self, row: Reading) -> Any:
        """The case of its document."""
        return to(row.document.case)

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: Reading) -> Any:
        """The state as a label."""
        return badge(row.state)

    def title_of(self, row: Reading) -> str:
        """What was read."""
        return gettext("Reading of “%(title)s”") % {"title": row.document.title}

    def facts(self, row: Reading) -> list[tuple[str, Any]]:
        """How it stands."""
        return [
            (gettext("Case"), to(row.document.case)),
            (gettext("Document"), to(row.document)),
            (gettext("State"), badge(row.state)),
            (gettext("Asked for by"), to(row.requested_by)),
            *([(gettext("Set aside because"), row.set_aside_reason)] if row.set_aside_reason else []),
            *(
                [(gettext("Confirmed by"), to(row.confirmed_by)), (gettext("Denial"), to(row.denial))]
                if row.denial
                else []
            ),
        ]

    def row_context(self, member: Member, row: Reading) -> dict[str, Any]:
        """With the letter beside what was found in it, or how far the reading is."""
        context = {**super().row_context(member, row), **pane(row), "groups": all_groups(row)}
        if row.state in UNDER_WAY:
            context["progress"] = _progress(member, row)
        if row.state == "read":
            context["denies_nothing"] = _denies_nothing(member, row)
        return context

    def sections(self, member: Member, row: Reading) -> list[Section]:
        """The requirements of the notice, and what a member made of the proposals."""
        found = row.findings
        if not found:
            return []
        corrected = [_corrections(row)] if row.corrections else []
        return [notice_section(found), *corrected]


def _progress(member: Member, row: Reading) -> dict[str, Any]:
    """How far a reading is, and where the page's script looks again."""
    told = readings_told().filter(pk=row.pk).values_list("stage", flat=True).first() or ""
    stages = {"": gettext("It waits for a worker"), **{code: str(name) for code, name in named(STAGES)}}
    form = gettext("{stage}: {done} of {total} pages.")
    counted = row.file.pages and told not in ("", "understanding")
    return {
        "words": form.format(stage=stages[told], done=row.file.text_pages, total=row.file.pages)
        if counted
        else f"{stages[told]}.",
        "form": form,
        "done": row.file.text_pages,
        "total": row.file.pages,
        "stages": json.dumps(stages),
        "look": f"/api/v1/firms/{member.firm_slug}/readings/{row.pk}",
    }


def _denies_nothing(member: Member, row: Reading) -> dict[str, str]:
    """For a letter that decides nothing against the claim: what it is, and where it is set aside with that reason."""
    decision = (row.findings or {}).get("decision")
    if decision is None or decision["value"] in ADVERSE:
        return {}
    said = gettext(DECISIONS.get(decision["value"], words(decision["value"]))).lower()
    address = act_on(
        row, "set-aside", urlencode({"reason": (gettext("It denies nothing: %(said)s.") % {"said": said})})
    )
    return {"words": said, "address": address if member.may("denial.record") else ""}


def _corrections(row: Reading) -> Section:
    rows = [
        [_field(one["field"]), one["act"], _said(one["proposed"]), _said(one["confirmed"])]
        for one in row.corrections or []
        if one["act"] != KEPT
    ]
    columns = [gettext("Field"), gettext("What became of it"), gettext("Proposed"), gettext("Confirmed")]
    return Section(
        gettext("What was corrected"), columns, rows, gettext("All was confirmed as it was found.")
    )


def _field(pointer: str) -> str:
    """A field as a person names it: `/grounds/0` is ground 1."""
    name, _, number = pointer.strip("/").partition("/")
    if name == "assistance":
        return gettext("ground %(number)s of the assistant") % {"number": int(number) + 1}
    return gettext("ground %(number)s") % {"number": int(number) + 1} if number else words(name)


def _said(value: Any) -> Any:
    """A field's value; of a ground its reason and its words."""
    if isinstance(value, dict):
        return prose(f"{words(value['code'])}: {value['quote']}")
    return plain(value)
