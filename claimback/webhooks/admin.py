"""Pages of webhook endpoints and of the log of what was sent to them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldBooleanSwitchWidget

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, LinesField, text
from claimback.tenancy.admin_show import NOTHING, Section, badge, instant, list_of, plain, to
from claimback.tenancy.member import Member
from claimback.webhooks.models import URL_LIMIT, Delivery, Endpoint
from claimback.webhooks.selectors import delivery_list, endpoint_list
from claimback.webhooks.services import endpoints as services
from claimback.webhooks.services.endpoints import OVERLAP_HOURS, OVERLAP_HOURS_LIMIT
from claimback.webhooks.services.telling import delivery_replay

_MANAGE = ("webhook.manage",)
_SHOWN_ONCE = "admin/webhook_secret.html"
_LOGGED = 20


class EndpointForm(ActForm):
    """Where to send, and of what."""

    url = text(max_length=URL_LIMIT, label=_("Address"), help_text=_("An https address on a public server."))
    description = text(max_length=200, required=False)
    kinds = LinesField(
        longest=60,
        label=_("Kinds of change"),
        help_text=_("One a line, such as letter.sent or deadline.missed. Empty: every kind, later ones too."),
    )


class RotateForm(ActForm):
    """How long the old secret signs beside the new one."""

    overlap_hours = forms.IntegerField(
        min_value=0,
        max_value=OVERLAP_HOURS_LIMIT,
        initial=OVERLAP_HOURS,
        widget=UnfoldAdminIntegerFieldWidget(),
        label=_("Hours of overlap"),
        help_text=_("With 0 the old secret signs nothing more."),
    )


class EnableForm(ActForm):
    """Whether what changed meanwhile is told."""

    catch_up = forms.BooleanField(
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Tell what changed while it was disabled too."),
    )


@admin.register(Endpoint)
class EndpointAdmin(FirmAdmin):
    """Where programs of the firm's are told of changes."""

    read_capability = "webhook.manage"
    list_display: ClassVar[list[Any]] = [
        "url",
        "description",
        "member",
        "failing_since",
        "disabled_at",
        "created_at",
    ]
    list_filter: ClassVar[list[Any]] = [("disabled_at", admin.EmptyFieldListFilter)]
    exclude = ["secret", "former_secret", "told_until", "looked_at"]
    ordering = ["-created_at", "-id"]
    empty = _(
        "No endpoint. Add the address of a program that is to know of changes, or let it poll the feed of changes."
    )
    add_act = Act(
        name="add",
        label=_("Add endpoint"),
        service=services.endpoint_add,
        capabilities=_MANAGE,
        form=EndpointForm,
        versioned=False,
        answer=_SHOWN_ONCE,
        reauthenticate=True,
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=services.endpoint_change,
            capabilities=_MANAGE,
            row_id="endpoint_id",
            form=EndpointForm,
            changes=True,
            done=_("The endpoint was changed."),
            reauthenticate=True,
        ),
        Act(
            name="rotate",
            label=_("Rotate secret"),
            icon="autorenew",
            service=services.endpoint_rotate,
            capabilities=_MANAGE,
            row_id="endpoint_id",
            form=RotateForm,
            explain=_("Until the overlap is over each message carries the signatures of both secrets."),
            answer=_SHOWN_ONCE,
            reauthenticate=True,
        ),
        Act(
            name="disable",
            label=_("Disable"),
            icon="block",
            service=services.endpoint_disable,
            capabilities=_MANAGE,
            row_id="endpoint_id",
            fits=lambda row: row.disabled_at is None,
            explain=_("Nothing is sent there until somebody enables it. What is owed waits."),
            done=_("The endpoint is disabled."),
        ),
        Act(
            name="enable",
            label=_("Enable"),
            icon="play_arrow",
            service=services.endpoint_enable,
            capabilities=_MANAGE,
            row_id="endpoint_id",
            form=EnableForm,
            fits=lambda row: row.disabled_at is not None,
            done=_("The endpoint is enabled."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Endpoint]:
        """The door to endpoints."""
        return endpoint_list()

    def sections(self, member: Member, row: Endpoint) -> list[Section]:
        """What was last sent there, and what it answered."""
        sent = [
            [
                to(each, each.kind),
                badge(each.state),
                each.attempts,
                plain(" ".join(filter(None, [str(each.answer_status or ""), each.last_error]))),
                instant(each.created_at),
            ]
            for each in delivery_list().filter(endpoint=row).order_by("-created_at", "-id")[:_LOGGED]
        ]
        return [
            Section(
                gettext("What was last sent there"),
                [
                    gettext("Kind"),
                    gettext("State"),
                    gettext("Attempts"),
                    gettext("Answer"),
                    gettext("Made at"),
                ],
                sent,
                gettext("Nothing was sent there yet."),
                [(gettext("Deliveries to all endpoints"), list_of(Delivery))],
            )
        ]


@admin.register(Delivery)
class DeliveryAdmin(FirmAdmin):
    """What was sent to endpoints, and what they answered."""

    read_capability = "webhook.manage"
    list_display: ClassVar[list[Any]] = [
        "kind",
        "endpoint",
        "state",
        "attempts",
        "answer_status",
        "next_attempt",
        "created_at",
    ]
    list_filter: ClassVar[list[Any]] = ["state"]
    ordering = ["-created_at", "-id"]
    empty = _("Nothing was sent yet. What goes to a webhook is listed here, with the answer that it had.")
    acts = [
        Act(
            name="replay",
            label=_("Send again"),
            icon="replay",
            service=delivery_replay,
            capabilities=_MANAGE,
            row_id="delivery_id",
            versioned=False,
            explain=_("The same message goes out once more, under the same id, to the address as it is now."),
            done=_("It goes out once more."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Delivery]:
        """The door to deliveries."""
        return delivery_list()

    @admin.display(description=_("Next attempt at"), ordering="next_attempt_at")
    def next_attempt(self, row: Delivery) -> Any:
        """When it is tried again; nothing for one that is settled."""
        return instant(row.next_attempt_at) if row.settled_at is None else NOTHING
