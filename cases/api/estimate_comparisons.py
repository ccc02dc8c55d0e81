"""Two estimates compared over HTTP, as JSON and as tables; and what persons say of pairs of lines."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.estimate_comparison import comparison_csv, comparison_workbook, estimates_compare
from cases.models import LinePairing
from cases.models.estimates import PAIRINGS
from cases.selectors.money import line_pairing_list
from cases.services.estimate_lines import lines_leave, lines_pair
from cases.settlement.estimates import CAUSES, Comparison, Line
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing
from claimback.kernel.money import wire
from claimback.kernel.openapi import MoneySerializer
from claimback.kernel.rendered import binary, rendered
from claimback.kernel.spreadsheet import XLSX
from claimback.tenancy.front_door import FirmView

CSV = "text/csv"


class EstimateCompareInput(serializers.Serializer[Any]):
    """With which other estimate of the same case."""

    theirs_id = serializers.UUIDField()


class EstimateExportInput(EstimateCompareInput):
    """With which other estimate, and as what."""

    format = serializers.ChoiceField(["csv", "xlsx"], required=False, help_text="By default csv.")

    class Meta:
        ref_name = "EstimateExportInput"


class ComparedLineSerializer(serializers.Serializer[Any]):
    """A line as it is compared."""

    id = serializers.UUIDField()
    room = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True)
    description = serializers.CharField()
    quantity = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    unit_price = serializers.CharField()
    rcv = MoneySerializer()
    depreciation = MoneySerializer()
    acv = MoneySerializer()


class CauseSerializer(serializers.Serializer[Any]):
    """What of a difference comes from one cause."""

    cause = serializers.ChoiceField(list(CAUSES))
    label = serializers.CharField()  # type: ignore[assignment]
    amount = MoneySerializer()

    class Meta:
        ref_name = "EstimateCause"


class LinePairSerializer(serializers.Serializer[Any]):
    """Two lines taken for one work."""

    ours = ComparedLineSerializer()
    theirs = ComparedLineSerializer()
    matched_by = serializers.ChoiceField(["person", "code", "words"])
    likeness = serializers.CharField(help_text="From 0 to 1.")
    rcv = MoneySerializer(help_text="Ours less theirs.")
    acv = MoneySerializer(help_text="Ours less theirs.")
    causes = CauseSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Both estimates side by side. Causes but depreciation add up to `rcv`, all of them to `acv`."""

    pairs = LinePairSerializer(many=True)
    only_ours = ComparedLineSerializer(many=True)
    only_theirs = ComparedLineSerializer(many=True)
    ours_rcv = MoneySerializer()
    theirs_rcv = MoneySerializer()
    rcv = MoneySerializer(help_text="Ours less theirs.")
    ours_acv = MoneySerializer()
    theirs_acv = MoneySerializer()
    acv = MoneySerializer(help_text="Ours less theirs.")
    causes = CauseSerializer(many=True)
    faults = serializers.ListField(
        child=serializers.CharField(), help_text="Totals on a paper that its lines miss, with the difference."
    )

    class Meta:
        ref_name = "EstimateComparison"


class LinePairingSerializer(serializers.ModelSerializer[LinePairing]):
    """What a person said of two lines."""

    case_id = serializers.UUIDField()
    our_line_id = serializers.UUIDField(source="ours_id")
    their_line_id = serializers.UUIDField(source="theirs_id")
    made_by_id = serializers.UUIDField()

    class Meta:
        model = LinePairing
        fields = [
            "id",
            "case_id",
            "our_line_id",
            "their_line_id",
            "how",
            "reason",
            "made_by_id",
            "ended_at",
            "version",
            "created_at",
            "updated_at",
        ]


class LinePairingInput(serializers.Serializer[Any]):
    """That two lines are one work, or are not."""

    our_line_id = serializers.UUIDField()
    their_line_id = serializers.UUIDField()
    how = serializers.ChoiceField(list(PAIRINGS))
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


LINE_PAIRINGS = Listing(
    serializer=LinePairingSerializer,
    orderings=["created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "standing": Filter("ended_at__isnull", serializers.BooleanField(), "true: those that hold."),
    },
)


class EstimateCompareView(FirmView):
    """An estimate against another."""

    capabilities = {"POST": "money.read"}

    @openapi.asks(
        "estimate_compare",
        EstimateCompareInput,
        ComparisonSerializer,
        summary="Compare two estimates line by line",
    )
    def post(self, request: Request, id: UUID) -> Response:
        """What matches, what only one side has, and where the difference is from, to the cent."""
        theirs = self.parse(EstimateCompareInput)["theirs_id"]
        return Response(_body(estimates_compare(actor=self.member, ours_id=id, theirs_id=theirs)))


class EstimateExportView(FirmView):
    """A comparison as a table."""

    capabilities = {"POST": "money.read"}
    keeps_answers = False

    @extend_schema(
        operation_id="estimate_comparison_export",
        summary="Take a comparison of estimates as a table",
        request=EstimateExportInput,
        responses={**binary(CSV, XLSX), **openapi.problems(400, 401, 403, 404, 422)},
    )
    def post(self, request: Request, id: UUID) -> Response:
        """As CSV or as an Excel workbook. No cell is a live formula."""
        asked = self.parse(EstimateExportInput)
        compared = estimates_compare(actor=self.member, ours_id=id, theirs_id=asked["theirs_id"])
        if asked.get("format") == "xlsx":
            return rendered(request, comparison_workbook(compared), XLSX, name="comparison.xlsx")
        return rendered(request, comparison_csv(compared).encode("utf-8-sig"), CSV, name="comparison.csv")


class LinePairingListView(FirmView):
    """What persons said of lines."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("line_pairing", LINE_PAIRINGS, summary="List what was said of pairs of lines")
    def get(self, request: Request) -> Response:
        """A page of pairings, those that were ended among them."""
        return self.page(LINE_PAIRINGS, line_pairing_list())

    @openapi.creates(
        "line_pairing_make", LinePairingInput, LinePairingSerializer, summary="Pair two lines, or part them"
    )
    def post(self, request: Request) -> Response:
        """Say that two lines of two estimates are one work, or are not. It wins over any likeness."""
        pairing = lines_pair(actor=self.member, **self.parse(LinePairingInput))
        return self.one(LINE_PAIRINGS, line_pairing_list(), pairing.id, status=201)


class LinePairingView(FirmView):
    """One pairing."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("line_pairing", LINE_PAIRINGS, summary="Read what was said of two lines")
    def get(self, request: Request, id: UUID) -> Response:
        """One pairing."""
        return self.one(LINE_PAIRINGS, line_pairing_list(), id)


class LinePairingLeaveView(FirmView):
    """A pairing that no longer holds."""

    capabilities = {"POST": "money.write"}

    @openapi.acts(
        "line_pairing_leave", None, LinePairingSerializer, summary="Leave two lines to their likeness"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Leave it to their likeness again whether the two match."""
        lines_leave(actor=self.member, pairing_id=id, version=expected_version(request))
        return self.one(LINE_PAIRINGS, line_pairing_list(), id)


def _body(compared: Comparison) -> dict[str, Any]:
    sums = ("ours_rcv", "theirs_rcv", "rcv", "ours_acv", "theirs_acv", "acv")
    return {
        "pairs": [
            {
                "ours": _line(pair.ours),
                "theirs": _line(pair.theirs),
                "matched_by": pair.how,
                "likeness": str(pair.likeness),
                "rcv": wire(pair.rcv),
                "acv": wire(pair.acv),
                "causes": _causes(pair.causes),
            }
            for pair in compared.pairs
        ],
        "only_ours": [_line(line) for line in compared.only_ours],
        "only_theirs": [_line(line) for line in compared.only_theirs],
        **{name: wire(getattr(compared, name)) for name in sums},
        "causes": _causes(compared.causes),
        "faults": list(compared.faults),
    }


def _causes(causes: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"cause": cause, "label": CAUSES[cause], "amount": wire(amount)}
        for cause, amount in causes.items()
        if amount.amount
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in ("id", "room", "code", "description", "unit")},
        "quantity": f"{line.quantity:f}",
        "unit_price": f"{line.unit_price.amount:f}",
        **{name: wire(getattr(line, name)) for name in ("rcv", "depreciation", "acv")},
    }
