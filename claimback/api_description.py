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
    "AlertCircle": "deadlines.alert_terms.CIRCLES",
    "AlertKind": "deadlines.alerts.ALERT_KINDS",
    "AlertState": "claimback.notify.models.OBLIGATION_EDGES.states",
    "AppraisalMove": "cases.services.appraisal.MOVES",
    "AppraisalRelation": "cases.settlement.disinterest.RELATIONS",
    "AppraisalSeat": "cases.settlement.appraisal.SEATS",
    "AppraisalState": "cases.states.APPRAISAL_EDGES.states",
    "AppraiserState": "cases.states.APPRAISER_EDGES.states",
    "AssistanceState": "letters.states.ASSISTANCE_EDGES.states",
    "AssistantUnavailableWhy": "letters.assistant.interface.UNAVAILABLE",
    "AuthorityState": "cases.states.AUTHORITY_EDGES.states",
    "BatesPosition": "letters.writing.packet.bates.POSITIONS",
    "BillBasis": "cases.settlement.shapes.BASES",
    "BillPayer": "cases.settlement.shapes.PAYERS",
    "BlockChangeKind": "letters.api.versions.BLOCK_CHANGES",
    "BreachState": "deadlines.states.BREACH_EDGES.states",
    "BulkMethod": "claimback.tenancy.api.bulk.METHODS",
    "CalendarDetail": "deadlines.feeds.DETAILS",
    "CallChannel": "cases.services.calls.CALLS",
    "Capability": "claimback.tenancy.roles.CAPABILITIES",
    "CarrierEventKind": "letters.models.dispatch.CARRIER_EVENT_KINDS",
    "CaseStage": "cases.settlement.fees.STAGES",
    "CaseStatus": "cases.states.CASE_EDGES.states",
    "ChangeKind": "claimback.webhooks.catalogue.NAMES",
    "ClaimFileHolder": "cases.claim_file.expected.HOLDERS",
    "ClaimFileItemOutcome": "cases.api.claim_file.SETTLED",
    "ClaimKind": "cases.models.case.CLAIM_KINDS",
    "ClaimPart": "cases.settlement.negotiation.CLAIM_PARTS",
    "ClientKind": "cases.models.client.CLIENT_KINDS",
    "ConflictCheckReason": "cases.models.conflict.CHECK_REASONS",
    "ConflictHitKind": "cases.conflicts.HIT_KINDS",
    "ConflictMethod": "cases.names.METHODS",
    "ConflictState": "cases.states.CONFLICT_EDGES.states",
    "ConnectionKind": "claimback.firms.models.sign_in.CONNECTION_KINDS",
    "ContentsCondition": "cases.settlement.shapes.CONDITIONS",
    "CorrespondenceChannel": "cases.models.correspondence.CHANNELS",
    "CorrespondenceDirection": "cases.models.correspondence.DIRECTIONS",
    "CostSettlement": "cases.services.costs.SETTLED",
    "CostState": "cases.states.COST_EDGES.states",
    "CoveragePart": "cases.models.policy_terms.COVERAGE_PARTS",
    "CustodyStep": "letters.custody.WHAT",
    "DamageShape": "cases.settlement.shapes.SHAPES",
    "DateChangeKind": "deadlines.models.CHANGE_KINDS",
    "DeadlineImportance": "deadlines.importance.IMPORTANCE",
    "DeadlineState": "deadlines.states.DEADLINE_EDGES.states",
    "Decision": "cases.vocabulary.DECISIONS",
    "DeductiblePeril": "cases.models.policy_terms.PERILS",
    "DeliveryProof": "letters.services.dispatches.PROOFS_OF_DELIVERY",
    "DenialPart": "cases.api.corrections.SUBJECTS",
    "DispatchChannel": "letters.models.dispatch.DISPATCH_CHANNELS",
    "DispatchState": "letters.states.DISPATCH_EDGES.states",
    "DisposalState": "cases.states.DISPOSAL_EDGES.states",
    "DocumentKind": "cases.models.evidence.DOCUMENT_KINDS",
    "DocumentSource": "cases.models.evidence.DOCUMENT_SOURCES",
    "DutyOf": "deadlines.models.DUTY_OF",
    "EstimateCauseKind": "cases.settlement.estimates.CAUSES",
    "EstimateSide": "cases.models.estimates.SIDES",
    "EventKind": "cases.vocabulary.EVENT_KINDS",
    "EvidenceKind": "cases.models.evidence.EVIDENCE_KINDS",
    "ExportableList": "claimback.exports.lists.sources",
    "ExportFormat": "claimback.exports.writing.FORMATS",
    "ExportState": "claimback.exports.models.EXPORT_EDGES.states",
    "FactName": "deadlines.law.facts.FACT_VALUES",
    "FeeAgreementState": "cases.states.FEE_AGREEMENT_EDGES.states",
    "FeeBarEffect": "deadlines.api.fees.EFFECTS",
    "FeeBase": "cases.settlement.fees.BASES",
    "FeeClaimType": "cases.models.fees.CLAIM_TYPES",
    "FeeInvoiceState": "cases.states.FEE_INVOICE_EDGES.states",
    "FeeKind": "cases.settlement.fees.KINDS",
    "FileState": "claimback.storage.models.FILE_EDGES.states",
    "FilingKind": "letters.writing.filing.FILINGS",
    "FindingSeverity": "letters.api.blocks.SEVERITIES",
    "FirmKind": "claimback.tenancy.models.FIRM_KINDS",
    "GateLinkResource": "cases.settlement.gates.LINKS",
    "GateName": "cases.settlement.gates.GATE_TITLES",
    "GateState": "cases.settlement.gates.RESULTS",
    "GroundCode": "cases.vocabulary.GROUND_CODES",
    "GroundShift": "cases.reasons.SHIFTS",
    "HeadOfDamage": "cases.api.damages.HEADS",
    "ImportKind": "cases.models.import_job.IMPORT_KINDS",
    "ImportState": "cases.states.IMPORT_EDGES.states",
    "InsurerKind": "cases.models.insurer.INSURER_KINDS",
    "Jurisdiction": "cases.vocabulary.JURISDICTIONS",
    "Language": "cases.settlement.statement.LANGUAGES",
    "LedgerAccount": "cases.settlement.ledger.ACCOUNT_NAMES",
    "LedgerKind": "cases.settlement.ledger.KINDS",
    "LedgerPaymentKind": "cases.settlement.ledger.PAYMENTS",
    "LedgerReceiptKind": "cases.settlement.ledger.RECEIPTS",
    "LetterAddressee": "letters.api.templates.ADDRESSEES",
    "LetterBlockKind": "letters.api.blocks.BLOCK_KINDS",
    "LetterState": "letters.states.LETTER_EDGES.states",
    "LetterTemplateCode": "letters.api.letter_inputs.TEMPLATE_CODES",
    "LetterVersionOrigin": "letters.states.VERSION_ORIGINS",
    "LeverageKind": "deadlines.ladder.next_step.LEVERAGE_LABELS",
    "LicenceKind": "claimback.tenancy.models.LICENCE_KINDS",
    "LicenceState": "claimback.tenancy.licences.STATES",
    "LienKind": "cases.models.liens.LIEN_KINDS",
    "LienMove": "cases.services.liens.MOVES",
    "LienState": "cases.states.LIEN_EDGES.states",
    "LimitKind": "cases.models.policy_terms.LIMIT_KINDS",
    "LimitWhose": "cases.models.policy_terms.WHOSE",
    "LineOfBusiness": "cases.vocabulary.LINES_OF_BUSINESS",
    "MatrixGap": "cases.matrix.MISSING",
    "OfferKind": "cases.settlement.negotiation.OFFER_KINDS",
    "OfferSide": "cases.settlement.negotiation.SIDES",
    "OfferState": "cases.api.offers.STANDINGS",
    "OfferStepKind": "cases.models.negotiation.STEP_KINDS",
    "OwnDispatchChannel": "letters.services.dispatches.BY_HAND",
    "PacketManifestPartKind": "letters.writing.packet.plan.KINDS",
    "PacketState": "letters.states.PACKET_EDGES.states",
    "PairingKind": "cases.models.estimates.PAIRINGS",
    "PaperKind": "deadlines.models.PAPER_KINDS",
    "PaperState": "deadlines.states.PAPER_EDGES.states",
    "PartyRole": "cases.models.case.PARTY_ROLES",
    "PeerAppointmentState": "cases.states.PEER_APPOINTMENT_EDGES.states",
    "PeerInvitationKind": "cases.models.peer_appointment.INVITATION_KINDS",
    "PeerInvited": "cases.models.peer_appointment.INVITED",
    "PeerToPeerOutcome": "cases.models.peer_to_peer.OUTCOMES",
    "PictureSize": "claimback.pages.thumbnail.EDGES",
    "PlanType": "cases.vocabulary.PLAN_TYPES",
    "PolicyDutyKind": "cases.vocabulary.POLICY_DUTIES",
    "PolicyPeriodUnit": "cases.models.policy_terms.UNITS",
    "PortalDocumentKind": "cases.services.portal.KINDS_FROM_CLIENTS",
    "PromiseOutcome": "cases.api.promises.SETTLED",
    "ProofGrade": "cases.vocabulary.PROOF_GRADES",
    "ProposalCause": "deadlines.plan.CAUSES",
    "ProposalDecision": "deadlines.api.proposals.DECISIONS",
    "ProviderNetwork": "cases.models.policy_terms.NETWORKS",
    "ProvisionKind": "cases.models.policy.PROVISION_KINDS",
    "PublicRecordOutcome": "deadlines.outcomes.california.OUTCOMES",
    "ReadingStage": "letters.states.STAGES",
    "ReadingState": "letters.states.READING_EDGES.states",
    "RebuttalState": "cases.states.REBUTTAL_EDGES.states",
    "RedactionKind": "letters.writing.packet.proposals.REASONS",
    "ReferenceRateKind": "deadlines.models.breaches.REFERENCES",
    "RefusedAddressReason": "claimback.notify.models.REFUSED_WHY",
    "RejectionReason": "cases.settlement.negotiation.REJECTION_REASONS",
    "RemedyActor": "deadlines.ladder.kinds.WHO",
    "RemedyBinding": "deadlines.ladder.kinds.BOUND",
    "RemedyConsent": "deadlines.ladder.kinds.CONSENTS",
    "RemedyDecision": "deadlines.ladder.decisions.DECIDED",
    "RemedyGivenBy": "deadlines.ladder.kinds.GIVES",
    "RemedyLevel": "deadlines.ladder.kinds.LEVELS",
    "RemedyState": "deadlines.clock.answer.REMEDY_STATES",
    "Representative": "cases.models.fees.REPRESENTATIVES",
    "ReviewEnclosureWhen": "deadlines.law.regulators.WHEN",
    "ReviewParty": "deadlines.api.regulators.PARTIES",
    "ReviewProcess": "deadlines.api.regulators.PROCESSES",
    "Role": "claimback.tenancy.roles.ROLES",
    "RoleBase": "claimback.tenancy.services.roles.BASES",
    "RuleChecked": "deadlines.models.CHECKED",
    "RunCause": "deadlines.models.runs.RUN_CAUSES",
    "RunState": "deadlines.states.RUN_EDGES.states",
    "RungKind": "deadlines.ladder.kinds.KIND_LABELS",
    "ScorecardSubject": "deadlines.scorecard.selectors.BY",
    "SearchHitKind": "cases.api.search.HIT_KINDS",
    "SearchKind": "cases.api.search.GROUP_KINDS",
    "StateLawReach": "letters.api.authorities.REACHES",
    "StatementGroup": "cases.settlement.statement.GROUPS",
    "StatementState": "cases.states.STATEMENT_EDGES.states",
    "TextMethod": "claimback.storage.models.METHODS",
    "TextReason": "claimback.pages.read.REASONS",
    "TextRunKind": "letters.api.versions.OPS",
    "TextState": "claimback.storage.models.TEXT_EDGES.states",
    "ThumbnailState": "claimback.storage.models.THUMBNAIL_EDGES.states",
    "TimeEntryState": "cases.states.TIME_ENTRY_EDGES.states",
    "VendorDispatchChannel": "letters.services.queueing.CHANNELS",
    "WagePay": "cases.settlement.shapes.PAY",
}
"""The name of each choice set that more than one field has, or whose field's name says too little."""

_BLANK: Final = "Blank"
"""What drf-spectacular calls the choice set of the empty text alone."""

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
RATE_LIMIT_HEADERS: Final = {
    "RateLimit-Policy": {
        "description": 'How many requests (q) in how many seconds (w): `"default";q=1200;w=60`. Left out where '
        "nothing is counted.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'How many are left (r), and in how many seconds (t) all are again: `"default";r=1199;t=42`.',
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 1},
    },
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
    result["components"].setdefault("headers", {})["ETag"] = ETAG
    reads = [item["get"] for item in result["paths"].values() if "get" in item]
    for operation in reads:
        answers = operation["responses"]
        if "application/json" in answers.get("200", {}).get("content", {}):
            operation.setdefault("parameters", []).append(dict(IF_NONE_MATCH))
            answers["200"].setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
            answers["304"] = {"description": "As it was read: no content."}
            operation["responses"] = dict(sorted(answers.items()))
    return result


def rate_limits(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG001
    """Describe what `tenancy.rate_limits` says on every answer, where an operation did what was asked and on 429.

    Called by drf-spectacular on the finished document.
    """
    result["components"].setdefault("headers", {}).update(RATE_LIMIT_HEADERS)
    named = {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_LIMIT_HEADERS}
    told = {name: reference for name, reference in named.items() if name != "Retry-After"}
    for item in result["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                if status < "300" or status == "429":
                    answer.setdefault("headers", {}).update(named if status == "429" else told)
    return result


def blank_is_a_constant(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Write the empty text beside a choice set as such; drf-spectacular makes it a choice set with a name.

    Called by drf-spectacular on the document after it named the choice sets.
    """
    result["components"]["schemas"].pop(_BLANK, None)
    for schema in _schemas(result):
        if schema.get("$ref") == f"#/components/schemas/{_BLANK}":
            schema.clear()
            schema |= {"type": "string", "const": ""}
    return result


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in list(node.values()):
            yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)
