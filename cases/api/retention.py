"""Legal holds, rules of retention, and disposals over HTTP."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.documents import DOCUMENTS
from cases.models import Disposal, LegalHold, RetentionRule
from cases.models.evidence import DOCUMENT_KINDS
from cases.selectors import disposal_list, legal_hold_list, retention_rule_list
from cases.services.holds import REASON_LIMIT, hold_lift, hold_place
from cases.services.retention import (
    YEARS_LIMIT,
    disposal_decide,
    disposal_finish,
    disposal_withdraw,
    due_for_disposal,
    retention_set,
)
from cases.states import DISPOSAL_EDGES
from claimback.kernel import openapi
from claimback.kernel.clock import today
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.tenancy.front_door import FirmView


class LegalHoldSerializer(serializers.ModelSerializer[LegalHold]):
    """A legal hold. It stands while `lifted_at` is null."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(allow_null=True, help_text="Null: the whole case.")
    placed_by_id = serializers.UUIDField()
    lifted_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = LegalHold
        fields = [
            "id",
            "case_id",
            "document_id",
            "reason",
            "placed_by_id",
            "lifted_at",
            "lifted_by_id",
            "lifted_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class LegalHoldInput(serializers.Serializer[Any]):
    """What is held, and why."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Without it the whole case."
    )
    reason = serializers.CharField(max_length=REASON_LIMIT)


class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LIMIT)

    class Meta:
        ref_name = "RetentionReason"


class RetentionRuleSerializer(serializers.ModelSerializer[RetentionRule]):
    """For how many years after closing documents of a kind are kept at least."""

    class Meta:
        model = RetentionRule
        fields = ["id", "kind", "years", "version", "created_at", "updated_at"]


class RetentionRuleInput(serializers.Serializer[Any]):
    """A kind of document and its years. An empty kind is all that have no rule of their own."""

    kind = serializers.ChoiceField(list(DOCUMENT_KINDS), allow_blank=True, required=False, default="")
    years = serializers.IntegerField(min_value=1, max_value=YEARS_LIMIT)


class DisposalSerializer(serializers.ModelSerializer[Disposal]):
    """A decision to destroy a document; until it is final it is undone."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    document_title = serializers.CharField(source="document.title")
    decided_by_id = serializers.UUIDField()
    settled_by_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Disposal
        fields = [
            "id",
            "case_id",
            "document_id",
            "document_title",
            "state",
            "reason",
            "decided_by_id",
            "not_before",
            "settled_by_id",
            "settled_reason",
            "version",
            "created_at",
            "updated_at",
        ]


class DisposalInput(serializers.Serializer[Any]):
    """Which document is destroyed, and why."""

    document_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=REASON_LIMIT)


_OF_CASE = Filter("case_id", serializers.UUIDField(), "Of which case.")
LEGAL_HOLDS = Listing(
    serializer=LegalHoldSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": _OF_CASE,
        "document_id": Filter("document_id", serializers.UUIDField(), "On which document."),
        "standing": Filter("lifted_at__isnull", serializers.BooleanField(), "Whether it stands still."),
    },
)
RETENTION_RULES = Listing(serializer=RetentionRuleSerializer, orderings=["created_at"])
DISPOSALS = Listing(
    serializer=DisposalSerializer,
    orderings=["-created_at"],
    filters={
        "case_id": _OF_CASE,
        "document_id": Filter("document_id", serializers.UUIDField(), "Of which document."),
        "state": Filter("state", serializers.ChoiceField(DISPOSAL_EDGES.states), "How far it came."),
    },
)


class LegalHoldListView(FirmView):
    """The firm's legal holds."""

    capabilities = {"GET": "document.read", "POST": "document.hold"}

    @openapi.lists("legal_hold", LEGAL_HOLDS, summary="List legal holds")
    def get(self, request: Request) -> Response:
        """A page of holds, the latest first."""
        return self.page(LEGAL_HOLDS, legal_hold_list())

    @openapi.creates(
        "legal_hold_place", LegalHoldInput, LegalHoldSerializer, summary="Hold a case or a document"
    )
    def post(self, request: Request) -> Response:
        """Nothing of it is destroyed until the hold is lifted."""
        hold = hold_place(actor=self.member, **self.parse(LegalHoldInput))
        return self.one(LEGAL_HOLDS, legal_hold_list(), hold.id, status=201)


class LegalHoldView(FirmView):
    """One legal hold."""

    capabilities = {"GET": "document.read"}

    @openapi.reads("legal_hold", LEGAL_HOLDS, summary="Read a legal hold")
    def get(self, request: Request, id: UUID) -> Response:
        """One hold."""
        return self.one(LEGAL_HOLDS, legal_hold_list(), id)


class LegalHoldLiftView(FirmView):
    """The end of a legal hold."""

    capabilities = {"POST": "document.hold"}

    @openapi.acts("legal_hold_lift", ReasonInput, LegalHoldSerializer, summary="Lift a legal hold")
    def post(self, request: Request, id: UUID) -> Response:
        """It stays on the record with the reason."""
        version = expected_version(request)
        hold_lift(actor=self.member, hold_id=id, version=version, **self.parse(ReasonInput))
        return self.one(LEGAL_HOLDS, legal_hold_list(), id)


class RetentionRuleListView(FirmView):
    """The firm's rules of retention."""

    capabilities = {"GET": "document.read", "POST": "document.dispose"}

    @openapi.lists("retention_rule", RETENTION_RULES, summary="List for how long documents are kept")
    def get(self, request: Request) -> Response:
        """A page of rules."""
        return self.page(RETENTION_RULES, retention_rule_list())

    @openapi.creates(
        "retention_rule_set",
        RetentionRuleInput,
        RetentionRuleSerializer,
        summary="Set for how long documents of a kind are kept",
    )
    def post(self, request: Request) -> Response:
        """Make the rule of a kind, or change its years. Nothing is destroyed by a rule."""
        rule = retention_set(actor=self.member, **self.parse(RetentionRuleInput))
        return self.one(RETENTION_RULES, retention_rule_list(), rule.id, status=201)


class DueForDisposalView(FirmView):
    """Documents whose time is over."""

    capabilities = {"GET": "document.dispose"}

    @openapi.lists("due_for_disposal", DOCUMENTS, summary="List documents whose time is over")
    def get(self, request: Request) -> Response:
        """Documents of closed cases that were kept as long as the rules ask and that nothing holds: for a person."""
        return self.page(DOCUMENTS, due_for_disposal(today(self.member.time_zone)))


class DisposalListView(FirmView):
    """Decisions to destroy documents."""

    capabilities = {"GET": "document.dispose", "POST": "document.dispose"}

    @openapi.lists("disposal", DISPOSALS, summary="List disposals")
    def get(self, request: Request) -> Response:
        """A page of disposals, the latest first."""
        return self.page(DISPOSALS, disposal_list())

    @openapi.creates("disposal_decide", DisposalInput, DisposalSerializer, summary="Decide on a disposal")
    def post(self, request: Request) -> Response:
        """Nothing is destroyed yet: it is made final a month from now at the earliest, or withdrawn."""
        disposal = disposal_decide(actor=self.member, **self.parse(DisposalInput))
        return self.one(DISPOSALS, disposal_list(), disposal.id, status=201)


class DisposalView(FirmView):
    """One decision."""

    capabilities = {"GET": "document.dispose"}

    @openapi.reads("disposal", DISPOSALS, summary="Read a disposal")
    def get(self, request: Request, id: UUID) -> Response:
        """One disposal."""
        return self.one(DISPOSALS, disposal_list(), id)


class DisposalWithdrawView(FirmView):
    """The undoing of a decision."""

    capabilities = {"POST": "document.dispose"}

    @openapi.acts("disposal_withdraw", ReasonInput, DisposalSerializer, summary="Withdraw a disposal")
    def post(self, request: Request, id: UUID) -> Response:
        """The document stays."""
        version = expected_version(request)
        disposal_withdraw(actor=self.member, disposal_id=id, version=version, **self.parse(ReasonInput))
        return self.one(DISPOSALS, disposal_list(), id)


class DisposalFinishView(FirmView):
    """The end of a document."""

    capabilities = {"POST": "document.dispose"}

    @openapi.acts("disposal_finish", ReasonInput, DisposalSerializer, summary="Make a disposal final")
    def post(self, request: Request, id: UUID) -> Response:
        """The bytes go, and nothing brings them back; what tells of the document stays."""
        version = expected_version(request)
        disposal_finish(actor=self.member, disposal_id=id, version=version, **self.parse(ReasonInput))
        return self.one(DISPOSALS, disposal_list(), id)
