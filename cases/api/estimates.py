"""Estimates over HTTP: entered with their lines, read from files, replaced, withdrawn."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.importing.estimate_tables import FIELDS
from cases.models import Estimate, EstimateLine
from cases.models.estimates import SIDES
from cases.selectors.money import estimate_line_list, estimate_list
from cases.services.estimate_imports import Preview, estimate_import, estimate_preview
from cases.services.estimates import LINES_LIMIT, estimate_add, estimate_withdraw
from cases.states import ESTIMATE_EDGES
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Filter, Listing, MoneyField
from claimback.kernel.money import money, wire
from claimback.kernel.openapi import MoneySerializer
from claimback.tenancy.front_door import FirmView


class EstimateSerializer(serializers.ModelSerializer[Estimate]):
    """An estimate as it is read: the sums of its lines, and what its paper says of them."""

    case_id = serializers.UUIDField()
    party_id = serializers.UUIDField(allow_null=True)
    document_id = serializers.UUIDField(allow_null=True)
    replaces_id = serializers.UUIDField(allow_null=True)
    rcv = MoneyField("rcv")
    depreciation = MoneyField("depreciation")
    acv = MoneyField("acv")
    stated_rcv = MoneyField("stated_rcv")
    stated_acv = MoneyField("stated_acv")

    class Meta:
        model = Estimate
        fields = [
            "id",
            "case_id",
            "side",
            "number",
            "title",
            "dated_on",
            "price_list",
            "party_id",
            "document_id",
            "state",
            "reason",
            "replaces_id",
            "lines_count",
            "rcv",
            "depreciation",
            "acv",
            "stated_rcv",
            "stated_acv",
            "version",
            "created_at",
            "updated_at",
        ]


class EstimateLineSerializer(serializers.ModelSerializer[EstimateLine]):
    """A line of an estimate as it is read."""

    case_id = serializers.UUIDField()
    estimate_id = serializers.UUIDField()
    tax = MoneyField("tax")
    overhead_profit = MoneyField("overhead_profit")
    rcv = MoneyField("rcv")
    depreciation = MoneyField("depreciation")
    acv = MoneyField("acv")

    class Meta:
        model = EstimateLine
        fields = [
            "id",
            "case_id",
            "estimate_id",
            "position",
            "room",
            "coverage",
            "category",
            "code",
            "description",
            "quantity",
            "unit",
            "unit_price",
            "tax",
            "overhead_profit",
            "rcv",
            "depreciation",
            "acv",
            "version",
            "created_at",
            "updated_at",
        ]


def _places(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=13, decimal_places=4, required=False, allow_null=True, help_text=help_text
    )


def _text(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True)


def _money(help_text: str = "") -> MoneySerializer:
    return MoneySerializer(required=False, allow_null=True, help_text=help_text)


class EstimateLineInput(serializers.Serializer[Any]):
    """A line. Of price, replacement cost, depreciation and cash value some may be left out: the rest says them."""

    description = serializers.CharField(max_length=400)
    room = _text(120)
    coverage = _text(60)
    category = _text(20)
    code = _text(40)
    unit = _text(20)
    quantity = _places("By default 1.")
    unit_price = _places("In the case's currency.")
    tax = _money()
    overhead_profit = _money()
    rcv = _money("With tax, overhead and profit.")
    depreciation = _money()
    acv = _money()


class _EstimateFields(serializers.Serializer[Any]):
    """What is said of an estimate beside its lines."""

    side = serializers.ChoiceField(list(SIDES))
    title = serializers.CharField(max_length=200)
    dated_on = serializers.DateField()
    price_list = _text(60)
    party_id = serializers.UUIDField(required=False, allow_null=True, help_text="Who made it.")
    stated_rcv = _money("As its paper says; its lines may miss it.")
    stated_acv = _money()
    former_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="The current estimate of this side that it replaces."
    )
    reason = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="Why it replaces that."
    )


class EstimateInput(_EstimateFields):
    """A new estimate with its lines."""

    case_id = serializers.UUIDField()
    document_id = serializers.UUIDField(required=False, allow_null=True)
    lines = EstimateLineInput(many=True, max_length=LINES_LIMIT)  # type: ignore[call-arg]


class EstimateFileInput(serializers.Serializer[Any]):
    """A document of a case whose file is a CSV table, a workbook, or XML of this form:

    `<estimate><room name="Roof"><line code="RFG 240" quantity="30" unit="SQ" unit_price="250">Shingles</line></room>
    </estimate>`, where a line's attributes are the fields of a mapping. Nothing else is read, and no document type.
    """

    document_id = serializers.UUIDField()
    mapping = serializers.DictField(
        child=serializers.CharField(max_length=250),
        required=False,
        help_text=f"The column of each field, of: {', '.join(FIELDS)}. Without it: as the headers propose.",
    )
    encoding = serializers.CharField(
        max_length=30, required=False, allow_blank=True, help_text="Of a CSV file that is not UTF-8."
    )


class EstimateImportInput(_EstimateFields, EstimateFileInput):
    """An estimate whose lines are in a file."""


class EstimateReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=300)


class EstimateRowSerializer(serializers.Serializer[Any]):
    """One of the first rows."""

    row = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField(allow_blank=True))


class EstimateProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a row, and the remedy."""

    row = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class EstimatePreviewSerializer(serializers.Serializer[Any]):
    """A file as it would be read. The sums are those of the rows that are right."""

    columns = serializers.ListField(child=serializers.CharField())
    possible_fields = serializers.DictField(child=serializers.CharField())
    mapping = serializers.DictField(child=serializers.CharField())
    mapping_problem = serializers.CharField(allow_blank=True)
    rows = EstimateRowSerializer(many=True)
    lines = serializers.IntegerField()
    rcv = MoneySerializer()
    acv = MoneySerializer()
    problem_count = serializers.IntegerField()
    problems = EstimateProblemSerializer(many=True)


ESTIMATES = Listing(
    serializer=EstimateSerializer,
    orderings=["-dated_on", "created_at"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "side": Filter("side", serializers.ChoiceField(list(SIDES)), "Whose.", many=True),
        "state": Filter(
            "state", serializers.ChoiceField(ESTIMATE_EDGES.states), "Current or not.", many=True
        ),
    },
    search=["title", "price_list"],
)
ESTIMATE_LINES = Listing(
    serializer=EstimateLineSerializer,
    orderings=["position"],
    filters={
        "case_id": Filter("case_id", serializers.UUIDField(), "Of which case."),
        "estimate_id": Filter("estimate_id", serializers.UUIDField(), "Of which estimate."),
    },
    search=["description", "code", "room"],
)


class EstimateListView(FirmView):
    """Estimates."""

    capabilities = {"GET": "money.read", "POST": "money.write"}

    @openapi.lists("estimate", ESTIMATES, summary="List estimates")
    def get(self, request: Request) -> Response:
        """A page of estimates, the latest first."""
        return self.page(ESTIMATES, estimate_list())

    @openapi.creates("estimate_add", EstimateInput, EstimateSerializer, summary="Enter an estimate")
    def post(self, request: Request) -> Response:
        """Enter an estimate with its lines."""
        body = self.parse(EstimateInput)
        lines = [_line(line) for line in body.pop("lines")]
        made = estimate_add(actor=self.member, lines=lines, **_stated(body))
        return self.one(ESTIMATES, estimate_list(), made.id, status=201)


class EstimateView(FirmView):
    """One estimate."""

    capabilities = {"GET": "money.read"}

    @openapi.reads("estimate", ESTIMATES, summary="Read an estimate")
    def get(self, request: Request, id: UUID) -> Response:
        """One estimate; its lines are in a list of their own."""
        return self.one(ESTIMATES, estimate_list(), id)


class EstimateWithdrawView(FirmView):
    """An estimate entered in error."""

    capabilities = {"POST": "money.write"}

    @openapi.acts(
        "estimate_withdraw", EstimateReasonInput, EstimateSerializer, summary="Withdraw an estimate"
    )
    def post(self, request: Request, id: UUID) -> Response:
        """Withdraw it, with the reason. It stays on the record."""
        body = self.parse(EstimateReasonInput)
        estimate_withdraw(actor=self.member, estimate_id=id, version=expected_version(request), **body)
        return self.one(ESTIMATES, estimate_list(), id)


class EstimateLineListView(FirmView):
    """Lines."""

    capabilities = {"GET": "money.read"}

    @openapi.lists("estimate_line", ESTIMATE_LINES, summary="List lines of estimates")
    def get(self, request: Request) -> Response:
        """A page of lines, in the order of their estimate."""
        return self.page(ESTIMATE_LINES, estimate_line_list())


class EstimatePreviewView(FirmView):
    """A file looked at."""

    capabilities = {"POST": "money.write"}

    @openapi.asks(
        "estimate_preview",
        EstimateFileInput,
        EstimatePreviewSerializer,
        summary="Look at a file as an estimate, and enter nothing",
    )
    def post(self, request: Request) -> Response:
        """Its columns, what each is taken for, its first rows, and what is wrong with any row."""
        return Response(_preview(estimate_preview(actor=self.member, **self.parse(EstimateFileInput))))


class EstimateImportView(FirmView):
    """A file entered."""

    capabilities = {"POST": "money.write"}

    @openapi.creates(
        "estimate_import", EstimateImportInput, EstimateSerializer, summary="Enter an estimate from a file"
    )
    def post(self, request: Request) -> Response:
        """Enter the file's lines, all of them or none."""
        made = estimate_import(actor=self.member, **_stated(self.parse(EstimateImportInput)))
        return self.one(ESTIMATES, estimate_list(), made.id, status=201)


def _stated(body: dict[str, Any]) -> dict[str, Any]:
    return body | _amounts(body, "stated_rcv", "stated_acv")


def _line(said: dict[str, Any]) -> dict[str, Any]:
    """A line with its amounts as money. Raises Invalid for a currency that is none."""
    return said | _amounts(said, "tax", "overhead_profit", "rcv", "depreciation", "acv")


def _amounts(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {
        name: money(said[name]["amount"], said[name]["currency"], field=name)
        for name in names
        if said.get(name)
    }


def _preview(preview: Preview) -> dict[str, Any]:
    return {
        **{name: getattr(preview, name) for name in Preview.__slots__},
        "possible_fields": FIELDS,
        "rcv": wire(preview.rcv),
        "acv": wire(preview.acv),
        "problems": [asdict(problem) for problem in preview.problems],
    }
