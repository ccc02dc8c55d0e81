"""The regulators of each place over HTTP: the same for every firm, read-only."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from claimback.kernel import openapi
from claimback.kernel.errors import NotFound
from claimback.kernel.listing import Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView
from deadlines.law.catalogue import load_catalogue
from deadlines.law.regulators import (
    ENCLOSURES,
    FEES,
    FILED_WITH,
    WHEN,
    load_regulators,
    regulator_to_json,
)
from deadlines.models import CHECKED

PARTIES = ("insurer", "claimant")
PROCESSES = ("state", "federal")


class AgencySerializer(serializers.Serializer[Any]):
    """One agency."""

    name = serializers.CharField()
    domain = serializers.CharField(allow_blank=True, help_text="The host alone; empty where none is known.")
    phones = serializers.ListField(child=serializers.CharField())
    takes = serializers.ListField(child=serializers.ChoiceField(list(LINES_OF_BUSINESS)))
    role = serializers.CharField(allow_blank=True, help_text="What it is for, where agencies share the work.")


class ReviewFeeSerializer(serializers.Serializer[Any]):
    """What asking for external review costs, in US dollars."""

    kind = serializers.ChoiceField(list(FEES))
    amount = serializers.CharField(allow_blank=True)
    yearly_most = serializers.CharField(allow_blank=True)
    refunded = serializers.BooleanField(help_text="If the reviewer reverses.")
    waived = serializers.BooleanField(help_text="In hardship.")
    note = serializers.CharField(allow_blank=True)
    checked = serializers.ChoiceField(list(CHECKED))


class ReviewBindingSerializer(serializers.Serializer[Any]):
    """Whom the decision binds."""

    on = serializers.ListField(child=serializers.ChoiceField(PARTIES))
    note = serializers.CharField(allow_blank=True)
    checked = serializers.ChoiceField(list(CHECKED))


class ReviewOfficeSerializer(serializers.Serializer[Any]):
    """Who takes the request. It was checked as far as `filed_at` was."""

    name = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField(), help_text="Of its address, if it is known.")
    fax = serializers.CharField(allow_blank=True)


class ReviewEnclosureSerializer(serializers.Serializer[Any]):
    """What must go with the request."""

    kind = serializers.ChoiceField(list(ENCLOSURES))
    when = serializers.ChoiceField(list(WHEN))
    needed = serializers.BooleanField(help_text="Without it, it is no request.")
    name = serializers.CharField(allow_blank=True, help_text="The form's.")
    note = serializers.CharField(allow_blank=True)
    checked = serializers.ChoiceField(list(CHECKED))


class ReviewDoorSerializer(serializers.Serializer[Any]):
    """Where external review is asked for. Each part says how far it was checked."""

    process = serializers.ChoiceField(
        PROCESSES, help_text="Whose it is for plans under the Affordable Care Act."
    )
    filed_with = serializers.ChoiceField(list(FILED_WITH))
    filed_at = serializers.CharField()
    checked = serializers.ChoiceField(list(CHECKED))
    fee = ReviewFeeSerializer()
    binding = ReviewBindingSerializer()
    office = ReviewOfficeSerializer(allow_null=True)
    enclosures = ReviewEnclosureSerializer(many=True, help_text="As far as they are known.")
    note = serializers.CharField(allow_blank=True)


class RegulatorSerializer(serializers.Serializer[Any]):
    """The regulators of one place."""

    jurisdiction = serializers.ChoiceField(list(JURISDICTIONS))
    name = serializers.CharField(help_text="The place's name.")
    agencies = AgencySerializer(many=True)
    external_review = ReviewDoorSerializer()
    inquiry_rules = serializers.ListField(
        child=serializers.CharField(), help_text="The rules by which an insurer answers the regulator."
    )
    checked = serializers.ChoiceField(list(CHECKED), help_text="Of names, domains and telephone numbers.")
    checked_on = serializers.DateField()
    checked_against = serializers.CharField()


class RegulatorsSerializer(serializers.Serializer[Any]):
    """Every place that has an entry, by code."""

    regulators = RegulatorSerializer(many=True)


REGULATORS = Listing(serializer=RegulatorsSerializer, orderings=())
REGULATOR = Listing(serializer=RegulatorSerializer, orderings=())


class RegulatorsView(FirmView):
    """All of them."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("regulators", REGULATORS, summary="Read the regulators of every place")
    def get(self, request: Request) -> Response:
        """Every place's regulators, and where external review is asked for."""
        refuse_parameters(request)
        catalogue = load_catalogue()
        return Response(
            {"regulators": [regulator_to_json(each, catalogue) for each in load_regulators().values()]}
        )


class RegulatorView(FirmView):
    """One place's."""

    capabilities = {"GET": "deadline.read"}

    @openapi.reads("regulator", REGULATOR, summary="Read the regulators of a place")
    def get(self, request: Request, code: str) -> Response:
        """The place's regulators, by its code in capital or small letters."""
        refuse_parameters(request)
        found = load_regulators().get(code.upper())
        if found is None:
            raise NotFound
        return Response(regulator_to_json(found, load_catalogue()))
