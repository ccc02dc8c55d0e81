"""How the firm is reminded, over HTTP: the terms that it set, and those that are in force."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.alert_terms import CIRCLES, DAYS_LIMIT, HOURS_LIMIT, STEPS_LIMIT
from deadlines.importance import IMPORTANCE
from deadlines.models import AlertPolicy
from deadlines.models.alerts import TERM_FIELDS
from deadlines.selectors import alert_policy_list, terms_in_force
from deadlines.services.alert_policies import alert_policy_change, alert_policy_set


class AlertPolicySerializer(serializers.ModelSerializer[AlertPolicy]):
    """The terms for deadlines of one importance, as the firm set them."""

    class Meta:
        model = AlertPolicy
        fields = ["id", "importance", *TERM_FIELDS, "version", "created_at", "updated_at"]


class AlertTermsInput(serializers.Serializer[Any]):
    """Terms to change. What is not named stays."""

    days_before = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=DAYS_LIMIT),
        max_length=STEPS_LIMIT,
        required=False,
        help_text="Days before the safe date of our own duty; 0 is the day.",
    )
    hours_before = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=HOURS_LIMIT),
        max_length=STEPS_LIMIT,
        required=False,
        help_text="Hours before the instant of a deadline that counts hours.",
    )
    warn_days = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=DAYS_LIMIT),
        max_length=STEPS_LIMIT,
        required=False,
        help_text="Days before what the insurer or another owes us.",
    )
    overdue_daily = serializers.BooleanField(
        required=False, help_text="Every day after, until it is acknowledged or closed; else once."
    )
    to = serializers.ListField(
        child=serializers.ChoiceField(list(CIRCLES)), required=False, help_text="Who is reminded first."
    )
    escalate_hours = serializers.IntegerField(
        min_value=1,
        max_value=HOURS_LIMIT,
        required=False,
        allow_null=True,
        help_text="After so many hours without an acknowledgement the next person up is told.",
    )
    in_digest = serializers.BooleanField(
        required=False, help_text="Together in one mail a day, at the hour that each member chose."
    )
    quiet_from = serializers.TimeField(
        required=False, allow_null=True, help_text="On the member's own clock."
    )
    quiet_until = serializers.TimeField(required=False, allow_null=True)


class AlertPolicyInput(AlertTermsInput):
    """For deadlines of which importance, and the terms. What is not named is as it is in force."""

    importance = serializers.ChoiceField(list(IMPORTANCE))


class TermsInForceSerializer(AlertTermsInput):
    """The terms for one importance, and whether the firm set them itself."""

    importance = serializers.ChoiceField(list(IMPORTANCE))
    set_by_firm = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """All of them are there."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = True
        return fields


class PoliciesInForceSerializer(serializers.Serializer[Any]):
    """By which terms the firm is reminded now."""

    policies = TermsInForceSerializer(many=True)


ALERT_POLICIES = Listing(
    serializer=AlertPolicySerializer,
    orderings=["created_at"],
    filters={
        "importance": Filter(
            "importance", serializers.ChoiceField(list(IMPORTANCE)), "For deadlines of this importance."
        ),
    },
)


class AlertPolicyListView(FirmView):
    """The terms that the firm set."""

    capabilities = {"GET": "deadline.read", "POST": "alert.policy"}

    @openapi.lists("alert_policy", ALERT_POLICIES, summary="List the terms of reminders that the firm set")
    def get(self, request: Request) -> Response:
        """A page of them; for an importance that is not there the defaults hold."""
        return self.page(ALERT_POLICIES, alert_policy_list())

    @openapi.creates(
        "alert_policy_set", AlertPolicyInput, AlertPolicySerializer, summary="Set the terms of reminders"
    )
    def post(self, request: Request) -> Response:
        """For deadlines of one importance. A critical one can't be muted. What is planned already follows."""
        policy = alert_policy_set(actor=self.member, **self.parse(AlertPolicyInput))
        return self.one(ALERT_POLICIES, alert_policy_list(), policy.id, status=201)


class AlertPolicyView(FirmView):
    """The terms for one importance."""

    capabilities = {"GET": "deadline.read", "PATCH": "alert.policy"}

    @openapi.reads("alert_policy", ALERT_POLICIES, summary="Read terms of reminders")
    def get(self, request: Request, id: UUID) -> Response:
        """As the firm set them."""
        return self.one(ALERT_POLICIES, alert_policy_list(), id)

    @openapi.changes(
        "alert_policy_change", AlertTermsInput, AlertPolicySerializer, summary="Change terms of reminders"
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change some of them. What is planned already follows."""
        terms = self.parse(AlertTermsInput, partial=True)
        alert_policy_change(actor=self.member, policy_id=id, version=expected_version(request), **terms)
        return self.one(ALERT_POLICIES, alert_policy_list(), id)


class PoliciesInForceView(FirmView):
    """By which terms the firm is reminded."""

    capabilities = {"GET": "deadline.read"}

    @openapi.computes(
        "alert_policies_in_force", PoliciesInForceSerializer, summary="Read the terms of reminders in force"
    )
    def get(self, request: Request) -> Response:
        """For each importance: the firm's own terms, or else the defaults."""
        refuse_parameters(request)
        own = set(alert_policy_list().values_list("importance", flat=True))
        shown = [
            {"importance": name, "set_by_firm": name in own, **asdict(terms)}
            for name, terms in terms_in_force().items()
        ]
        return Response({"policies": shown})
