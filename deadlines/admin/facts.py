"""Pages of the facts that rules hang on: what members stated of each case."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from cases.selectors import case_list
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, named, text
from claimback.tenancy.admin_show import page_of, words
from claimback.tenancy.member import Member
from deadlines.law.facts import FACT_VALUES, QUESTIONS
from deadlines.law.model import FactValue
from deadlines.models import CaseFact
from deadlines.selectors import fact_list
from deadlines.services import facts


def shown(value: FactValue | None) -> str:
    """A fact's value as a person reads it."""
    if value is None:
        return gettext("not known")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return words(str(value))


class ValueField(forms.ChoiceField):
    """One of the values that facts can have; each comes out with its own type."""

    def __init__(self, values: list[FactValue | None], **kwargs: Any) -> None:
        named = [(json.dumps(value), shown(value)) for value in values]
        super().__init__(choices=[("", "—"), *named], widget=UnfoldAdminSelectWidget(), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The value as the choice that stands for it."""
        return value if isinstance(value, str) and value.startswith('"') else json.dumps(value)

    def clean(self, value: Any) -> Any:
        """The value that was chosen."""
        chosen = super().clean(value)
        return json.loads(chosen) if chosen else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another value was chosen."""
        return bool(json.dumps(initial) != data)


class FactForm(ActForm):
    """A fact of a case. Each fact has values of its own, which its question tells."""

    model = CaseFact
    columns = ("case",)
    rows = {"case": case_list}

    def prepare(self) -> None:
        """The questions, and every value that answers one of them."""
        every = list(dict.fromkeys((type(v), v) for values in FACT_VALUES.values() for v in values))
        answers = {
            name: f"{question} ({', '.join(map(shown, FACT_VALUES[name]))})"
            for name, question in named(QUESTIONS)
            if name != "claim_kind"
        }
        self.fields["name"] = choice(answers, label=gettext("Fact"))
        self.fields["value"] = ValueField([value for _, value in every])
        self.fields["source"] = text(required=False, max_length=300, help_text=gettext("How it is known."))


class FactChangeForm(ActForm):
    """A correction of a fact."""

    def prepare(self) -> None:
        """The fact's own values."""
        if self.row is not None:
            self.fields["value"] = ValueField([*FACT_VALUES[self.row.name], None])
        self.fields["source"] = text(required=False, max_length=300, help_text=gettext("How it is known."))


def of_case(made: CaseFact) -> str:
    """Back to the docket of the case."""
    return f"{page_of(made.case)}#docket"


@admin.register(CaseFact)
class CaseFactAdmin(FirmAdmin):
    """Facts that rules hang on."""

    read_capability = "case.read"
    list_display = ["question", "answer", "case", "source"]
    list_filter = ["name"]
    search_fields = ["case__number", "case__title", "source"]
    ordering = ["-id"]
    empty = _("No facts yet. A deadline that hangs on one says so on its case, with the way to state it.")
    add_act = Act(
        name="add",
        label=_("State a fact"),
        service=facts.fact_state,
        capabilities=("case.write",),
        form=FactForm,
        explain=_("Deadlines that hang on it are settled at once."),
        done=_("The fact is stated, and the docket is in step with it."),
        lands=of_case,
    )
    acts = [
        Act(
            name="edit",
            label=_("Correct"),
            icon="edit",
            service=facts.fact_change,
            capabilities=("case.write",),
            row_id="fact_id",
            form=FactChangeForm,
            changes=True,
            done=_("The fact is corrected, and the docket is in step with it."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[CaseFact]:
        """The door to facts."""
        return fact_list()

    @admin.display(description=_("Fact"), ordering="name")
    def question(self, row: CaseFact) -> str:
        """What it asks."""
        return gettext(QUESTIONS[row.name])

    @admin.display(description=_("Answer"))
    def answer(self, row: CaseFact) -> str:
        """What was stated."""
        return shown(row.value)
