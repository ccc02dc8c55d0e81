"""Bodies and ids for the walk, from the OpenAPI document: a value for each field, a row for each reference."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from claimback.kernel.clock import now
from claimback.storage.models import StoredFile
from claimback.tenancy.roles import CLIENT, OWNER
from tests import openapi
from tests.client import firm_client
from tests.firms import TestFirm
from tests.isolation.populate import tenant_models

ABSENT: Final = "01900000-0000-7000-8000-000000000000"

REFERENCES: Final = {
    "administrator_id": "insurers",
    "appointment_id": "peer-to-peer-appointments",
    "author_id": "members",
    "answers_id": "offers",
    "assigned_id": "members",
    "case_id": "cases",
    "client_id": "clients",
    "cost_ids": "costs",
    "connection_id": "sign-in/connections",
    "correspondence_id": "correspondence",
    "coverage_id": "coverages",
    "damage_id": "damages",
    "deadline_id": "deadlines",
    "deductible_id": "deductibles",
    "document_ids": "documents",
    "denial_id": "denials",
    "dispatch_id": "dispatches",
    "document_id": "documents",
    "estimate_id": "estimates",
    "event_id": "events",
    "endorsement_id": "endorsements",
    "endpoint_id": "webhook-endpoints",
    "evidence_id": "evidence",
    "evidence_ids": "evidence",
    "appraisal_id": "appraisals",
    "item_id": "appraisal-items",
    "agreement_id": "fee-agreements",
    "payment_id": "events",
    "invoice_id": "fee-invoices",
    "supersedes_id": "fee-agreements",
    "file_id": "uploads",
    "firm_template_id": "firm-templates",
    "former_id": "estimates",
    "ground_id": "grounds",
    "hand_over_to_id": "members",
    "in_place_of_id": "statements",
    "insurer_id": "insurers",
    "invoice_ids": "fee-invoices",
    "item_ids": "claim-file-items",
    "lead_id": "members",
    "letter_id": "letters",
    "lien_id": "liens",
    "logo_id": "uploads",
    "member_id": "members",
    "needs_ids": "tasks",
    "new_lead_id": "members",
    "offer_id": "offers",
    "our_line_id": "estimate-lines",
    "own_role_id": "roles",
    "packet_id": "packets",
    "packet_item_ids": "packet-items",
    "paper_id": "docket-papers",
    "parent_id": "insurers",
    "party_id": "parties",
    "percent_of_id": "limits",
    "policy_id": "policies",
    "promise_id": "promises",
    "proposal_id": "deadline-proposals",
    "provider_id": "parties",
    "provision_id": "provisions",
    "receipt_document_id": "documents",
    "receipt_id": "documents",
    "recipient_party_id": "parties",
    "replaces_id": "administrative-records",
    "replies_to_id": "letter-comments",
    "row_id": "cases",
    "signer_id": "members",
    "source_id": "promises",
    "stand_in_id": "members",
    "statement_id": "statements",
    "supervisor_id": "members",
    "transaction_id": "ledger-transactions",
    "their_line_id": "estimate-lines",
    "theirs_id": "estimates",
}
"""The list in which the row that a field names is found. `corrects_id` names a row of the list it is sent to."""

READ_WITH: Final = {"calls": "correspondence"}
"""Where rows are read that are added elsewhere."""


def segment_of(path: str) -> str:
    """The list to which a path inside a firm belongs, as URL patterns or the document write it: `portal/cases`."""
    return path.partition("/<")[0].partition("/{")[0]


def chief_of(segment: str) -> str:
    """The role that may do the most with the rows of a list."""
    return CLIENT if segment.startswith("portal/") else OWNER


class Rows:
    """A firm's rows: `ids` of every kind, and ids with versions as its members find them in its lists."""

    def __init__(self, firm: TestFirm) -> None:
        self.firm = firm
        self._kept: dict[tuple[str, str], list[tuple[str, int]]] = {}
        with firm.scope():
            self.ids = {
                str(id)
                for model in tenant_models()
                for id in model._default_manager.values_list("id", flat=True)
            }

    def of(self, segment: str, role: str = "") -> list[tuple[str, int]]:
        """The rows of the list `segment`, as the role sees them, or else as the one that may do the most."""
        role = role or chief_of(segment)
        if (segment, role) not in self._kept:
            self._kept[segment, role] = self._found(segment, role)
        return self._kept[segment, role]

    def _found(self, segment: str, role: str) -> list[tuple[str, int]]:
        if segment in ("uploads", "portal/uploads"):  # have no list
            with self.firm.scope():
                client, files = self.firm.members[CLIENT].member_id, StoredFile.objects.order_by("-id")
                sent = files.filter(uploaded_by_id=client) if segment == "portal/uploads" else files
                return [(str(id), version) for id, version in sent.values_list("id", "version")]
        answer = firm_client(self.firm, role).get(segment)
        if answer.status_code == 403:
            return self.of(segment)
        assert answer.status_code == 200, f"{segment}: {answer.content!r}"
        found = [(row["id"], row.get("version", 1)) for row in answer.json()["results"]]
        assert found, f"{segment}: no row; `populate` makes none that this list shows"
        return found

    def named(self, field: str, segment: str) -> str:
        """The id of a row for the field `field` of a body or filter of `segment`."""
        own = READ_WITH.get(segment, segment)
        listed = own if field == "corrects_id" else REFERENCES.get(field)
        assert listed, f"{field}: a reference that the walk does not know; add it to REFERENCES"
        return self.of(listed)[0][0]


def body_schema(method: str, path: str) -> dict[str, Any]:
    """The schema of an operation's body; empty where it takes none."""
    content = openapi.operations()[method, path].get("requestBody", {}).get("content", {})
    return resolved(content.get("application/json", {}).get("schema", {}))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without references and alternatives: the first that is neither null nor blank."""
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            parts = [resolved(part) for part in schema[word]]
            return next(part for part in parts if part.get("type") != "null" and part.get("enum") != [""])
    if "$ref" in schema:
        return resolved(openapi.document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def references(schema: dict[str, Any]) -> Iterator[str]:
    """The fields of a body that hold the id of another row, or a list of such ids."""
    for name, value in schema.get("properties", {}).items():
        field = resolved(value)
        named = resolved(field.get("items", {})) if name.endswith("_ids") else field
        if name.endswith(("_id", "_ids")) and named.get("format") == "uuid":
            yield name


def naming(field: str, id: str) -> dict[str, Any]:
    """The part of a body that names this row in the field."""
    return {field: [id] if field.endswith("_ids") else id}


def example(schema: dict[str, Any], rows: Rows, segment: str) -> dict[str, Any]:
    """A body with the fields that are required."""
    return {
        name: _value(name, resolved(schema["properties"][name]), rows, segment)
        for name in schema.get("required", [])
    }


def _value(name: str, schema: dict[str, Any], rows: Rows, segment: str) -> Any:
    kind = schema.get("type")
    kind = next(k for k in kind if k != "null") if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "uuid":
        return rows.named(name, segment) if name.endswith(("_id", "_ids")) else ABSENT
    if schema.get("format") == "date":
        return (now() - timedelta(days=1)).date().isoformat()
    if schema.get("format") == "date-time":
        ahead = name in {"expires_at", "slots", "starts_at"}
        return (now() + (timedelta(days=1) if ahead else -timedelta(minutes=5))).isoformat()
    if schema.get("format") == "decimal":
        return "10.00"
    if kind == "object":
        return example(schema, rows, segment)
    if kind == "array":
        return [_value(name, resolved(schema.get("items", {})), rows, segment)]
    if kind in {"integer", "number"}:
        return max(1, int(schema.get("minimum", 1)))
    if kind == "boolean":
        return True
    return "USD" if name == "currency" else ("walked.pdf" if name == "name" else "Walked")
