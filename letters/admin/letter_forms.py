"""What the acts on a letter ask for, but for its text, which is edited in `letter_editor`."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from cases.admin.upload import free_files
from cases.selectors import case_list, denial_list
from claimback.storage.admin_upload import upload_field
from claimback.tenancy.admin_forms import ActForm, DayField, LinesField, choice, reference, text, uuid_or_none
from letters.admin.author_fields import (
    RELATED,
    author_values,
    particular_fields,
    recipient_fields,
    related_fields,
)
from letters.models import Letter
from letters.selectors import firm_templates_usable
from letters.writing.catalogue import templates
from letters.writing.draft import draft_from_json
from letters.writing.particulars import Particular


class DraftForm(ActForm):
    """A letter to draft."""

    model = Letter
    columns = ("case", "denial")
    rows = {"case": case_list, "denial": denial_list}

    def prepare(self) -> None:
        """The templates by name."""
        names = {
            template.id: template.title for template in sorted(templates().values(), key=lambda t: t.title)
        }
        self.fields["template"] = choice(
            names,
            label=gettext("Kind of letter"),
            help_text=gettext(
                "What this kind asks for besides can be given on the letter's page, under Take up facts."
            ),
        )
        self.fields["firm_template_id"] = reference(
            firm_templates_usable(),
            required=False,
            label=gettext("Variant of our own"),
            help_text=gettext(
                "Of the same kind. Left empty, the letter is drafted as the program brings it."
            ),
        )
        self.fields["denial_id"].help_text = gettext("The denial that it answers.")
        self.fields["outcome_asked"] = text(
            long=True,
            required=False,
            label=gettext("What is asked for"),
            help_text=gettext("In an appeal: what the plan should do."),
        )
        self.fields["items_requested"] = LinesField(
            label=gettext("Items requested"), help_text=gettext("In a request: one a line.")
        )
        self.fields["sent_by"] = text(
            required=False, help_text=gettext("How it will go out, as the letter says it.")
        )
        self.fields |= recipient_fields({}) | particular_fields(self.asked(), {})
        if case_id := uuid_or_none(self.chosen("case_id")):
            self.fields |= related_fields(case_id)

    def chosen(self, name: str) -> str:
        """What was typed into a field, or stands in the link into the form."""
        return str(self.data.get(name) or self.initial.get(name) or "")

    def asked(self) -> tuple[Particular, ...]:
        """The particulars of the template that was chosen already."""
        template = templates().get(self.chosen("template"))
        return template.particulars if template else ()

    def values(self) -> dict[str, Any]:
        """What `letter_draft` takes."""
        return author_values(super().values(), self.asked())


class RefreshForm(ActForm):
    """What the letter asks for, and whether the text is written anew."""

    letter_date = DayField()
    outcome_asked = text(long=True, required=False, label=_("What is asked for"))
    items_requested = LinesField(label=_("Items requested"))
    sent_by = text(required=False, help_text=_("How it will go out, as the letter says it."))
    redraft = forms.BooleanField(
        required=False,
        label=_("Write the text anew from the template: edits are lost"),
        widget=UnfoldBooleanWidget(),
    )

    def prepare(self) -> None:
        """As the letter has it now."""
        for name in ("outcome_asked", "items_requested", "sent_by"):
            self.fields[name].initial = self.row.facts.get(name)
        self.fields["letter_date"].initial = self.row.letter_date
        self.fields |= recipient_fields(self.row.choices.get("recipient", {}))
        self.fields |= related_fields(self.row.case_id)
        for name in RELATED:
            self.fields[name].initial = getattr(self.row, name)
        self.fields["evidence_ids"].initial = self.row.choices["evidence_ids"]
        self.fields |= particular_fields(self.asked(), self.row.facts["particulars"])
        self.order_fields([name for name in self.fields if name != "redraft"])

    def asked(self) -> tuple[Particular, ...]:
        """The particulars that the letter asks for."""
        return draft_from_json(self.row.draft).particulars

    def values(self) -> dict[str, Any]:
        """What `letter_refresh_facts` takes."""
        return author_values(super().values(), self.asked())


class ReasonForm(ActForm):
    """Why."""

    reason = text(long=True, max_length=300)


class WordForm(ActForm):
    """The edited Word document."""

    reason = text(max_length=300, required=False)

    def prepare(self) -> None:
        """A new file, or one that is on no case yet."""
        files = upload_field(self.member, free_files(), label=gettext("Word document"), endings=".docx")
        self.fields = {"version": self.fields["version"], "file_id": files, "reason": self.fields["reason"]}


class RestoreForm(ActForm):
    """Which version, and why."""

    reason = text(max_length=300, required=False)

    def prepare(self) -> None:
        """The versions before this one, by number."""
        earlier = range(self.row.text_version - 1, 0, -1)
        self.fields["number"] = choice(
            {str(number): gettext("Version %(number)s") % {"number": number} for number in earlier},
            label=gettext("Version"),
        )
        self.order_fields(["version", "number", "reason"])

    def values(self) -> dict[str, Any]:
        """The number as a number."""
        typed = super().values()
        return {**typed, "number": int(typed["number"])}
