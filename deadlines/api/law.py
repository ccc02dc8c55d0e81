"""The catalogue of law over HTTP: the same for every firm, read-only."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.listing import Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.importance import IMPORTANCE
from deadlines.law.catalogue import load_catalogue
from deadlines.law.tables import rule_to_json
from deadlines.models import CHECKED, DUTY_OF


class LawRuleSerializer(serializers.Serializer[Any]):
    """One version of one rule. What a rule does not have is left out."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    body = serializers.CharField(help_text="The body of law that it is part of.")
    jurisdiction = serializers.CharField()
    except_in = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Places whose own rule takes its place."
    )
    lines = serializers.ListField(child=serializers.CharField())
    plan_types = serializers.ListField(child=serializers.CharField())
    duty_of = serializers.ChoiceField(list(DUTY_OF))
    act = serializers.CharField()
    trigger = serializers.DictField()
    period = serializers.DictField()
    counting = serializers.DictField()
    satisfied_by = serializers.CharField()
    satisfied_events = serializers.ListField(child=serializers.CharField(), required=False)
    when = serializers.DictField(
        required=False, help_text="Facts that it hangs on, with the values it governs."
    )
    effective = serializers.DictField(required=False)
    extension = serializers.DictField(required=False)
    tolling = serializers.ListField(child=serializers.DictField(), required=False)
    later_of = serializers.CharField(required=False)
    earlier_of = serializers.CharField(required=False)
    consequence = serializers.CharField(required=False)
    importance = serializers.ChoiceField(list(IMPORTANCE), required=False)
    remedy = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="What the law makes who missed the date pay."
    )
    citation = serializers.CharField()
    paraphrase = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    checked_on = serializers.DateField()
    checked_against = serializers.CharField()
    note = serializers.CharField(required=False)


class LawSerializer(serializers.Serializer[Any]):
    """Rules in the order of the catalogue."""

    rules = LawRuleSerializer(many=True)


LAW = Listing(serializer=LawSerializer, orderings=())


class LawView(FirmView):
    """The whole catalogue."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("law", LAW, summary="Read the rules of law")
    def get(self, request: Request) -> Response:
        """Every rule, in every version."""
        refuse_parameters(request)
        return Response({"rules": [rule_to_json(rule) for rule in load_catalogue().rules]})


class LawRuleView(FirmView):
    """One rule."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("law_rule", LAW, summary="Read a rule of law")
    def get(self, request: Request, rule: str) -> Response:
        """Every version of one rule, the oldest first."""
        refuse_parameters(request)
        versions = load_catalogue().versions(rule)
        if not versions:
            raise NotFound
        return Response({"rules": [rule_to_json(version) for version in versions]})
