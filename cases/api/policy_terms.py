"""The shapes of policies' terms over HTTP: coverage parts, limits, deductibles, endorsements, and duties."""

from typing import Any

from rest_framework import serializers

from cases.models import Coverage, Deductible, Endorsement, Limit, PolicyDuty
from cases.models.policy_terms import COVERAGE_PARTS, LIMIT_KINDS, PERILS
from cases.vocabulary import POLICY_DUTIES
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.openapi import MoneySerializer

_KEPT = ["removed_at", "removed_reason", "version", "created_at", "updated_at"]
_COVERAGE = ["part", "label", "provision_id", "endorsement_id"]
_LIMIT = [
    "coverage_id",
    "kind",
    "amount",
    "applies_to",
    "network",
    "whose",
    "provision_id",
    "endorsement_id",
]
_DEDUCTIBLE = [
    "coverage_id",
    "peril",
    "amount",
    "percent",
    "percent_of_id",
    "network",
    "whose",
    "provision_id",
    "endorsement_id",
]
_ENDORSEMENT = [
    "form_number",
    "title",
    "edition",
    "effective_from",
    "effective_to",
    "changes",
    "document_id",
]
_DUTY = ["provision_id", "kind", "n", "unit", "counts_from"]


def _of_policy(of: str = "") -> serializers.UUIDField:
    """A reference that may be left out."""
    return serializers.UUIDField(required=False, allow_null=True, help_text=of or "Of the same policy.")


class _TermSerializer(serializers.ModelSerializer[Any]):
    """What every term shows: whose it is, and the passage and form that it stands in."""

    policy_id = serializers.UUIDField()
    provision_id = serializers.UUIDField(allow_null=True)
    endorsement_id = serializers.UUIDField(allow_null=True)
    coverage_id = serializers.UUIDField(allow_null=True)


class CoverageSerializer(_TermSerializer):
    """A coverage part as it is read."""

    coverage_id = None  # type: ignore[assignment]

    class Meta:
        model = Coverage
        fields = ["id", "policy_id", *_COVERAGE, *_KEPT]


class LimitSerializer(_TermSerializer):
    """A limit as it is read."""

    amount = MoneyField("amount")

    class Meta:
        model = Limit
        fields = ["id", "policy_id", *_LIMIT, *_KEPT]


class DeductibleSerializer(_TermSerializer):
    """A deductible as it is read: an amount, or a percentage of a limit with what that comes to."""

    percent_of_id = serializers.UUIDField(allow_null=True)
    amount = MoneyField("amount")

    class Meta:
        model = Deductible
        fields = ["id", "policy_id", *_DEDUCTIBLE, *_KEPT]


class EndorsementSerializer(_TermSerializer):
    """An endorsement as it is read."""

    provision_id = None  # type: ignore[assignment]
    endorsement_id = None  # type: ignore[assignment]
    coverage_id = None  # type: ignore[assignment]
    document_id = serializers.UUIDField(allow_null=True)

    class Meta:
        model = Endorsement
        fields = ["id", "policy_id", *_ENDORSEMENT, *_KEPT]


class PolicyDutySerializer(_TermSerializer):
    """A duty as it is read."""

    endorsement_id = None  # type: ignore[assignment]
    coverage_id = None  # type: ignore[assignment]
    provision_id = serializers.UUIDField()
    kind = serializers.ChoiceField(list(POLICY_DUTIES))

    class Meta:
        model = PolicyDuty
        fields = ["id", "policy_id", *_DUTY, *_KEPT]


class CoverageInput(serializers.ModelSerializer[Coverage]):
    """A coverage part as it is corrected."""

    provision_id = _of_policy()
    endorsement_id = _of_policy()

    class Meta:
        model = Coverage
        fields = _COVERAGE


class LimitInput(serializers.ModelSerializer[Limit]):
    """A limit as it is corrected."""

    coverage_id = _of_policy("A coverage of the same policy; none for all of them.")
    amount = MoneySerializer()
    provision_id = _of_policy()
    endorsement_id = _of_policy()

    class Meta:
        model = Limit
        fields = _LIMIT


class DeductibleInput(serializers.ModelSerializer[Deductible]):
    """A deductible as it is corrected: an amount, or a percentage of a limit."""

    coverage_id = _of_policy("A coverage of the same policy; none for all of them.")
    amount = MoneySerializer(required=False, allow_null=True)
    percent_of_id = _of_policy("The limit of the same policy that the percentage is of.")
    provision_id = _of_policy()
    endorsement_id = _of_policy()

    class Meta:
        model = Deductible
        fields = _DEDUCTIBLE


class EndorsementInput(serializers.ModelSerializer[Endorsement]):
    """An endorsement as it is corrected."""

    document_id = _of_policy("A document of a case of the same client.")

    class Meta:
        model = Endorsement
        fields = _ENDORSEMENT


class PolicyDutyInput(serializers.ModelSerializer[PolicyDuty]):
    """A duty as it is corrected. `counts_from` is left out where the usual event of its kind starts it."""

    provision_id = serializers.UUIDField(help_text="The passage of the same policy that sets it.")
    kind = serializers.ChoiceField(list(POLICY_DUTIES))

    class Meta:
        model = PolicyDuty
        fields = _DUTY


class CoverageAddInput(CoverageInput):
    """A new coverage part."""

    policy_id = serializers.UUIDField()

    class Meta(CoverageInput.Meta):
        fields = ["policy_id", *_COVERAGE]


class LimitAddInput(LimitInput):
    """A new limit."""

    policy_id = serializers.UUIDField()

    class Meta(LimitInput.Meta):
        fields = ["policy_id", *_LIMIT]


class DeductibleAddInput(DeductibleInput):
    """A new deductible."""

    policy_id = serializers.UUIDField()

    class Meta(DeductibleInput.Meta):
        fields = ["policy_id", *_DEDUCTIBLE]


class EndorsementAddInput(EndorsementInput):
    """A new endorsement."""

    policy_id = serializers.UUIDField()

    class Meta(EndorsementInput.Meta):
        fields = ["policy_id", *_ENDORSEMENT]


class PolicyDutyAddInput(PolicyDutyInput):
    """A new duty."""

    policy_id = serializers.UUIDField()

    class Meta(PolicyDutyInput.Meta):
        fields = ["policy_id", *_DUTY]


class TermRemoveInput(serializers.Serializer[Any]):
    """Why the policy does not have a term."""

    reason = serializers.CharField(max_length=300)


def _listing(
    serializer: type[serializers.Serializer[Any]], search: tuple[str, ...], **more: Filter
) -> Listing:
    return Listing(
        serializer=serializer,
        orderings=["id"],
        filters={
            "policy_id": Filter("policy_id", serializers.UUIDField(), "Of which policy."),
            "removed": Filter(
                "removed_at__isnull", _Removed(), "true: those that were taken out; false: those that stand."
            ),
            **more,
        },
        search=search,
    )


class _Removed(serializers.BooleanField):
    """Whether a term was taken out, as its lookup has it: the other way round."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """True for those that stand."""
        return not super().run_validation(data)


COVERAGES = _listing(
    CoverageSerializer,
    ("label",),
    part=Filter("part", serializers.ChoiceField(list(COVERAGE_PARTS)), "What is insured."),
)
LIMITS = _listing(
    LimitSerializer,
    ("applies_to",),
    kind=Filter("kind", serializers.ChoiceField(list(LIMIT_KINDS)), "What it limits."),
)
DEDUCTIBLES = _listing(
    DeductibleSerializer,
    (),
    peril=Filter("peril", serializers.ChoiceField(list(PERILS)), "For which kind of loss."),
)
ENDORSEMENTS = _listing(EndorsementSerializer, ("form_number", "title", "changes"))
POLICY_DUTY_ROWS = _listing(
    PolicyDutySerializer,
    (),
    kind=Filter("kind", serializers.ChoiceField(list(POLICY_DUTIES)), "What the policy asks for."),
)
