"""The next best step of a case over HTTP: its ladder, which the docket computes, with facts from every floor.

It belongs to no floor, for it looks into all. The order is `deadlines.ladder.next_step`'s.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Case
from cases.selectors import one
from claimback.kernel.openapi import MoneySerializer, computes
from claimback.kernel.parameters import refuse_parameters
from claimback.leverage import Gathered, leverage_of
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.member import Member
from deadlines.api.working import RemedySerializer
from deadlines.clock.answer import Answer
from deadlines.ladder.next_step import LEVERAGE_KINDS, Leverage, NextSteps, Step, next_steps
from deadlines.present import answer_now
from deadlines.selectors import case_rows


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """A case's ladder as it stands, the facts that bear on it, and its open rungs in order."""

    as_of: datetime
    answer: Answer
    gathered: Gathered
    steps: NextSteps


def case_steps(member: Member, case: Case) -> CaseSteps:
    """The open rungs of a case, the best next step first; `case` as `case_rows` reads it, with its policy."""
    as_of, answer = answer_now(case)
    gathered = leverage_of(member, case)
    return CaseSteps(as_of, answer, gathered, next_steps(answer.remedies, gathered.facts, as_of.date()))


class LeverageSerializer(serializers.Serializer[Any]):
    """One fact that bears on a rung: no more than its row says."""

    kind = serializers.ChoiceField(list(LEVERAGE_KINDS))
    says = serializers.CharField()
    path = serializers.CharField(help_text="The address of what it stands on, inside the firm.")
    citation = serializers.CharField(allow_blank=True, help_text="The law or the source.")
    days_late = serializers.IntegerField(allow_null=True)
    amount = MoneySerializer(allow_null=True)


class StepReasonSerializer(serializers.Serializer[Any]):
    """Why a step stands where it does."""

    code = serializers.CharField()
    says = serializers.CharField()


class NextStepSerializer(serializers.Serializer[Any]):
    """One rung, why it stands where it does, and what bears on it."""

    remedy = RemedySerializer()
    days_left = serializers.IntegerField(allow_null=True)
    reasons = StepReasonSerializer(many=True)
    leverage = LeverageSerializer(many=True)


class NextStepsSerializer(serializers.Serializer[Any]):
    """The open rungs of a case, the best next step first. No probability is given, for nobody counted one."""

    as_of = serializers.DateTimeField()
    ladder = serializers.CharField(allow_blank=True, help_text="Its id; empty where the catalogue has none.")
    steps = NextStepSerializer(many=True, help_text="By deadline, then by what bears on them.")
    declined = NextStepSerializer(many=True, help_text="Open, and not to be taken by a member's decision.")
    awaited = NextStepSerializer(many=True, help_text="Taken, and the answer is awaited.")
    leverage = LeverageSerializer(many=True, help_text="Every fact, also one that bears on no open rung.")
    not_shown = serializers.ListField(
        child=serializers.ChoiceField(list(LEVERAGE_KINDS)), help_text="Facts that your role does not see."
    )


class NextStepsView(FirmView):
    """What to do next on a case."""

    capabilities = {"GET": "deadline.read"}

    @computes("case_next_steps", NextStepsSerializer, summary="Read the next best steps of a case")
    def get(self, request: Request, id: UUID) -> Response:
        """The open rungs in order of deadline and leverage, each with why and with the facts that bear on it."""
        refuse_parameters(request)
        self.member.require("case.read")
        found = case_steps(self.member, one(case_rows(), id))
        return Response(
            {
                "as_of": found.as_of,
                "ladder": found.answer.ladder,
                "steps": _steps(found.steps.steps),
                "declined": _steps(found.steps.declined),
                "awaited": _steps(found.steps.awaited),
                "leverage": [_fact(fact) for fact in found.gathered.facts],
                "not_shown": found.gathered.not_shown,
            }
        )


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {
            "remedy": asdict(step.remedy),
            "days_left": step.days_left,
            "reasons": [asdict(reason) for reason in step.reasons],
            "leverage": [_fact(fact) for fact in step.leverage],
        }
        for step in steps
    ]


def _fact(fact: Leverage) -> dict[str, Any]:
    data = asdict(fact)
    amount, currency = data.pop("amount"), data.pop("currency")
    return data | {"amount": None if amount is None else {"amount": str(amount), "currency": currency}}
