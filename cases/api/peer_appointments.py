"""Peer-to-peer calls that are to come over HTTP: proposed, agreed, held, missed, cancelled, with the invitation."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.calls import AnswerInput
from cases.api.correspondence import PromiseMadeInput, QuestionSerializer
from cases.models import PeerAppointment, PeerInvitation
from cases.models.peer_appointment import INVITATION_KINDS, INVITED
from cases.models.peer_to_peer import OUTCOMES
from cases.selectors import peer_appointment_list, peer_invitation_list
from cases.services import peer_appointments as appointments
from cases.services.peer_invitations import invitation_file
from cases.states import PEER_APPOINTMENT_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.fields import InstantField
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.parameters import refuse_parameters
from claimback.kernel.rendered import binary, rendered
from claimback.notify.models import OBLIGATION_EDGES
from claimback.tenancy.front_door import FirmView

ICS = "text/calendar"

_KNOWN = [
    "treating_npi",
    "treating_license",
    "reviewer_name",
    "reviewer_specialty",
    "reviewer_npi",
    "reviewer_license",
    "reviewer_company",
    "minutes",
    "dial_in",
]
_REVIEWER = ["reviewer_name", "reviewer_specialty", "reviewer_npi", "reviewer_license", "reviewer_company"]


class PeerInvitationSerializer(serializers.ModelSerializer[PeerInvitation]):
    """One mail about a call, and what became of it."""

    case_id = serializers.UUIDField()
    appointment_id = serializers.UUIDField()

    kind = serializers.ChoiceField(list(INVITATION_KINDS))
    invited = serializers.ChoiceField(list(INVITED))
    state = serializers.ChoiceField(OBLIGATION_EDGES.states)

    class Meta:
        model = PeerInvitation
        fields = [
            *("id", "case_id", "appointment_id", "kind", "invited", "sequence", "hours"),
            *(
                "due_at",
                "state",
                "settled_at",
                "sent_to",
                "last_error",
                "version",
                "created_at",
                "updated_at",
            ),
        ]


class PeerAppointmentSerializer(serializers.ModelSerializer[PeerAppointment]):
    """A call that was arranged, as it is read. Times are told in `time_zone`."""

    case_id = serializers.UUIDField()
    case_number = serializers.CharField(source="case.number")
    denial_id = serializers.UUIDField(allow_null=True)
    provider_id = serializers.UUIDField()
    provider_name = serializers.CharField(source="provider.name")
    provider_specialty = serializers.CharField(source="provider.specialty")
    member_id = serializers.UUIDField()
    slots = serializers.ListField(child=serializers.DateTimeField())
    to_ask = serializers.ListField(child=serializers.CharField())
    correspondence_id = serializers.UUIDField(allow_null=True, help_text="What was said on it.")

    class Meta:
        model = PeerAppointment
        fields = [
            *(
                "id",
                "case_id",
                "case_number",
                "denial_id",
                "provider_id",
                "provider_name",
                "provider_specialty",
            ),
            *("member_id", *_KNOWN, "time_zone", "slots", "starts_at", "first_at", "to_ask"),
            *(
                "state",
                "state_reason",
                "sequence",
                "correspondence_id",
                "version",
                "created_at",
                "updated_at",
            ),
        ]


class _Known(serializers.ModelSerializer[PeerAppointment]):
    """What may be said of a call when it is proposed and later."""

    denial_id = serializers.UUIDField(required=False, allow_null=True)
    provider_id = serializers.UUIDField(help_text="The treating doctor: a provider on the case.")
    member_id = serializers.UUIDField(required=False, help_text="Who looks after it.")
    time_zone = serializers.CharField(required=False, help_text="An IANA name.")
    slots = serializers.ListField(
        child=InstantField(), min_length=1, max_length=appointments.SLOTS_LIMIT, help_text="To choose from."
    )
    to_ask = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=appointments.QUESTIONS_LIMIT
    )


class PeerAppointmentInput(_Known):
    """A call to propose."""

    case_id = serializers.UUIDField()

    class Meta:
        model = PeerAppointment
        fields = ["case_id", "denial_id", "provider_id", "member_id", *_KNOWN, "time_zone", "slots", "to_ask"]


class PeerAppointmentChangeInput(_Known):
    """What may be changed of it; its doctor, member and proposed times until a time is agreed."""

    class Meta:
        model = PeerAppointment
        fields = ["denial_id", "provider_id", "member_id", *_KNOWN, "time_zone", "slots", "to_ask"]


class PeerAgreeInput(serializers.Serializer[Any]):
    """The time that both sides agree to."""

    starts_at = InstantField()


class ReviewerInput(serializers.ModelSerializer[PeerAppointment]):
    """What was learnt of the reviewer."""

    class Meta:
        model = PeerAppointment
        fields = _REVIEWER


class PeerHoldInput(serializers.Serializer[Any]):
    """What came of the call."""

    outcome = serializers.ChoiceField(list(OUTCOMES))
    body = serializers.CharField(help_text="What was said.")
    would_change = serializers.CharField(required=False, allow_blank=True)
    reviewer = ReviewerInput(required=False)
    occurred_at = InstantField(required=False, help_text="By default at the time that was agreed.")
    ended_at = InstantField(required=False)
    call_reference = serializers.CharField(required=False, allow_blank=True, max_length=80)
    answers = serializers.ListField(child=AnswerInput(), required=False, max_length=40)
    questions = serializers.ListField(child=QuestionSerializer(), required=False, max_length=40)
    promises = serializers.ListField(child=PromiseMadeInput(), required=False, max_length=20)


class PeerReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=300)


PEER_APPOINTMENTS = Listing(
    serializer=PeerAppointmentSerializer,
    orderings=["first_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "state": Filter(
            "state", serializers.ChoiceField(PEER_APPOINTMENT_EDGES.states), "How it stands.", many=True
        ),
        "member_id": Filter("member_id", serializers.UUIDField(), "Who looks after it."),
    },
)
PEER_INVITATIONS = Listing(
    serializer=PeerInvitationSerializer,
    orderings=["due_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "appointment_id": Filter("appointment_id", serializers.UUIDField(), "To which call."),
        "state": Filter(
            "state", serializers.ChoiceField(OBLIGATION_EDGES.states), "How it stands.", many=True
        ),
    },
)


class PeerAppointmentListView(FirmView):
    """Calls between doctors that were arranged."""

    capabilities = {"GET": "correspondence.read", "POST": "correspondence.write"}

    @openapi.lists("peer_appointment", PEER_APPOINTMENTS, summary="List peer-to-peer appointments")
    def get(self, request: Request) -> Response:
        """A page of them, by the time that was agreed, or else the earliest that was proposed."""
        return self.page(PEER_APPOINTMENTS, peer_appointment_list())

    @openapi.creates(
        "peer_appointment_propose",
        PeerAppointmentInput,
        PeerAppointmentSerializer,
        summary="Propose a peer-to-peer call",
    )
    def post(self, request: Request) -> Response:
        """Propose a call of the treating doctor with the insurer's reviewer, at one of several times."""
        made = appointments.peer_appointment_propose(actor=self.member, **self.parse(PeerAppointmentInput))
        return self.one(PEER_APPOINTMENTS, peer_appointment_list(), made.id, status=201)


class PeerAppointmentView(FirmView):
    """One of them."""

    capabilities = {"GET": "correspondence.read", "PATCH": "correspondence.write"}

    @openapi.reads("peer_appointment", PEER_APPOINTMENTS, summary="Read a peer-to-peer appointment")
    def get(self, request: Request, id: UUID) -> Response:
        """One call."""
        return self.one(PEER_APPOINTMENTS, peer_appointment_list(), id)

    @openapi.changes(
        "peer_appointment_change",
        PeerAppointmentChangeInput,
        PeerAppointmentSerializer,
        summary="Change a peer-to-peer appointment",
    )
    def patch(self, request: Request, id: UUID) -> Response:
        """Change what is known of it; those who are invited hear of what concerns them."""
        changes = self.parse(PeerAppointmentChangeInput, partial=True)
        appointments.peer_appointment_change(
            actor=self.member, appointment_id=id, version=expected_version(request), **changes
        )
        return self.one(PEER_APPOINTMENTS, peer_appointment_list(), id)


class _ActView(FirmView):
    """What moves one of them from state to state."""

    capabilities = {"POST": "correspondence.write"}

    def act(self, request: Request, id: UUID, service: Any, given: dict[str, Any]) -> Response:
        """Call the service, and answer with the appointment as it is now."""
        service(actor=self.member, appointment_id=id, version=expected_version(request), **given)
        return self.one(PEER_APPOINTMENTS, peer_appointment_list(), id)


class PeerAgreeView(_ActView):
    """The time that was agreed."""

    @openapi.acts(
        "peer_appointment_agree",
        PeerAgreeInput,
        PeerAppointmentSerializer,
        summary="Agree to a time for a peer-to-peer call",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Agree to a time, or to another one: our doctor and our member are invited."""
        return self.act(request, id, appointments.peer_appointment_agree, self.parse(PeerAgreeInput))


class PeerHoldView(_ActView):
    """A call that was held."""

    @openapi.acts(
        "peer_appointment_hold",
        PeerHoldInput,
        PeerAppointmentSerializer,
        summary="Record that a peer-to-peer call was held",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """It goes into the log, with both doctors, what was asked and what came of it."""
        held = self.parse(PeerHoldInput)
        held["answers"] = {each["code"]: each["answer"] for each in held.get("answers", [])}
        return self.act(request, id, appointments.peer_appointment_hold, held)


class PeerMissView(_ActView):
    """A call that did not come about."""

    @openapi.acts(
        "peer_appointment_miss",
        PeerReasonInput,
        PeerAppointmentSerializer,
        summary="Record that a peer-to-peer call was missed",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Its time has passed and it was not held, for a reason."""
        return self.act(request, id, appointments.peer_appointment_miss, self.parse(PeerReasonInput))


class PeerCancelView(_ActView):
    """A call that is off."""

    @openapi.acts(
        "peer_appointment_cancel",
        PeerReasonInput,
        PeerAppointmentSerializer,
        summary="Cancel a peer-to-peer call",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """There is no call, for a reason; those who were invited hear of it."""
        return self.act(request, id, appointments.peer_appointment_cancel, self.parse(PeerReasonInput))


class PeerInvitationListView(FirmView):
    """The mails about calls that our doctors and members are owed."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.lists("peer_invitation", PEER_INVITATIONS, summary="List mails about peer-to-peer calls")
    def get(self, request: Request) -> Response:
        """A page of them, the earliest due first."""
        return self.page(PEER_INVITATIONS, peer_invitation_list())


class PeerInvitationOneView(FirmView):
    """One of them."""

    capabilities = {"GET": "correspondence.read"}

    @openapi.reads("peer_invitation", PEER_INVITATIONS, summary="Read a mail about a peer-to-peer call")
    def get(self, request: Request, id: UUID) -> Response:
        """What became of one mail."""
        return self.one(PEER_INVITATIONS, peer_invitation_list(), id)


class PeerInvitationView(FirmView):
    """The invitation as a file for a calendar."""

    capabilities = {"GET": "correspondence.read"}

    @extend_schema(
        operation_id="peer_appointment_invitation",
        summary="Download the invitation to a peer-to-peer call",
        responses={**binary(ICS), **openapi.problems(400, 401, 403, 404, 409)},
    )
    def get(self, request: Request, id: UUID) -> Response:
        """The invitation as it stands (iCalendar), as those who are invited have it by mail."""
        refuse_parameters(request)
        name, data = invitation_file(actor=self.member, appointment_id=id)
        return rendered(request, data, ICS, name=name)
