"""The list, the page and the entry by ModelViewSet."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers, viewsets
from rest_framework.serializers import BaseSerializer

from claimback.bench.baselines.plain import models

_CASE = [
    *("id", "number", "status", "status_reason", "client_id", "client_name", "insurer_name", "title", "insurer_id"),
    *("policy_id", "line_of_business", "plan_type", "jurisdiction", "time_zone", "claim_number", "claim_kind"),
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
        exclude = ["firm_id", "case"]


class DeadlineSerializer(serializers.ModelSerializer[models.Deadline]):
    """An open deadline."""

    class Meta:
        model = models.Deadline
        exclude = ["firm_id", "case"]


class CorrespondenceSerializer(serializers.ModelSerializer[models.Correspondence]):
    """An entry of the log."""

    class Meta:
        model = models.Correspondence
        exclude = ["firm_id", "case"]


class CasePageSerializer(CaseSerializer):
    """A case with what hangs on it."""

    parties = PartySerializer(many=True)
    deadlines = DeadlineSerializer(many=True)
    correspondence = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = [*_CASE, "parties", "deadlines", "correspondence"]

    def get_correspondence(self, case: models.Case) -> Any:
        """The latest entries, cut from those that were fetched with the case."""
        return CorrespondenceSerializer(case.correspondence.all()[:_LATEST], many=True).data


class CaseViewSet(viewsets.ModelViewSet[models.Case]):
    """Cases."""

    def get_queryset(self) -> QuerySet[models.Case]:
        """The firm's cases, those with the nearest deadline first."""
        cases = models.Case.objects.filter(firm_id=self.kwargs["firm"]).select_related("client", "insurer")
        if self.action == "retrieve":
            return cases.prefetch_related("parties", "deadlines")
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
        exclude = ["firm_id", "author_id"]
        read_only_fields: ClassVar[list[str]] = ["id", "created_at", "updated_at", "version"]


class CorrespondenceViewSet(viewsets.ModelViewSet[models.NewCorrespondence]):
    """Entries."""

    queryset = models.NewCorrespondence.objects.all()
    serializer_class = NewCorrespondenceSerializer

    def perform_create(self, serializer: BaseSerializer[models.NewCorrespondence]) -> None:
        """A bare insert, for the firm and author that the path names."""
        serializer.save(firm_id=self.kwargs["firm"], author_id=self.kwargs["author"])
