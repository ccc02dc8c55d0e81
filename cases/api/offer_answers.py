"""What becomes of demands and offers over HTTP: received, told, rejected, withdrawn, accepted; and their gates."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.offers import (
    OFFER_STEPS,
    OFFERS,
    CarriedInput,
    KeptLinkSerializer,
    KeptWaiverSerializer,
    OfferSerializer,
    OfferStepSerializer,
)
from cases.selectors import one
from cases.selectors.negotiation import offer_list, offer_step_list
from cases.services.acceptance import offer_accept, offer_set_aside
from cases.services.gates import gate_waive, offer_gates, release_read
from cases.services.offer_answers import offer_arrive, offer_extend, offer_reject, offer_tell, offer_withdraw
from cases.settlement.gates import GATE_TITLES, GATES, RESULTS
from cases.settlement.negotiation import REJECTION_REASONS
from cases.vocabulary import CHANNELS, PROOF_GRADES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.kernel.parameters import refuse_parameters
from claimback.tenancy.front_door import FirmView


class ArriveInput(CarriedInput):
    """When and by what proof the insurer received a number of ours."""

    on = serializers.DateField()
    proof_grade = serializers.ChoiceField(PROOF_GRADES, required=False, allow_blank=True)


class TellInput(CarriedInput):
    """When and how the client was told."""

    channel = serializers.ChoiceField(list(CHANNELS))
    on = serializers.DateField(required=False, allow_null=True, help_text="By default today.")
    words = serializers.CharField(required=False, allow_blank=True, help_text="What was said.")


class OfferExtendInput(CarriedInput):
    """Until when an offer stands now: a day or an instant."""

    expires_on = serializers.DateField(required=False, allow_null=True)
    expires_at = InstantField(required=False, allow_null=True)
    words = serializers.CharField(required=False, allow_blank=True, help_text="Why, and how it was said.")


class AnswerInput(CarriedInput):
    """When an answer was given: `on` a day, `at` an instant, or now."""

    on = serializers.DateField(required=False, allow_null=True)
    at = InstantField(required=False, allow_null=True)


class RejectInput(AnswerInput):
    """Why it is rejected."""

    reasons = serializers.ListField(
        child=serializers.ChoiceField(list(REJECTION_REASONS)),
        min_length=1,
        max_length=len(REJECTION_REASONS),
    )
    words = serializers.CharField(required=False, allow_blank=True)


class AcceptInput(AnswerInput):
    """An acceptance."""

    words = serializers.CharField(required=False, allow_blank=True)


class OfferWithdrawInput(CarriedInput):
    """Why it is withdrawn."""

    words = serializers.CharField(help_text="Why, and how the other side was told.")
    on = serializers.DateField(required=False, allow_null=True, help_text="By default today.")


class SetAsideInput(serializers.Serializer[Any]):
    """What became of a settlement."""

    reason = serializers.CharField()


class WaiveGateInput(serializers.Serializer[Any]):
    """Which gate is let be, and why."""

    gate = serializers.ChoiceField(list(GATE_TITLES))
    reason = serializers.CharField()


class ReadReleaseInput(serializers.Serializer[Any]):
    """Which rights the release gives up."""

    words = serializers.CharField(help_text="Rights given up beyond this claim, or that there are none.")
    document_id = serializers.UUIDField(required=False, allow_null=True, help_text="The release.")


class GateSerializer(serializers.Serializer[Any]):
    """One gate as it stands."""

    gate = serializers.ChoiceField(list(GATE_TITLES))
    title = serializers.CharField()
    state = serializers.ChoiceField(list(RESULTS))
    why = serializers.CharField()
    remedy = serializers.CharField(help_text="What to do; empty unless it is open.")
    waivable = serializers.BooleanField()
    link = KeptLinkSerializer(allow_null=True)
    waiver = KeptWaiverSerializer(allow_null=True)


class OfferGatesSerializer(serializers.Serializer[Any]):
    """The gates before a number of ours is put as a final demand, or theirs is accepted."""

    gates = GateSerializer(many=True)


class OfferGatesView(FirmView):
    """What must be sure."""

    capabilities = {"GET": "money.read"}

    @openapi.computes("offer_gates", OfferGatesSerializer, summary="Read the gates before an offer")
    def get(self, request: Request, id: UUID) -> Response:
        """Each gate as it stands now: passed, open with its remedy, or waived by whom and why."""
        refuse_parameters(request)
        results = offer_gates(one(offer_list().select_related("case"), id))
        return Response(
            {
                "gates": [
                    {
                        "gate": result.gate,
                        "title": GATES[result.gate].title,
                        "state": result.state,
                        "why": result.why,
                        "remedy": result.remedy,
                        "waivable": GATES[result.gate].waivable,
                        "link": result.link and {"resource": result.link.resource, "id": str(result.link.id)},
                        "waiver": result.waiver
                        and {
                            "by": result.waiver.by,
                            "why": result.waiver.why,
                            "on": result.waiver.on.isoformat(),
                        },
                    }
                    for result in results
                ]
            }
        )


class OfferWaiveGateView(FirmView):
    """A gate that is let be."""

    capabilities = {"POST": "gate.waive"}

    @openapi.acts("offer_waive_gate", WaiveGateInput, OfferStepSerializer, summary="Waive a gate")
    def post(self, request: Request, id: UUID) -> Response:
        """Let one gate be for this offer alone, with a reason, under the member's licence."""
        waiver = self.parse(WaiveGateInput)
        step = gate_waive(actor=self.member, offer_id=id, version=expected_version(request), **waiver)
        return self.one(OFFER_STEPS, offer_step_list(), step.id)


class OfferReadReleaseView(FirmView):
    """A release that was read."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts(
        "offer_read_release", ReadReleaseInput, OfferStepSerializer, summary="Note what a release gives up"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Note which rights the release of an offer gives up beyond this claim."""
        reading = self.parse(ReadReleaseInput)
        step = release_read(actor=self.member, offer_id=id, version=expected_version(request), **reading)
        return self.one(OFFER_STEPS, offer_step_list(), step.id)


class OfferArriveView(FirmView):
    """A number of ours that reached the insurer."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts("offer_arrive", ArriveInput, OfferSerializer, summary="Note that a demand was received")
    def post(self, request: Request, id: UUID) -> Response:
        """Note the insurer's receipt: the law may count its time to answer from it."""
        arrival = self.parse(ArriveInput)
        offer_arrive(actor=self.member, offer_id=id, version=expected_version(request), **arrival)
        return self.one(OFFERS, offer_list(), id)


class OfferTellView(FirmView):
    """The client hears of it."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts("offer_tell", TellInput, OfferSerializer, summary="Note that the client was told")
    def post(self, request: Request, id: UUID) -> Response:
        """Note when and how the client was told of an offer; the task that asks for it is done."""
        told = self.parse(TellInput)
        offer_tell(actor=self.member, offer_id=id, version=expected_version(request), **told)
        return self.one(OFFERS, offer_list(), id)


class OfferExtendView(FirmView):
    """More time."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts(
        "offer_extend", OfferExtendInput, OfferSerializer, summary="Let a demand or an offer stand longer"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record that whoever put it lets it stand longer; the docket follows."""
        longer = self.parse(OfferExtendInput)
        offer_extend(actor=self.member, offer_id=id, version=expected_version(request), **longer)
        return self.one(OFFERS, offer_list(), id)


class OfferRejectView(FirmView):
    """A rejection."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts("offer_reject", RejectInput, OfferSerializer, summary="Reject a demand or an offer")
    def post(self, request: Request, id: UUID) -> Response:
        """Record that whoever it was put to rejected it, and why."""
        answer = self.parse(RejectInput)
        offer_reject(actor=self.member, offer_id=id, version=expected_version(request), **answer)
        return self.one(OFFERS, offer_list(), id)


class OfferWithdrawView(FirmView):
    """A withdrawal."""

    capabilities = {"POST": "offer.write"}

    @openapi.acts(
        "offer_withdraw", OfferWithdrawInput, OfferSerializer, summary="Withdraw a demand or an offer"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Record that whoever put it took it back before it was answered, or drop a draft."""
        withdrawal = self.parse(OfferWithdrawInput)
        offer_withdraw(actor=self.member, offer_id=id, version=expected_version(request), **withdrawal)
        return self.one(OFFERS, offer_list(), id)


class OfferAcceptView(FirmView):
    """An acceptance."""

    capabilities = {"POST": "offer.accept"}

    @openapi.acts("offer_accept", AcceptInput, OfferSerializer, summary="Accept an offer")
    def post(self, request: Request, id: UUID) -> Response:
        """Accept the insurer's offer, every gate passed or waived, or record that the insurer accepted ours."""
        answer = self.parse(AcceptInput)
        offer_accept(actor=self.member, offer_id=id, version=expected_version(request), **answer)
        return self.one(OFFERS, offer_list(), id)


class OfferSetAsideView(FirmView):
    """The end of an acceptance."""

    capabilities = {"POST": "offer.accept"}

    @openapi.acts("offer_set_aside", SetAsideInput, OfferSerializer, summary="Set an acceptance aside")
    def post(self, request: Request, id: UUID) -> Response:
        """Record that a settlement came to nothing, or was recorded in error. Its parts may be settled anew."""
        reason = self.parse(SetAsideInput)
        offer_set_aside(actor=self.member, offer_id=id, version=expected_version(request), **reason)
        return self.one(OFFERS, offer_list(), id)
