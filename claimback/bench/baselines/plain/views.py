"""The list, the page and the entry by ModelViewSet."""

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers, viewsets
from rest_framework.serializers import BaseSerializer

from claimback.bench.baselines.plain import models

_CASE = [
    *(
        "id",
        "number",
        "status",
        "status_reason",
        "client_id",
        "client_name",
        "insurer_name",
        "title",
        "insurer_id",
    ),
    *(
        "policy_id",
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "time_zone",
        "claim_number",
        "claim_kind",
    ),
    *("loss_date", "amount_disputed", "currency", "lead_id", "opened_on", "next_deadline_on", "version"),
    *("created_at", "updated_at"),
]
_LATEST = 20


class CaseSerializer(serializers.ModelSerializer[models.Case]):
    """A case of the list."""

    client_name = serializers.CharField(source="client.name", read_only=True)
    insurer_name = serializers.CharField(source="insurer.name", read_only=True)

    class Meta:
        model = models.Case
        fields = _CASE


class PartySerializer(serializers.ModelSerializer[models.Party]):
    """A party."""

    class Meta:
        model = models.Party
        fields = ["id", "role", "name", "organisation", "email", "phone"]


class DeadlineSerializer(serializers.ModelSerializer[models.Deadline]):
    """A deadline that still asks for something."""

    class Meta:
        model = models.Deadline
        fields = ["id", "act", "duty_of", "due_on", "due_at", "safe_on", "state", "citation", "checked"]


class CorrespondenceSerializer(serializers.ModelSerializer[models.Correspondence]):
    """An entry of the log."""

    author_name = serializers.CharField(source="author.user.name", read_only=True)

    class Meta:
        model = models.Correspondence
        fields = [
            *("id", "direction", "channel", "occurred_at", "subject", "body", "counterpart", "author_id"),
            "author_name",
        ]


class CasePageSerializer(CaseSerializer):
    """A case with what hangs on it."""

    parties = PartySerializer(many=True)
    open_deadlines = DeadlineSerializer(many=True, source="deadlines")
    latest_correspondence = serializers.SerializerMethodField()

    class Meta:
        model = models.Case
        fields = [
            *("id", "number", "title", "status", "status_reason", "client_id", "client_name", "insurer_id"),
            *("insurer_name", "line_of_business", "plan_type", "jurisdiction", "time_zone", "claim_number"),
            *(
                "claim_kind",
                "amount_claimed",
                "amount_disputed",
                "currency",
                "opened_on",
                "next_deadline_on",
                "updated_at",
                "version",
            ),
            *("parties", "open_deadlines", "latest_correspondence"),
        ]

    def get_latest_correspondence(self, case: models.Case) -> Any:
        """The latest entries with their authors, in one query more."""
        entries = (
            models.Correspondence.objects.filter(case=case)
            .select_related("author__user")
            .order_by("-occurred_at", "-id")
        )
        return CorrespondenceSerializer(entries[:_LATEST], many=True).data


class CaseViewSet(viewsets.ModelViewSet[models.Case]):
    """Cases."""

    def get_queryset(self) -> QuerySet[models.Case]:
        """The firm's cases, those with the nearest deadline first."""
        cases = models.Case.objects.filter(firm_id=self.kwargs["firm"]).select_related("client", "insurer")
        if self.action == "retrieve":
            parties = models.Party.objects.filter(ended_at=None).order_by("id")
            deadlines = models.Deadline.objects.filter(state__in=["open", "missed"]).order_by("sort_on", "id")
            return cases.prefetch_related(Prefetch("parties", parties), Prefetch("deadlines", deadlines))
        if status := self.request.query_params.get("status"):
            cases = cases.filter(status=status)
        return cases.order_by("next_deadline_on", "id")

    def get_serializer_class(self) -> type[BaseSerializer[models.Case]]:
        """The page has more."""
        return CasePageSerializer if self.action == "retrieve" else CaseSerializer


class NewCorrespondenceSerializer(serializers.ModelSerializer[models.NewCorrespondence]):
    """An entry as it is sent and answered."""

    class Meta:
        model = models.NewCorrespondence
        exclude = ["firm_id", "author"]
        read_only_fields: ClassVar[list[str]] = ["id", "created_at", "updated_at", "version"]


class CorrespondenceViewSet(viewsets.ModelViewSet[models.NewCorrespondence]):
    """Entries."""

    queryset = models.NewCorrespondence.objects.all()
    serializer_class = NewCorrespondenceSerializer

    def perform_create(self, serializer: BaseSerializer[models.NewCorrespondence]) -> None:
        """A bare insert, for the firm and author that the path names."""
        serializer.save(firm_id=self.kwargs["firm"], author_id=self.kwargs["author"])
