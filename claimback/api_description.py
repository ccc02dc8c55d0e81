"""The OpenAPI document as a whole: how choice sets are named, how callers sign in, how operations are grouped.

What single operations answer stands beside their views, in the decorators of `claimback.kernel.openapi`.
"""

from collections.abc import Iterator
from typing import Any, Final

DESCRIPTION: Final = """
For firms that fight denied insurance claims: cases, deadlines with the law behind them, letters with proof.

[What callers may rely on, and how versions come and go](/api/v1/docs/versions).
[The law as data](/api/v1/docs/law): the rules that dates are computed by, with citation and status.
""".strip()

ENUM_NAMES: Final = {
    "AddressPurpose": "cases.models.insurer.ADDRESS_PURPOSES",
    "AdverseDecision": "cases.services.denials.ADVERSE_CHOICES",
    "BreachState": "deadlines.states.BREACH_EDGES.states",
    "CarrierEventKind": "letters.models.dispatch.CARRIER_EVENT_KINDS",
    "AssistanceState": "letters.states.ASSISTANCE_EDGES.states",
    "AssistantUnavailableWhy": "letters.assistant.interface.UNAVAILABLE",
    "AlertCircle": "deadlines.alert_terms.CIRCLES",
    "AlertState": "claimback.notify.models.OBLIGATION_EDGES.states",
    "AlertKind": "deadlines.alerts.ALERT_KINDS",
    "ChangeKind": "claimback.webhooks.catalogue.NAMES",
    "CaseStatus": "cases.states.CASE_EDGES.states",
    "AuthorityState": "cases.states.AUTHORITY_EDGES.states",
    "ClaimPart": "cases.settlement.negotiation.CLAIM_PARTS",
    "HeadOfDamage": "cases.api.damages.HEADS",
    "GateName": "cases.settlement.gates.GATE_TITLES",
    "RejectionReason": "cases.settlement.negotiation.REJECTION_REASONS",
    "GateState": "cases.settlement.gates.RESULTS",
    "OfferKind": "cases.settlement.negotiation.OFFER_KINDS",
    "OfferSide": "cases.settlement.negotiation.SIDES",
    "OfferState": "cases.api.offers.STANDINGS",
    "OfferStepKind": "cases.models.negotiation.STEP_KINDS",
    "ClaimKind": "cases.models.case.CLAIM_KINDS",
    "ClientKind": "cases.models.client.CLIENT_KINDS",
    "ConflictCheckReason": "cases.models.conflict.CHECK_REASONS",
    "ConflictHitKind": "cases.conflicts.HIT_KINDS",
    "ConflictMethod": "cases.names.METHODS",
    "ConflictState": "cases.states.CONFLICT_EDGES.states",
    "ConnectionKind": "claimback.firms.models.sign_in.CONNECTION_KINDS",
    "CoveragePart": "cases.models.policy_terms.COVERAGE_PARTS",
    "CorrespondenceChannel": "cases.models.correspondence.CHANNELS",
    "CustodyStep": "letters.custody.WHAT",
    "DateChangeKind": "deadlines.models.CHANGE_KINDS",
    "DeadlineImportance": "deadlines.importance.IMPORTANCE",
    "DeadlineState": "deadlines.states.DEADLINE_EDGES.states",
    "CostState": "cases.states.COST_EDGES.states",
    "Decision": "cases.vocabulary.DECISIONS",
    "DeliveryProof": "letters.services.dispatches.PROOFS_OF_DELIVERY",
    "DispatchChannel": "letters.models.dispatch.DISPATCH_CHANNELS",
    "EstimateSide": "cases.models.estimates.SIDES",
    "DispatchState": "letters.states.DISPATCH_EDGES.states",
    "DisposalState": "cases.states.DISPOSAL_EDGES.states",
    "DocumentKind": "cases.models.evidence.DOCUMENT_KINDS",
    "DocumentSource": "cases.models.evidence.DOCUMENT_SOURCES",
    "DutyOf": "deadlines.models.DUTY_OF",
    "EventKind": "cases.vocabulary.EVENT_KINDS",
    "EvidenceKind": "cases.models.evidence.EVIDENCE_KINDS",
    "FileState": "claimback.storage.models.FILE_EDGES.states",
    "FilingKind": "letters.writing.filing.FILINGS",
    "FirmKind": "claimback.tenancy.models.FIRM_KINDS",
    "GroundCode": "cases.vocabulary.GROUND_CODES",
    "ImportKind": "cases.models.import_job.IMPORT_KINDS",
    "ImportState": "cases.states.IMPORT_EDGES.states",
    "InsurerKind": "cases.models.insurer.INSURER_KINDS",
    "Jurisdiction": "cases.vocabulary.JURISDICTIONS",
    "LedgerAccount": "cases.settlement.ledger.ACCOUNT_NAMES",
    "LedgerKind": "cases.settlement.ledger.KINDS",
    "LedgerPaymentKind": "cases.settlement.ledger.PAYMENTS",
    "LedgerReceiptKind": "cases.settlement.ledger.RECEIPTS",
    "LetterBlockKind": "letters.api.blocks.BLOCK_KINDS",
    "LetterState": "letters.states.LETTER_EDGES.states",
    "LeverageKind": "deadlines.ladder.next_step.LEVERAGE_LABELS",
    "LicenceKind": "claimback.tenancy.models.LICENCE_KINDS",
    "LicenceState": "claimback.tenancy.licences.STATES",
    "AppraisalMove": "cases.services.appraisal.MOVES",
    "AppraisalRelation": "cases.settlement.disinterest.RELATIONS",
    "AppraisalSeat": "cases.settlement.appraisal.SEATS",
    "AppraisalState": "cases.states.APPRAISAL_EDGES.states",
    "AppraiserState": "cases.states.APPRAISER_EDGES.states",
    "FeeAgreementState": "cases.states.FEE_AGREEMENT_EDGES.states",
    "FeeBase": "cases.settlement.fees.BASES",
    "FeeInvoiceState": "cases.states.FEE_INVOICE_EDGES.states",
    "FeeKind": "cases.settlement.fees.KINDS",
    "FeeClaimType": "cases.models.fees.CLAIM_TYPES",
    "ReadingStage": "letters.states.STAGES",
    "Representative": "cases.models.fees.REPRESENTATIVES",
    "TimeEntryState": "cases.states.TIME_ENTRY_EDGES.states",
    "CaseStage": "cases.settlement.fees.STAGES",
    "LienKind": "cases.models.liens.LIEN_KINDS",
    "LienState": "cases.states.LIEN_EDGES.states",
    "LimitKind": "cases.models.policy_terms.LIMIT_KINDS",
    "LineOfBusiness": "cases.vocabulary.LINES_OF_BUSINESS",
    "BatesPosition": "letters.writing.packet.bates.POSITIONS",
    "PacketManifestPartKind": "letters.writing.packet.plan.KINDS",
    "PacketState": "letters.states.PACKET_EDGES.states",
    "PeerToPeerOutcome": "cases.models.peer_to_peer.OUTCOMES",
    "PublicRecordOutcome": "deadlines.outcomes.california.OUTCOMES",
    "RedactionKind": "letters.writing.packet.proposals.REASONS",
    "PaperKind": "deadlines.models.PAPER_KINDS",
    "PaperState": "deadlines.states.PAPER_EDGES.states",
    "PartyRole": "cases.models.case.PARTY_ROLES",
    "PeerAppointmentState": "cases.states.PEER_APPOINTMENT_EDGES.states",
    "PeerInvitationKind": "cases.models.peer_appointment.INVITATION_KINDS",
    "PeerInvited": "cases.models.peer_appointment.INVITED",
    "PlanType": "cases.vocabulary.PLAN_TYPES",
    "PolicyDutyKind": "cases.vocabulary.POLICY_DUTIES",
    "PortalDocumentKind": "cases.services.portal.KINDS_FROM_CLIENTS",
    "ProofGrade": "cases.vocabulary.PROOF_GRADES",
    "ProvisionKind": "cases.models.policy.PROVISION_KINDS",
    "ReadingState": "letters.states.READING_EDGES.states",
    "ProposalCause": "deadlines.plan.CAUSES",
    "RebuttalState": "cases.states.REBUTTAL_EDGES.states",
    "RefusedAddressReason": "claimback.notify.models.REFUSED_WHY",
    "RemedyActor": "deadlines.ladder.kinds.WHO",
    "RemedyBinding": "deadlines.ladder.kinds.BOUND",
    "RemedyConsent": "deadlines.ladder.kinds.CONSENTS",
    "RemedyDecision": "deadlines.ladder.decisions.DECIDED",
    "RemedyGivenBy": "deadlines.ladder.kinds.GIVES",
    "RemedyLevel": "deadlines.ladder.kinds.LEVELS",
    "RemedyState": "deadlines.clock.answer.REMEDY_STATES",
    "RungKind": "deadlines.ladder.kinds.KIND_LABELS",
    "Role": "claimback.tenancy.roles.ROLES",
    "RoleBase": "claimback.tenancy.services.roles.BASES",
    "RunCause": "deadlines.models.runs.RUN_CAUSES",
    "RunState": "deadlines.states.RUN_EDGES.states",
    "RuleChecked": "deadlines.models.CHECKED",
    "StatementGroup": "cases.settlement.statement.GROUPS",
    "StatementLanguage": "cases.settlement.statement.LANGUAGES",
    "StatementState": "cases.states.STATEMENT_EDGES.states",
    "TextMethod": "claimback.storage.models.METHODS",
    "TextReason": "claimback.pages.read.REASONS",
    "TextState": "claimback.storage.models.TEXT_EDGES.states",
    "PictureSize": "claimback.pages.thumbnail.EDGES",
    "ThumbnailState": "claimback.storage.models.THUMBNAIL_EDGES.states",
    "SearchHitKind": "cases.api.search.HIT_KINDS",
    "SearchKind": "cases.api.search.GROUP_KINDS",
}
"""The name of each choice set that more than one field has, or whose field's name says too little."""

SECURITY_SCHEMES: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of one member of one firm, with no more than that member's capabilities.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "A signed-in browser. Changes need the header X-CSRFToken too.",
    },
}

ETAG: Final = {
    "description": "Names what was read; for If-None-Match, and an object's for If-Match.",
    "schema": {"type": "string"},
}
IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag of the answer as it was read: 304 and no content while it would be the same.",
}


def choices_by_value(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Tell choice sets apart by their values alone, whatever labels a form gives them; leave the labels out.

    Called by drf-spectacular on the document before it names the choice sets.
    """
    for schema in _schemas(result):
        schema.pop("x-spec-enum-id", None)
        if "enum" in schema and str(schema.get("description", "")).startswith("*"):
            del schema["description"]
        elif "enum" in schema and "\n\n* `" in str(schema.get("description", "")):
            schema["description"] = schema["description"].partition("\n\n* `")[0]
    return result


def conditional_reads(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Describe what the front door does for every GET of JSON: its ETag, and 304 where the caller has the answer.

    Called by drf-spectacular on the finished document.
    """
    result["components"]["headers"] = {"ETag": ETAG}
    reads = [item["get"] for item in result["paths"].values() if "get" in item]
    for operation in reads:
        answers = operation["responses"]
        if "application/json" in answers.get("200", {}).get("content", {}):
            operation.setdefault("parameters", []).append(dict(IF_NONE_MATCH))
            answers["200"]["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
            answers["304"] = {"description": "As it was read: no content."}
            operation["responses"] = dict(sorted(answers.items()))
    return result


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)
