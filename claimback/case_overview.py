"""The case with what hangs on it, in one statement: parties, open deadlines, the latest correspondence.

It belongs to no floor, for it looks into two. Everything is read in the scope that the front door opened; what the
member may not see is null.
"""

from typing import Any, Final
from uuid import UUID

import orjson
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claimback.kernel.errors import NotFound
from claimback.kernel.etag import etag
from claimback.kernel.openapi import MoneySerializer, computes
from claimback.kernel.reading import prepared_cursor
from claimback.tenancy.front_door import FirmView

LATEST: Final = 20
"""Entries of the correspondence that the overview shows."""

_OVERVIEW: Final = """
SELECT c.version, json_build_object(
    'id', c.id, 'number', c.number, 'title', c.title, 'status', c.status, 'status_reason', c.status_reason,
    'client_id', c.client_id, 'client_name', cl.name, 'insurer_id', c.insurer_id, 'insurer_name', i.name,
    'line_of_business', c.line_of_business, 'plan_type', c.plan_type, 'jurisdiction', c.jurisdiction,
    'time_zone', c.time_zone, 'claim_number', c.claim_number, 'claim_kind', c.claim_kind,
    'amount_claimed', CASE WHEN c.amount_claimed IS NOT NULL THEN
        json_build_object('amount', c.amount_claimed::text, 'currency', c.currency) END,
    'amount_disputed', CASE WHEN c.amount_disputed IS NOT NULL THEN
        json_build_object('amount', c.amount_disputed::text, 'currency', c.currency) END,
    'opened_on', c.opened_on, 'next_deadline_on', NULLIF(c.next_deadline_on, '9999-12-31'),
    'updated_at', c.updated_at, 'version', c.version)::text,
  (SELECT coalesce(json_agg(json_build_object(
        'id', p.id, 'role', p.role, 'name', p.name, 'organisation', p.organisation, 'email', p.email,
        'phone', p.phone) ORDER BY p.id), '[]')::text
   FROM cases_party p WHERE p.firm_id = %(firm)s AND p.case_id = c.id AND p.ended_at IS NULL),
  CASE WHEN %(deadlines)s THEN (SELECT coalesce(json_agg(json_build_object(
        'id', d.id, 'act', d.act, 'duty_of', d.duty_of, 'due_on', d.due_on, 'due_at', d.due_at,
        'safe_on', d.safe_on, 'state', d.state, 'citation', d.citation, 'checked', d.checked)
        ORDER BY d.sort_on, d.id), '[]')::text
   FROM deadlines_deadline d
   WHERE d.firm_id = %(firm)s AND d.case_id = c.id AND d.state IN ('open', 'missed')) ELSE 'null' END,
  CASE WHEN %(correspondence)s THEN (SELECT coalesce(json_agg(json_build_object(
        'id', e.id, 'direction', e.direction, 'channel', e.channel, 'occurred_at', e.occurred_at,
        'subject', e.subject, 'body', e.body, 'counterpart', e.counterpart, 'author_id', e.author_id,
        'author_name', e.author_name) ORDER BY e.occurred_at DESC, e.id DESC), '[]')::text
   FROM (SELECT x.*, u.name AS author_name FROM cases_correspondence x
         LEFT JOIN tenancy_membership m ON m.firm_id = x.firm_id AND m.id = x.author_id
         LEFT JOIN accounts_user u ON u.id = m.user_id
         WHERE x.firm_id = %(firm)s AND x.case_id = c.id
         ORDER BY x.occurred_at DESC, x.id DESC LIMIT 20) e) ELSE 'null' END
FROM cases_case c
JOIN cases_client cl ON cl.firm_id = c.firm_id AND cl.id = c.client_id
JOIN cases_insurer i ON i.firm_id = c.firm_id AND i.id = c.insurer_id
WHERE c.firm_id = %(firm)s AND c.id = %(case)s
"""


class OverviewCaseSerializer(serializers.Serializer[Any]):
    """The case itself."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()
    status_reason = serializers.CharField()
    client_id = serializers.UUIDField()
    client_name = serializers.CharField()
    insurer_id = serializers.UUIDField()
    insurer_name = serializers.CharField()
    line_of_business = serializers.CharField()
    plan_type = serializers.CharField()
    jurisdiction = serializers.CharField()
    time_zone = serializers.CharField()
    claim_number = serializers.CharField()
    claim_kind = serializers.CharField()
    amount_claimed = MoneySerializer(allow_null=True)
    amount_disputed = MoneySerializer(allow_null=True)
    opened_on = serializers.DateField()
    next_deadline_on = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class OverviewPartySerializer(serializers.Serializer[Any]):
    """A party who is still on the case."""

    id = serializers.UUIDField()
    role = serializers.CharField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class OverviewDeadlineSerializer(serializers.Serializer[Any]):
    """A deadline that still asks for something, open or missed."""

    id = serializers.UUIDField()
    act = serializers.CharField()
    duty_of = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    safe_on = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    citation = serializers.CharField()
    checked = serializers.CharField()


class OverviewEntrySerializer(serializers.Serializer[Any]):
    """One of the latest entries of the correspondence."""

    id = serializers.UUIDField()
    direction = serializers.CharField()
    channel = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    subject = serializers.CharField()
    body = serializers.CharField()
    counterpart = serializers.CharField()
    author_id = serializers.UUIDField(allow_null=True)
    author_name = serializers.CharField(allow_null=True)


class CaseOverviewSerializer(serializers.Serializer[Any]):
    """The case with what hangs on it."""

    case = OverviewCaseSerializer()
    parties = OverviewPartySerializer(many=True)
    open_deadlines = OverviewDeadlineSerializer(many=True, allow_null=True)
    latest_correspondence = OverviewEntrySerializer(many=True, allow_null=True)


class CaseOverviewView(FirmView):
    """A case as a person opens it."""

    capabilities = {"GET": "case.read"}

    @computes("case_overview", CaseOverviewSerializer, summary="Read a case with what hangs on it")
    def get(self, request: Request, id: UUID) -> Response:
        """The case, its parties, its open deadlines and the latest entries of its correspondence."""
        with prepared_cursor() as cursor:
            cursor.execute(
                _OVERVIEW,
                {
                    "firm": self.member.firm_id,
                    "case": id,
                    "deadlines": self.member.may("deadline.read"),
                    "correspondence": self.member.may("correspondence.read"),
                },
            )
            row = cursor.fetchone()
        if row is None:
            raise NotFound
        version, *parts = row
        names = ("case", "parties", "open_deadlines", "latest_correspondence")
        body = {name: orjson.Fragment(text) for name, text in zip(names, parts, strict=True)}
        return Response(body, headers={"ETag": etag(version)})
