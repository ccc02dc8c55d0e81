"""The shapes that the docket, the clock of a case and the law share over HTTP."""

from typing import Any

from rest_framework import serializers

from deadlines.models import CHECKED, DUTY_OF


class StepSerializer(serializers.Serializer[Any]):
    """One line of the working."""

    step = serializers.CharField()
    result = serializers.CharField()
    why = serializers.CharField()

    class Meta:
        ref_name = "WorkingStep"


class RemedySerializer(serializers.Serializer[Any]):
    """One rung of the ladder and how it stands."""

    rung = serializers.CharField()
    state = serializers.ChoiceField(
        ["available", "not_yet", "pending", "lost", "exhausted", "deemed_exhausted"]
    )
    opens_on = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    why = serializers.CharField()
    citation = serializers.CharField()
    part = serializers.CharField(
        allow_null=True, help_text="The part of the claim, where parts are decided apart."
    )
    checked = serializers.ChoiceField(
        list(CHECKED), allow_null=True, help_text="How far the law was checked that gives its dates."
    )

    class Meta:
        ref_name = "Remedy"


class ClockDeadlineSerializer(serializers.Serializer[Any]):
    """One rule applied to the case now, those that still wait for their event among them."""

    rule = serializers.CharField()
    rule_version = serializers.IntegerField()
    duty_of = serializers.ChoiceField(list(DUTY_OF))
    act = serializers.CharField()
    trigger = serializers.CharField()
    trigger_event_id = serializers.UUIDField(allow_null=True)
    trigger_on = serializers.DateField(allow_null=True, help_text="The day from which it is counted.")
    part = serializers.CharField(
        allow_null=True, help_text="The part of the claim, where parts are decided apart."
    )
    satisfied_by = serializers.CharField()
    satisfied_events = serializers.ListField(child=serializers.CharField())
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    safe_on = serializers.DateField(allow_null=True)
    condition = serializers.CharField(allow_null=True)
    needs = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(["open", "met", "missed", "waiting", "tolled", "undated", "unknown"])
    met_by_event_id = serializers.UUIDField(allow_null=True)
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    working = StepSerializer(many=True)

    class Meta:
        ref_name = "ClockDeadline"


class NotApplicableSerializer(serializers.Serializer[Any]):
    """A rule of the same line that does not govern the case, and why."""

    rule = serializers.CharField()
    why = serializers.CharField()

    class Meta:
        ref_name = "NotApplicable"
