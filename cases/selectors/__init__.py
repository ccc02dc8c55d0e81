"""Reading the rows of cases: the one door to each kind. Walls and the firm's scope hold here."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import (
    AdministrativeRecord,
    Case,
    CaseCounter,
    ClaimFileItem,
    ClaimFileRequest,
    Client,
    ConflictCheck,
    ConflictHit,
    Correction,
    Correspondence,
    Cost,
    Coverage,
    Deductible,
    Denial,
    Disposal,
    Document,
    Endorsement,
    Event,
    Evidence,
    FormerVersion,
    Ground,
    ImportJob,
    Insurer,
    InsurerAddress,
    KnownName,
    LegalHold,
    Lien,
    LienStep,
    Limit,
    MailAddress,
    Party,
    PeerAppointment,
    PeerInvitation,
    PeerToPeer,
    PlaybookRun,
    Policy,
    PolicyDuty,
    PortalAccess,
    Promise,
    Provision,
    Rebuttal,
    RebuttalEvidence,
    ReceivedMail,
    RecordEntry,
    RetentionRule,
    Task,
    Wall,
)
from claimback.kernel.errors import NotFound
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.rows import for_change, locked, one, referred
from claimback.tenancy.selectors import member_list

__all__ = ["for_change", "locked", "one", "referred"]


def client_list() -> QuerySet[Client]:
    """Clients."""
    return Client.objects.all()


def insurer_list() -> QuerySet[Insurer]:
    """Insurers, plans and administrators."""
    return Insurer.objects.all()


def insurer_address_list() -> QuerySet[InsurerAddress]:
    """Addresses of insurers."""
    return InsurerAddress.objects.all()


def policy_list() -> QuerySet[Policy]:
    """Policies."""
    return Policy.objects.all()


def provision_list() -> QuerySet[Provision]:
    """Passages of policies."""
    return Provision.objects.all()


def endorsement_list() -> QuerySet[Endorsement]:
    """Forms that change policies, those that were taken out among them, as of every term."""
    return Endorsement.objects.all()


def coverage_list() -> QuerySet[Coverage]:
    """Coverage parts of policies."""
    return Coverage.objects.all()


def limit_list() -> QuerySet[Limit]:
    """Limits of policies."""
    return Limit.objects.all()


def deductible_list() -> QuerySet[Deductible]:
    """Deductibles of policies."""
    return Deductible.objects.all()


def policy_duty_list() -> QuerySet[PolicyDuty]:
    """What policies ask for by a time."""
    return PolicyDuty.objects.all()


def case_list() -> QuerySet[Case]:
    """Cases."""
    return Case.objects.all()


def cases_kept() -> QuerySet[Case]:
    """Cases without those that were deleted: what lists and searches show."""
    return case_list().exclude(status="deleted")


def case_counter_list() -> QuerySet[CaseCounter]:
    """The last case number of each year."""
    return CaseCounter.objects.all()


def party_list() -> QuerySet[Party]:
    """People on cases beside the client, those who have left among them."""
    return Party.objects.all()


def known_name_list() -> QuerySet[KnownName]:
    """The names that the firm knows."""
    return KnownName.objects.all()


def conflict_check_list() -> QuerySet[ConflictCheck]:
    """Conflict checks of cases, each frozen as it was run."""
    return ConflictCheck.objects.all()


def conflict_hit_list() -> QuerySet[ConflictHit]:
    """What conflict checks found."""
    return ConflictHit.objects.all()


def event_list() -> QuerySet[Event]:
    """Dated facts of cases, withdrawn ones among them."""
    return Event.objects.all()


def document_list() -> QuerySet[Document]:
    """Documents of cases."""
    return Document.objects.all()


def evidence_list() -> QuerySet[Evidence]:
    """Evidence of cases, numbered as exhibits."""
    return Evidence.objects.all()


def former_version_list() -> QuerySet[FormerVersion]:
    """Files that documents had before."""
    return FormerVersion.objects.all()


def record_entry_list() -> QuerySet[RecordEntry]:
    """What came into the administrative record, and what was found not to be in it."""
    return RecordEntry.objects.all()


def legal_hold_list() -> QuerySet[LegalHold]:
    """Legal holds on cases and documents, those that were lifted among them."""
    return LegalHold.objects.all()


def holds_on(document: Document) -> QuerySet[LegalHold]:
    """The holds that keep a document now: on itself, or on its case."""
    of_case = legal_hold_list().filter(case_id=document.case_id, lifted_at=None)
    return of_case.filter(Q(document=None) | Q(document_id=document.id))


def retention_rule_list() -> QuerySet[RetentionRule]:
    """For how long kinds of documents are kept."""
    return RetentionRule.objects.all()


def disposal_list() -> QuerySet[Disposal]:
    """Decisions to destroy documents."""
    return Disposal.objects.all()


def denial_list() -> QuerySet[Denial]:
    """Adverse decisions."""
    return Denial.objects.all()


def ground_list() -> QuerySet[Ground]:
    """Reasons in denials."""
    return Ground.objects.all()


def rebuttal_list() -> QuerySet[Rebuttal]:
    """The answers to grounds, one each."""
    return Rebuttal.objects.all()


def rebuttal_of(rows: QuerySet[Rebuttal], ground_id: UUID) -> Rebuttal:
    """The one answer to a ground. Raises NotFound."""
    found = rows.filter(ground_id=ground_id).first()
    if found is None:
        raise NotFound
    return found


def correction_list() -> QuerySet[Correction]:
    """Former readings of denials and grounds."""
    return Correction.objects.all()


def evidence_in_use() -> QuerySet[RebuttalEvidence]:
    """Which evidence stands against which ground now."""
    return rebuttal_evidence_list().filter(state="put")


def rebuttal_evidence_list() -> QuerySet[RebuttalEvidence]:
    """Which evidence was put against which ground, that which was taken off among them."""
    return RebuttalEvidence.objects.all()


def correspondence_list() -> QuerySet[Correspondence]:
    """The log of contact."""
    return Correspondence.objects.all()


def peer_to_peer_list() -> QuerySet[PeerToPeer]:
    """Peer-to-peer calls, each beside its entry of the log."""
    return PeerToPeer.objects.all()


def peer_appointment_list() -> QuerySet[PeerAppointment]:
    """Peer-to-peer calls that were arranged, whatever became of them."""
    return PeerAppointment.objects.all()


def peer_invitation_list() -> QuerySet[PeerInvitation]:
    """The mails about them that somebody is or was owed."""
    return PeerInvitation.objects.all()


def unanswered(case_id: UUID) -> list[tuple[str, str, UUID]]:
    """The mandatory questions that were on a call of the case and were answered on none: code, words, latest entry.

    An entry does not count whose questions a correction says anew: one without any leaves them as they were.
    """
    entries = correspondence_list().filter(case_id=case_id, questions__contains=[{"mandatory": True}])
    corrected = _said_anew(case_id)
    asked: dict[str, tuple[str, str, UUID]] = {}
    answered: set[str] = set()
    counting = entries.exclude(id__in=corrected).order_by("occurred_at", "id")
    for id, questions in counting.values_list("id", "questions"):
        for each in questions:
            if each.get("mandatory") and each["answer"]:
                answered.add(each["code"])
            elif each.get("mandatory"):
                asked[each["code"]] = (each["code"], each["question"], id)
    return [question for code, question in asked.items() if code not in answered]


def _said_anew(case_id: UUID) -> set[UUID]:
    """The entries of the case whose questions stand in a correction of them, or in a correction of that."""
    corrections = correspondence_list().filter(case_id=case_id).exclude(corrects=None)
    told = list(corrections.values_list("id", "corrects_id", "questions"))
    before = {id: corrects_id for id, corrects_id, _ in told}
    found: set[UUID] = set()
    for _, corrects_id, questions in told:
        one = corrects_id if questions else None
        while one is not None:
            found.add(one)
            one = before.get(one)
    return found


def promise_list() -> QuerySet[Promise]:
    """What representatives promised."""
    return Promise.objects.all()


def task_list() -> QuerySet[Task]:
    """What is to be done on cases, and what was done."""
    return Task.objects.all()


def cases_of_client() -> list[UUID]:
    """The ids of the cases that a client's own scope holds, which are few: named in a question, an index finds them."""
    return list(case_list().values_list("id", flat=True))


def asked_of_clients() -> QuerySet[Task]:
    """What clients are asked for and have not given, the earliest due first. Their own scope holds no other task."""
    return task_list().filter(for_role=CLIENT, state="open").order_by("due_on", "id")


def acts_for(member_id: UUID, on: date) -> QuerySet[Membership, UUID]:
    """The ids of the members whose tasks are this one's that day: their own, and those on leave, if they stand in."""
    stands_in = Q(stand_in_id=member_id, away_from__lte=on, away_until__gte=on)
    return member_list().filter(Q(id=member_id) | stands_in).order_by().values_list("id", flat=True)


def assigned_to(whose: Collection[UUID]) -> Q:
    """Of tasks: those of these members. Of one alone, as nearly always, an index has them in order."""
    return Q(assigned_id__in=whose) if len(whose) != 1 else Q(assigned_id=next(iter(whose)))


def tasks_of(member_id: UUID, on: date) -> QuerySet[Task]:
    """What a member has to do that day: their own tasks, and those of members on leave for whom they stand in.

    One statement is sent to learn of these.
    """
    return task_list().filter(assigned_to(list(acts_for(member_id, on))))


def playbook_run_list() -> QuerySet[PlaybookRun]:
    """Playbooks that were started on cases."""
    return PlaybookRun.objects.all()


def wall_list() -> QuerySet[Wall]:
    """Who is kept from which case, those that were lifted among them. Nobody sees the walls that they are behind."""
    return Wall.objects.all()


def behind_wall(case_id: UUID) -> QuerySet[Wall, UUID]:
    """The ids of the members who are kept from a case now."""
    return wall_list().filter(case_id=case_id, lifted_at=None).values_list("member_id", flat=True)


def may_look(members: QuerySet[Membership], case_id: UUID) -> QuerySet[Membership]:
    """Those of the members who are not kept from the case."""
    return members.exclude(id__in=behind_wall(case_id))


def portal_access_list() -> QuerySet[PortalAccess]:
    """Which member looks at which client's cases through the portal, ended ones among them."""
    return PortalAccess.objects.all()


def claim_file_item_list() -> QuerySet[ClaimFileItem]:
    """What belongs in the claim files of cases, and what became of it."""
    return ClaimFileItem.objects.all()


def claim_file_request_list() -> QuerySet[ClaimFileRequest]:
    """The demands for claim files."""
    return ClaimFileRequest.objects.all()


def administrative_record_list() -> QuerySet[AdministrativeRecord]:
    """Locked administrative records, replaced ones among them."""
    return AdministrativeRecord.objects.all()


def mail_address_list() -> QuerySet[MailAddress]:
    """Addresses at which cases take mail, ended ones among them."""
    return MailAddress.objects.all()


def received_mail_list() -> QuerySet[ReceivedMail]:
    """Mail that came in."""
    return ReceivedMail.objects.all()


def import_list() -> QuerySet[ImportJob]:
    """Tables that are or were brought in."""
    return ImportJob.objects.all()


def lien_list() -> QuerySet[Lien]:
    """Claims of others on what insurers pay."""
    return Lien.objects.all()


def lien_step_list() -> QuerySet[LienStep]:
    """What became of liens, step by step."""
    return LienStep.objects.all()


def cost_list() -> QuerySet[Cost]:
    """What the firm has advanced for cases, withdrawn ones among them."""
    return Cost.objects.all()
