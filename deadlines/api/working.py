"""The shapes that the docket, the clock of a case and the law share over HTTP."""

from typing import Any

from rest_framework import serializers

from deadlines.clock.answer import REMEDY_STATES
from deadlines.ladder.decisions import DECIDED
from deadlines.ladder.kinds import BOUND, CONSENTS, GIVES, KIND_LABELS, LEVELS, WHO
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

    rung = serializers.CharField(help_text="Its id in the ladder.")
    kind = serializers.ChoiceField(list(KIND_LABELS))
    title = serializers.CharField()
    state = serializers.ChoiceField(list(REMEDY_STATES))
    opens_on = serializers.DateField(allow_null=True)
    until = serializers.DateField(
        allow_null=True, help_text="The last day to take it; once it is taken, the last day for its answer."
    )
    why = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.ChoiceField(
        list(CHECKED),
        help_text="How far the law was checked that gives it and its dates: the weakest of them.",
    )
    level = serializers.ChoiceField(list(LEVELS))
    gives = serializers.ChoiceField(list(GIVES), help_text="Who gives it: the law, the contract, or nobody.")
    note = serializers.CharField(
        allow_blank=True, help_text="What else must be known of it, however it stands."
    )
    mandatory = serializers.BooleanField(help_text="Must be climbed before what follows it.")
    who = serializers.ListField(child=serializers.ChoiceField(list(WHO)), help_text="Who may take it.")
    filed_with = serializers.CharField(allow_blank=True)
    cost = serializers.CharField(allow_blank=True)
    binding = serializers.ListField(child=serializers.ChoiceField(list(BOUND)))
    binding_note = serializers.CharField(allow_blank=True)
    effects = serializers.ListField(
        child=serializers.CharField(), help_text="What taking it does to other clocks, with the citation."
    )
    forecloses = serializers.ListField(
        child=serializers.CharField(), help_text="The rungs that are lost by taking it."
    )
    parallel = serializers.ListField(
        child=serializers.CharField(), help_text="The rungs that may be climbed beside it."
    )
    needs = serializers.ListField(
        child=serializers.CharField(), help_text="Facts that are not given and on which it hangs."
    )
    consent = serializers.ChoiceField(
        list(CONSENTS), allow_blank=True, help_text="What must be on file before it may be taken."
    )
    decided = serializers.ChoiceField(
        list(DECIDED),
        allow_blank=True,
        help_text="What a licensed member decided about it.",
    )
    part = serializers.CharField(
        allow_null=True, help_text="The part of the claim, where parts are decided apart."
    )

    class Meta:
        ref_name = "Remedy"


class RemedyNotGivenSerializer(serializers.Serializer[Any]):
    """A remedy that people would expect and the law does not give here."""

    kind = serializers.ChoiceField(list(KIND_LABELS))
    title = serializers.CharField()
    why = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))

    class Meta:
        ref_name = "RemedyNotGiven"


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
