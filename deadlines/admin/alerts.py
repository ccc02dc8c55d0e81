"""Pages of reminders, and of how the firm wants to be reminded."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, Bulk
from claimback.tenancy.admin_forms import ActForm, choice, named, text
from claimback.tenancy.admin_show import Section, items
from claimback.tenancy.member import Member
from deadlines.alert_terms import CIRCLES, DEFAULTS, AlertTerms
from deadlines.importance import IMPORTANCE
from deadlines.models import Alert, AlertPolicy
from deadlines.models.alerts import TERM_FIELDS
from deadlines.selectors import alert_list, alert_policy_list, terms_in_force
from deadlines.services import acknowledging, alert_policies


class NumbersField(forms.CharField):
    """Several whole numbers in one line, parted by commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": text().widget, "required": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """The numbers as one line."""
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The numbers."""
        parts = [part.strip() for part in (super().clean(value) or "").split(",") if part.strip()]
        if not all(part.isdecimal() for part in parts):
            raise forms.ValidationError(gettext("Give whole numbers, parted by commas."))
        return [int(part) for part in parts]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the numbers differ, however they were typed."""
        return str(self.prepare_value(initial) or "").replace(" ", "") != str(data or "").replace(" ", "")


class TermsForm(ActForm):
    """The terms of reminders."""

    model = AlertPolicy
    columns = ("overdue_daily", "in_digest")
    days_before = NumbersField(help_text=_("Such as 30, 14, 7, 3, 1, 0. 0 is the safe date itself."))
    hours_before = NumbersField(help_text=_("Such as 24, 8, 4. For deadlines that count hours."))
    warn_days = NumbersField(
        label=_("Days before what others owe"), help_text=_("That it is late is told in any case.")
    )
    to = forms.MultipleChoiceField(
        choices=named(CIRCLES), label=_("Who is told first"), widget=forms.CheckboxSelectMultiple()
    )
    escalate_hours = forms.IntegerField(
        required=False,
        label=_("Hours until the next person up"),
        widget=text().widget,
        help_text=_("Without an acknowledgement. Empty: nobody else is told."),
    )
    quiet_from = forms.TimeField(
        required=False, widget=text().widget, help_text=_("Such as 20:00, on the member's own clock.")
    )
    quiet_until = forms.TimeField(required=False, widget=text().widget)


class PolicyForm(TermsForm):
    """The terms for deadlines of one importance; at first those that are in force for ordinary ones."""

    importance = choice(IMPORTANCE, initial="ordinary")

    def prepare(self) -> None:
        """What is in force, to begin with."""
        held = terms_in_force()[str(self.initial.get("importance", "ordinary"))]
        for name in TERM_FIELDS:
            self.fields[name].initial = getattr(held, name)


ACKNOWLEDGE_ACT = Act(
    name="acknowledge",
    label=_("Acknowledge"),
    icon="done_all",
    service=acknowledging.alert_acknowledge,
    capabilities=("alert.acknowledge",),
    row_id="alert_id",
    explain=_("You have seen it: nobody else is told. The deadline is still to be met."),
    fits=lambda row: row.state == "sent" and row.acknowledged_at is None,
    done=_("The reminder is acknowledged."),
    variant="primary",
)


@admin.register(Alert)
class AlertAdmin(FirmAdmin):
    """Reminders."""

    read_capability = "deadline.read"
    list_display: ClassVar[list[Any]] = [
        "deadline",
        "__str__",
        "member",
        "due_at",
        "state",
        "sent_to",
        "acknowledged_at",
    ]
    list_filter: ClassVar[list[Any]] = ["state", ("acknowledged_at", admin.EmptyFieldListFilter)]
    search_fields = ["deadline__act", "sent_to"]
    ordering = ["-due_at", "-id"]
    empty = _("No reminders yet. They are planned as deadlines open.")
    acts = [ACKNOWLEDGE_ACT]
    bulk = [
        Bulk(
            act=ACKNOWLEDGE_ACT,
            label=_("Acknowledge"),
            says=_("You have seen the reminders: nobody else is told. The deadlines are still to be met."),
        )
    ]

    def rows(self, member: Member) -> QuerySet[Alert]:
        """The door to reminders."""
        return alert_list()


@admin.register(AlertPolicy)
class AlertPolicyAdmin(FirmAdmin):
    """How the firm wants to be reminded."""

    read_capability = "deadline.read"
    list_display = ["__str__", "days_before", "to", "escalate_hours", "in_digest"]
    ordering = ["created_at", "id"]
    exclude = ["applied_version", "applying_until"]
    empty = _(
        "The firm has set nothing: it is reminded by the defaults, which are shown where a policy is set."
    )
    add_act = Act(
        name="add",
        label=_("Set a policy"),
        service=alert_policies.alert_policy_set,
        capabilities=("alert.policy",),
        versioned=False,
        form=PolicyForm,
        explain=_(
            "An importance has one policy: set again, it is changed. Critical deadlines can't be muted."
        ),
        done=_("The policy is set. What is planned already follows within minutes."),
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=alert_policies.alert_policy_change,
            capabilities=("alert.policy",),
            row_id="policy_id",
            form=TermsForm,
            changes=True,
            done=_("The policy is changed. What is planned already follows within minutes."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[AlertPolicy]:
        """The door to policies."""
        return alert_policy_list()

    def sections(self, member: Member, row: AlertPolicy) -> list[Section]:
        """The defaults beside it."""
        return [
            Section(
                gettext("The defaults"),
                [
                    gettext("Importance"),
                    gettext("Days before"),
                    gettext("Hours before"),
                    gettext("First told"),
                    gettext("Next person up after"),
                ],
                [[gettext(IMPORTANCE[name]), *_shown(terms)] for name, terms in DEFAULTS.items()],
                "",
            )
        ]


def _shown(terms: AlertTerms) -> list[Any]:
    return [
        ", ".join(map(str, terms.days_before)),
        ", ".join(map(str, terms.hours_before)),
        items(gettext(CIRCLES[name]) for name in terms.to),
        ngettext("%(n)s hour", "%(n)s hours", terms.escalate_hours) % {"n": terms.escalate_hours}
        if terms.escalate_hours
        else gettext("never"),
    ]
