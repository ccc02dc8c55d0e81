"""The doors of a policy's terms, five kinds alike: a list, one term, and its removal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api import policy_terms as api
from cases.selectors import (
    coverage_list,
    deductible_list,
    endorsement_list,
    limit_list,
    policy_duty_list,
)
from cases.services import policy_terms as services
from claimback.kernel import openapi
from claimback.kernel.etag import expected_version
from claimback.kernel.listing import Listing
from claimback.tenancy.front_door import FirmView


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One kind of term: its names, its listing and inputs, its door and its services."""

    name: str
    called: str
    segment: str
    row_id: str
    listing: Listing
    body: type[serializers.Serializer[Any]]
    new_body: type[serializers.Serializer[Any]]
    rows: Callable[[], QuerySet[Any]]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]


def _list_view(kind: _Kind) -> type[FirmView]:
    class TermListView(FirmView):
        """The terms of one kind, of all policies."""

        capabilities = {"GET": "policy.read", "POST": "policy.write"}

        @openapi.lists(kind.name, kind.listing, summary=f"List {kind.segment.replace('-', ' ')}")
        def get(self, request: Request) -> Response:
            """A page of terms, those that were taken out among them."""
            return self.page(kind.listing, kind.rows())

        @openapi.creates(
            f"{kind.name}_add", kind.new_body, kind.listing.serializer, summary=f"Add {kind.called}"
        )
        def post(self, request: Request) -> Response:
            """Add a term to a policy."""
            term = kind.add(actor=self.member, **openapi.money_columns(self.parse(kind.new_body)))
            return self.one(kind.listing, kind.rows(), term.id, status=201)

    return TermListView


def _one_view(kind: _Kind) -> type[FirmView]:
    class TermView(FirmView):
        """One term of a policy."""

        capabilities = {"GET": "policy.read", "PATCH": "policy.write"}

        @openapi.reads(kind.name, kind.listing, summary=f"Read {kind.called}")
        def get(self, request: Request, id: UUID) -> Response:
            """One term."""
            return self.one(kind.listing, kind.rows(), id)

        @openapi.changes(
            f"{kind.name}_change", kind.body, kind.listing.serializer, summary=f"Correct {kind.called}"
        )
        def patch(self, request: Request, id: UUID) -> Response:
            """Correct fields of a term."""
            changes = openapi.money_columns(self.parse(kind.body, partial=True))
            named = {kind.row_id: id, "version": expected_version(request)}
            kind.change(actor=self.member, **named, **changes)
            return self.one(kind.listing, kind.rows(), id)

    return TermView


def _remove_view(kind: _Kind) -> type[FirmView]:
    class TermRemoveView(FirmView):
        """A term that the policy does not have after all."""

        capabilities = {"POST": "policy.write"}

        @openapi.acts(
            f"{kind.name}_remove",
            api.TermRemoveInput,
            kind.listing.serializer,
            summary=f"Take out {kind.called}",
        )
        def post(self, request: Request, id: UUID) -> Response:
            """Take a term out, with the reason. It stays on the record."""
            body = self.parse(api.TermRemoveInput)
            named = {kind.row_id: id, "version": expected_version(request)}
            kind.remove(actor=self.member, **named, **body)
            return self.one(kind.listing, kind.rows(), id)

    return TermRemoveView


def _views(kind: _Kind) -> tuple[type[FirmView], type[FirmView], type[FirmView]]:
    return _list_view(kind), _one_view(kind), _remove_view(kind)


CoverageListView, CoverageView, CoverageRemoveView = _views(
    _Kind(
        name="coverage",
        called="a coverage part",
        segment="coverages",
        row_id="coverage_id",
        listing=api.COVERAGES,
        body=api.CoverageInput,
        new_body=api.CoverageAddInput,
        rows=coverage_list,
        add=services.coverage_add,
        change=services.coverage_change,
        remove=services.coverage_remove,
    )
)
LimitListView, LimitView, LimitRemoveView = _views(
    _Kind(
        name="limit",
        called="a limit",
        segment="limits",
        row_id="limit_id",
        listing=api.LIMITS,
        body=api.LimitInput,
        new_body=api.LimitAddInput,
        rows=limit_list,
        add=services.limit_add,
        change=services.limit_change,
        remove=services.limit_remove,
    )
)
DeductibleListView, DeductibleView, DeductibleRemoveView = _views(
    _Kind(
        name="deductible",
        called="a deductible",
        segment="deductibles",
        row_id="deductible_id",
        listing=api.DEDUCTIBLES,
        body=api.DeductibleInput,
        new_body=api.DeductibleAddInput,
        rows=deductible_list,
        add=services.deductible_add,
        change=services.deductible_change,
        remove=services.deductible_remove,
    )
)
EndorsementListView, EndorsementView, EndorsementRemoveView = _views(
    _Kind(
        name="endorsement",
        called="an endorsement",
        segment="endorsements",
        row_id="endorsement_id",
        listing=api.ENDORSEMENTS,
        body=api.EndorsementInput,
        new_body=api.EndorsementAddInput,
        rows=endorsement_list,
        add=services.endorsement_add,
        change=services.endorsement_change,
        remove=services.endorsement_remove,
    )
)
PolicyDutyListView, PolicyDutyView, PolicyDutyRemoveView = _views(
    _Kind(
        name="policy_duty",
        called="a duty of a policy",
        segment="policy-duties",
        row_id="duty_id",
        listing=api.POLICY_DUTY_ROWS,
        body=api.PolicyDutyInput,
        new_body=api.PolicyDutyAddInput,
        rows=policy_duty_list,
        add=services.policy_duty_add,
        change=services.policy_duty_change,
        remove=services.policy_duty_remove,
    )
)
