"""The rows of a case, one module per subject."""

from cases.models.administrative_record import AdministrativeRecord
from cases.models.appraisal import Appraisal, AppraisalItem, Appraiser
from cases.models.case import Case, CaseCounter, Event, Party
from cases.models.claim_file import ClaimFileItem, ClaimFileRequest
from cases.models.client import Client
from cases.models.conflict import ConflictCheck, ConflictHit, KnownName
from cases.models.correction import Correction
from cases.models.correspondence import Correspondence, Promise
from cases.models.damages import DamageEntry, DamageItem, DamageProof, DamageTerms
from cases.models.denial import Denial, Ground, Rebuttal, RebuttalEvidence
from cases.models.estimates import Estimate, EstimateLine, LinePairing
from cases.models.evidence import Document, Evidence, FormerVersion, RecordEntry
from cases.models.fees import FeeAgreement, FeeInvoice, TimeEntry
from cases.models.import_job import ImportJob
from cases.models.insurer import Insurer, InsurerAddress
from cases.models.ledger import LedgerEntry, LedgerTransaction
from cases.models.liens import Cost, Lien, LienStep
from cases.models.mail import MailAddress, ReceivedMail
from cases.models.negotiation import ClientAuthority, Offer, OfferStep, SettledPart
from cases.models.peer_appointment import PeerAppointment, PeerInvitation
from cases.models.peer_to_peer import PeerToPeer
from cases.models.playbook import PlaybookRun
from cases.models.policy import Policy, Provision
from cases.models.policy_terms import Coverage, Deductible, Endorsement, Limit, PolicyDuty
from cases.models.retention import Disposal, LegalHold, RetentionRule
from cases.models.statement import Statement, StatementLine
from cases.models.task import Task
from cases.models.wall import PortalAccess, Wall

__all__ = [
    "AdministrativeRecord",
    "Appraisal",
    "AppraisalItem",
    "Appraiser",
    "Case",
    "CaseCounter",
    "ClaimFileItem",
    "ClaimFileRequest",
    "Client",
    "ClientAuthority",
    "ConflictCheck",
    "ConflictHit",
    "Correction",
    "Correspondence",
    "Cost",
    "Coverage",
    "DamageEntry",
    "DamageItem",
    "DamageProof",
    "DamageTerms",
    "Deductible",
    "Denial",
    "Disposal",
    "Document",
    "Endorsement",
    "Event",
    "Estimate",
    "EstimateLine",
    "Evidence",
    "FeeAgreement",
    "FeeInvoice",
    "FormerVersion",
    "Ground",
    "ImportJob",
    "Insurer",
    "InsurerAddress",
    "KnownName",
    "LinePairing",
    "MailAddress",
    "LedgerEntry",
    "LedgerTransaction",
    "Lien",
    "LienStep",
    "Limit",
    "LegalHold",
    "Offer",
    "OfferStep",
    "Party",
    "PeerAppointment",
    "PeerInvitation",
    "PeerToPeer",
    "PlaybookRun",
    "Policy",
    "PolicyDuty",
    "PortalAccess",
    "Promise",
    "Provision",
    "Rebuttal",
    "RebuttalEvidence",
    "ReceivedMail",
    "SettledPart",
    "Statement",
    "StatementLine",
    "Task",
    "TimeEntry",
    "RecordEntry",
    "RetentionRule",
    "Wall",
]
