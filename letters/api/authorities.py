"""The authorities that letters may cite, over HTTP: data of the program, the same for every firm."""

from typing import Any, get_args

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.selectors import case_list, referred
from claimback.kernel import openapi
from claimback.kernel.clock import today
from claimback.kernel.parameters import read_parameters
from claimback.tenancy.front_door import FirmView
from letters.writing.authorities import Survives, authorities, authorities_for
from letters.writing.facts import Checked

REACHES = get_args(Survives)


class AuthoritySerializer(serializers.Serializer[Any]):
    """One statute or regulation. A rebuttal names it by its id."""

    id = serializers.CharField()
    citation = serializers.CharField()
    holding = serializers.CharField(help_text="What it says, in one sentence of ours.")
    plan_types = serializers.ListField(child=serializers.CharField(), help_text="The plans that it governs.")
    lines = serializers.ListField(child=serializers.CharField())
    states = serializers.ListField(
        child=serializers.CharField(),
        help_text="The states whose law it is; none for law of the whole country.",
    )
    topics = serializers.ListField(child=serializers.CharField(), help_text="Its subjects.")
    survives = serializers.ChoiceField(
        REACHES,
        help_text="Which ERISA plans a state's law still reaches: all, the insured ones, or none.",
    )
    preemption = serializers.CharField(help_text="What displaces it, or what it displaces, in a sentence.")
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(allow_null=True, help_text="The day before which it was law.")
    checked = serializers.ChoiceField(
        get_args(Checked), help_text="Whether the law's own wording was read, or an account of it."
    )
    read = serializers.CharField(help_text="Which text of it was read.")


class AuthorityListParameters(serializers.Serializer[Any]):
    """What to list."""

    case_id = serializers.UUIDField(
        required=False,
        help_text="Only what a letter in this case may cite today, by its plan, line of business and state.",
    )


class AuthoritiesSerializer(serializers.Serializer[Any]):
    """Every authority."""

    results = AuthoritySerializer(many=True)


class AuthorityListView(FirmView):
    """The authorities."""

    capabilities = {"GET": "letter.read"}

    @openapi.described(parameters=[AuthorityListParameters])
    @openapi.computes(
        "authority_list", AuthoritiesSerializer, summary="List the authorities that letters may cite"
    )
    def get(self, request: Request) -> Response:
        """Every authority, or those for one case, in the catalogue's order. A letter that cites another is not
        approved."""
        case_id = read_parameters(request, AuthorityListParameters).get("case_id")
        found = tuple(authorities().values())
        if case_id is not None:
            case = referred(case_list(), case_id, "case_id")
            found = authorities_for(
                plan_type=case.plan_type,
                line=case.line_of_business,
                state=case.jurisdiction,
                on=today(case.time_zone),
            )
        rows = [
            {
                "id": row.id,
                "citation": row.citation,
                "holding": row.holding,
                "plan_types": sorted(row.plan_types),
                "lines": sorted(row.lines),
                "states": sorted(row.states),
                "topics": sorted(row.topics),
                "survives": row.survives,
                "preemption": row.preemption,
                "effective_from": row.effective_from,
                "effective_to": row.effective_to,
                "checked": row.checked,
                "read": row.read,
            }
            for row in found
        ]
        return Response({"results": rows})
