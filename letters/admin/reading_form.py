"""The form that confirms a reading: what was found stands beside the letter's text, and every word may be corrected."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from cases.services.denials import ADVERSE
from cases.vocabulary import DECISIONS, GROUND_CODES, PLAN_TYPES, PROOF_GRADES
from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_forms import ActForm, DayField, LinesField, choice, text
from claimback.tenancy.admin_show import words
from letters.admin.reading_findings import Group, assistance, doubtful, others
from letters.admin.reading_pages import pane
from letters.reading.corrections import proposed

SPARE: Final = 1
"""Empty places for grounds that were not found."""

NOT_THERE: Final = _("The letter does not have these words. Copy them from its text as they stand.")


_PLACE: Final = ("page", "start", "end")
_FINDING_OF: Final = {
    "decision": "/decision",
    "letter_date": "/letter_date",
    "reviewer": "/reviewer",
    "plan_type": "/plan_type",
}


class GroundForm(forms.Form):
    """One reason, as it was found or as it is corrected."""

    keep = forms.BooleanField(required=False, label=_("This is a ground"), widget=UnfoldBooleanWidget())
    code = choice(GROUND_CODES, required=False, label=_("Reason"))
    quote = text(
        long=True,
        required=False,
        strip=False,
        label=_("In the insurer's words"),
        help_text=_("As the letter has it."),
    )
    clauses = LinesField(label=_("Clauses cited"))
    criteria = LinesField(label=_("Criteria cited"))
    insurer_evidence = LinesField(label=_("Evidence the insurer relied on"))
    evidence_missing = LinesField(
        label=_("Evidence it says is missing"), help_text=_("One a line. It becomes a task to get it.")
    )
    reviewer_specialty = text(required=False, max_length=120)
    page = forms.IntegerField(required=False, widget=forms.HiddenInput())
    start = forms.IntegerField(required=False, widget=forms.HiddenInput())
    end = forms.IntegerField(required=False, widget=forms.HiddenInput())

    finding = ""
    """Where among the findings it is proposed; empty for a spare place."""
    name: str | Promise = _("A further ground")

    @property
    def by_assistant(self) -> bool:
        """Whether the assistant proposes it, and not the rules."""
        return self.finding.startswith("/assistance")

    def first(self) -> list[forms.BoundField]:
        """What every ground has."""
        return [self["code"], self["quote"]]

    def more(self) -> list[forms.BoundField]:
        """What its section of the letter cites, relies on and lacks."""
        return [self[name] for name in self.fields if name not in ("keep", "code", "quote", *_PLACE)]

    def has_more(self) -> bool:
        """Whether there is any of that, or something is wrong with it."""
        return any(field.value() or field.errors for field in self.more())

    def clean_quote(self) -> str:
        """The words with the line ends that the stored text has: browsers send others."""
        return str(self.cleaned_data["quote"]).replace("\r\n", "\n")


class ConfirmForm(ActForm):
    """The denial as it will be recorded."""

    template = "admin/reading_confirm.html"

    decision = choice({code: label for code, label in DECISIONS.items() if code in ADVERSE})
    letter_date = DayField(label=_("Date of the letter"))
    received_on = DayField(required=False, label=_("Received on"))
    received_proof = choice(
        {grade: words(grade) for grade in PROOF_GRADES}, required=False, label=_("Proof of receipt")
    )
    level = forms.TypedChoiceField(
        coerce=int,
        initial=0,
        widget=UnfoldAdminSelectWidget(),
        choices=[(0, _("The first decision")), (1, _("On the first appeal")), (2, _("On the second appeal"))],
    )
    is_final = forms.BooleanField(
        required=False, label=_("The plan's last word: external review is open"), widget=UnfoldBooleanWidget()
    )
    reference = text(required=False, max_length=80)
    reviewer = text(required=False, max_length=200)
    plan_type = choice(
        PLAN_TYPES,
        required=False,
        help_text=_("The case has none yet: it becomes the case's. Clocks depend on it."),
    )
    count = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=100)

    def prepare(self) -> None:
        """What was found fills the fields."""
        found = self.row.findings or {}
        said = proposed(found)
        for name in ("decision", "letter_date", "reviewer", "reference"):
            self.fields[name].initial = said[name]
        self.fields["received_on"].initial = None
        if self.row.document.case.plan_type or not self.member.may("case.write"):
            del self.fields["plan_type"]
        else:
            self.fields["plan_type"].initial = (found.get("plan_type") or {}).get("value")
        # What the assistant proposes stands after what the rules found, and is not kept unless a member says so.
        assisted = [{**ground, "keep": False} for ground in self.row.proposed]
        proposals = [{"keep": True, **ground} for ground in said["grounds"]] + assisted
        self.fields["count"].initial = len(proposals) + SPARE
        self.grounds = [
            GroundForm(self.data if self.is_bound else None, prefix=f"ground-{place}", initial=proposal)
            for place, proposal in enumerate(self._places(proposals))
        ]
        found_count = len(said["grounds"])
        for place, form in enumerate(self.grounds[: len(proposals)]):
            at = place - found_count
            form.finding = f"/grounds/{place}" if at < 0 else f"/assistance/{at}"
            form.name = gettext("Ground %(place)s") % {"place": place + 1}

    def _places(self, proposals: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The proposals and the spare places: as many as were shown, where the form comes back."""
        sent = self.data.get("count", "") if self.is_bound else ""
        count = min(int(sent), 100) if sent.isascii() and sent.isdigit() else len(proposals) + SPARE
        return (proposals + [{"keep": False}] * count)[:count]

    def shown(self) -> list[forms.BoundField]:
        """The fields of the denial itself."""
        return [field for field in super().shown() if field.name != "count"]

    def shown_with_findings(self) -> list[tuple[str, forms.BoundField]]:
        """The fields of the denial, each with the finding that proposes it, if one does."""
        found = self.row.findings or {}
        pointers = {name: at for name, at in _FINDING_OF.items() if found.get(name)}
        numbers = [one["value"] for one in found.get("reference_numbers", [])]
        proposal = self.fields["reference"].initial
        if proposal in numbers:
            pointers["reference"] = f"/reference_numbers/{numbers.index(proposal)}"
        return [(pointers.get(field.name, ""), field) for field in self.shown()]

    def is_valid(self) -> bool:
        """With each ground that is kept."""
        grounds = [form.is_valid() for form in self.grounds]
        return super().is_valid() and all(grounds)

    def has_problems(self) -> bool:
        """In the denial or in one of its grounds."""
        return super().has_problems() or any(ground.errors for ground in self.grounds)

    def values(self) -> dict[str, Any]:
        """What `reading_confirm` takes."""
        denial = {name: value for name, value in super().values().items() if name != "count"}
        return {"confirmed": {**denial, "grounds": [self._ground(form) for form in self._kept()]}}

    def _kept(self) -> list[GroundForm]:
        return [form for form in self.grounds if form.cleaned_data["keep"]]

    def _ground(self, form: GroundForm) -> dict[str, Any]:
        values = {name: value for name, value in form.cleaned_data.items() if name != "keep"}
        pages = self.row.pages or []
        return values | place_of(values["quote"], pages, values["page"], values["start"], values["end"])

    def refuse(self, refusal: Refusal) -> None:
        """At the field of the ground that a refusal names."""
        kept = self._kept()
        for problem in refusal.errors:
            parts = problem.pointer.strip("/").split("/")
            if parts[0] == "grounds" and len(parts) > 2 and parts[1].isdigit() and int(parts[1]) < len(kept):
                form = kept[int(parts[1])]
                detail = NOT_THERE if problem.code == "not_verbatim" else problem.detail
                form.add_error(parts[2] if parts[2] in form.fields else None, detail)
            else:
                self.add_error(parts[0] if parts[0] in self.fields else None, problem.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)

    @cached_property
    def pane(self) -> dict[str, Any]:
        """The letter's pages with what was found marked in them."""
        return pane(self.row)

    def doubtful(self) -> list[Group]:
        """What to look at before anything is confirmed."""
        return [doubtful(self.row)]

    def others(self) -> list[Group]:
        """What was found and is not confirmed here."""
        return others(self.row.findings or {})

    def assisted(self) -> list[Group]:
        """What became of the question to the assistant, where it proposes nothing."""
        return [group for group in assistance(self.row) if not group.found]


def place_of(
    quote: str, pages: Sequence[str], page: int | None, start: int | None, end: int | None
) -> dict[str, Any]:
    """Where the words stand: at the place that was given, else where they are found first, that page before others."""
    known = page if page is not None and 1 <= page <= len(pages) else None
    if known and start is not None and end is not None and pages[known - 1][start:end] == quote:
        return {"page": known, "start": start, "end": end}
    order = ([known] if known else []) + list(range(1, len(pages) + 1))
    for number in order:
        found = pages[number - 1].find(quote) if quote else -1
        if found >= 0:
            return {"page": number, "start": found, "end": found + len(quote)}
    return {"page": page or 1, "start": 0, "end": max(len(quote), 1)}
